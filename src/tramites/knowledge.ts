import { distance, remembered } from '../spelling.ts'
import { type Entry, readEntries } from './entries.ts'
import { createEvidence } from './evidence.ts'
import { createReading } from './features.ts'
import { createLikeness } from './likeness.ts'
import { createSynonyms, type Groups, readSynonyms } from './synonyms.ts'

export { termsOf } from './features.ts'

export interface Found {
  readonly entry: Entry
  /** Share of what the question says that people say when they ask for this entry, 0 to 1. */
  readonly confidence: number
  /** How much the question has to do with the entry, however much else it says; from 0. */
  readonly relevance: number
}

/**
 * Below this relevance of the best entry, none has to do with the question. On the labelled
 * questions of `test/fixtures` it keeps 99 of 100 that have an answer, and 70 of 100 of the others.
 */
export const RELATED = 18

export interface Knowledge {
  entry(id: string): Entry | undefined
  /** Entries for a question, best first; never fails, whatever the text. */
  search(question: string): Found[]
}

/** How much a way of asking that is known word by word counts for the relevance. */
const KNOWN_WAY = 15
/** How much more the evidence counts for the order than the likeness to one way of asking. */
const EVIDENCE = 4
/** Shorter stems have too many neighbours for one of them to be what was meant. */
const MIN_TYPO = 6

/** Builds the mending of typos: of a stem that nothing knows, the known one that is one edit off. */
const createMend = (known: ReadonlySet<string>) => {
  const byStart = new Map<string, string[]>()
  for (const stem of known) {
    const start = `${stem[0]}${stem.length}`
    const same = byStart.get(start)
    if (same) same.push(stem)
    else byStart.set(start, [stem])
  }
  const nearest = remembered(stem => {
    const lengths = [stem.length, stem.length + 1, stem.length - 1]
    const near = lengths.flatMap(length => byStart.get(`${stem[0]}${length}`) ?? [])
    return near.find(right => distance(stem, right, 1) === 1) ?? stem
  })
  return (stem: string) => (stem.length < MIN_TYPO || known.has(stem) ? stem : nearest(stem))
}

/**
 * Weighs the entries twice: by all that is said of each in its title, ways of asking and text, and
 * by the nearest single way of asking. An entry ranks by both together.
 */
export const createKnowledge = (entries: readonly Entry[], groups: Groups = {}): Knowledge => {
  const synonyms = createSynonyms(groups)
  const read = createReading(synonyms)
  const sources = entries.map(({ titulo, preguntas, texto }) => ({
    title: read(titulo),
    questions: preguntas.map(question => read(question)),
    text: read(texto, Infinity),
  }))
  const evidenceOf = createEvidence(sources)
  const likenessOf = createLikeness(sources.map(({ title, questions }) => [title, ...questions]))
  const known = new Set(synonyms.words)
  for (const { title, questions, text } of sources)
    for (const { terms } of [title, ...questions, text]) for (const term of terms) known.add(term)
  const readMended = createReading(synonyms, createMend(known))

  const rank = (question: string): Found[] => {
    const said = read(question)
    const likeness = likenessOf(said)
    let evidence = evidenceOf(said)
    // Half of it, and no likeness: what looks like a mistyped word may be the name of a place.
    if ([...said.terms].some(term => !known.has(term))) {
      const mended = evidenceOf(readMended(question))
      evidence = evidence.map((votes, i) => (votes + (mended[i] ?? 0)) / 2)
    }
    const most = Math.max(...evidence) || 1
    const nearest = Math.max(...likeness) || 1
    return entries
      .map((entry, i) => {
        const speaks = Math.max(0, evidence[i] ?? 0)
        const confidence = likeness[i] ?? 0
        const relevance = speaks + KNOWN_WAY * confidence
        const score = (EVIDENCE * speaks) / most + confidence / nearest
        return { found: { entry, confidence, relevance }, score }
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ found }) => found)
  }

  return {
    entry: id => entries.find(entry => entry.id === id),
    // Several steps look up the same message; it is searched once.
    search: remembered(rank, 1),
  }
}

/** Reads the entries and the synonyms; throws an error that names the file that is wrong. */
export const readKnowledge = (dataDir: string): Knowledge =>
  createKnowledge(readEntries(dataDir), readSynonyms(dataDir))
