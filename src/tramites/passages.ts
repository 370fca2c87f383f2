import { hearAll, type Said } from './features.ts'
import type { Heard } from './stem.ts'

// Who asks again about what was just told wants one part of it, not all of it a second time.

/** What is said in two passages may be asked of either; of three it tells nothing. */
const LEAST = 0.5

// In nearly every text and question.
const EVERYWHERE = `casa vivienda escritura escriturar trámite papel papeles oficina municipio ley programa
  tierras caso llevar antes después ahora siempre nunca`

/** A first paragraph as short as this, in letters, only opens the answer. */
const OPENING = 120

/** Paragraphs; a list is one with the line that opens it, for one of its items is half of an answer. */
const passagesOf = (texto: string) =>
  texto
    .split(/(?<!:)\n{2,}/)
    .filter((text, i) => text && (i > 0 || text.includes('\n') || text.length > OPENING))

/** Builds the search for the passage of a text that says the most of what is asked. */
export const createPassages = (read: (words: readonly Heard[]) => Said) => {
  const saidIn = (text: string) => {
    const { terms, groups } = read(hearAll(text, Infinity))
    return [...terms, ...groups]
  }
  const everywhere = new Set(saidIn(EVERYWHERE))
  return (texto: string, asked: string): string | undefined => {
    const wanted = saidIn(asked).filter(feature => !everywhere.has(feature))
    const passages = passagesOf(texto).map(text => ({ text, said: new Set(saidIn(text)) }))
    let best: string | undefined
    let most = 0
    for (const { text, said } of passages) {
      const shared = wanted.filter(feature => said.has(feature))
      const score = shared.reduce(
        (sum, feature) => sum + 1 / passages.filter(other => other.said.has(feature)).length,
        0,
      )
      if (score >= LEAST && score > most) [best, most] = [text, score]
    }
    return best
  }
}
