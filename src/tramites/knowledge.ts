import MiniSearch from 'minisearch'
import { remembered } from '../spelling.ts'
import { tokenise } from '../text.ts'
import type { Entry } from './entries.ts'
import { stem } from './stem.ts'

export interface Found {
  readonly entry: Entry
  /** Share of what the question says that people say when they ask for this entry, 0 to 1. */
  readonly confidence: number
}

export interface Knowledge {
  entry(id: string): Entry | undefined
  /** Entries for a question, best first; never fails, whatever the text. */
  search(question: string): Found[]
}

const STOP = new Set(
  `a al algo ante aqui aca asi aun bien buen buenas buenos cada casi che como con cual cuales cuando
   cuanto de del desde dia dias donde dos e el ella ellos en era eramos es esa ese eso esta estan
   este esto estoy fue gracias ha hace hacen hacer hago han hasta hay hola igual ir k ke la las le
   les lo los mas me mi mis mucho muy nos o para pero por porque puede pueden puedo
   podemos q que quien quiero queria quisiera saber se ser si sobre solo son soy su sus tal
   tambien tan te tengo tiene tienen todo todos tu un una uno va vamos voy x xfa y ya yo favor porfa
   necesito decir pregunta consulta tardes noches`.split(/\s+/),
)

export const termsOf = (text: string) =>
  tokenise(text)
    .map(token => token.word)
    .filter(word => !STOP.has(word))
    .map(stem)

/** Beyond this many words a question is a story, and the rest of it only blurs the search. */
const MAX_TERMS = 40

interface Question {
  readonly entry: number
  readonly terms: ReadonlySet<string>
  readonly length: number
}

/**
 * Indexes the entries twice: by whole entry (BM25+, the title weighs most) and by each way of
 * asking (cosine of its words, rare ones weigh more). An entry ranks by both together.
 */
export const createKnowledge = (entries: readonly Entry[]): Knowledge => {
  const index = new MiniSearch<{ id: number }>({
    fields: ['titulo', 'preguntas', 'texto'],
    tokenize: termsOf,
    processTerm: term => term,
    searchOptions: { boost: { titulo: 4, preguntas: 2, texto: 1 } },
  })
  index.addAll(
    entries.map((entry, id) => ({ ...entry, id, preguntas: entry.preguntas.join('\n') })),
  )
  const asked = entries.flatMap((entry, i) =>
    [entry.titulo, ...entry.preguntas].map(text => ({ entry: i, terms: new Set(termsOf(text)) })),
  )
  const frequency = new Map<string, number>()
  for (const { terms } of asked)
    for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  const weightOf = (count: number) => Math.log(1 + asked.length / (0.5 + count))
  const weights = new Map([...frequency].map(([term, count]) => [term, weightOf(count)]))
  const unheard = weightOf(0)
  const rarity = (term: string) => weights.get(term) ?? unheard
  const lengthOf = (terms: Iterable<string>) =>
    Math.sqrt([...terms].reduce((sum, term) => sum + rarity(term) ** 2, 0))
  const byTerm = new Map<string, Question[]>()
  for (const { entry, terms } of asked) {
    const question: Question = { entry, terms, length: lengthOf(terms) }
    for (const term of terms) byTerm.set(term, [...(byTerm.get(term) ?? []), question])
  }

  /** How alike the question and the nearest way of asking for each entry are, 0 to 1. */
  const likeness = (terms: ReadonlySet<string>) => {
    const dots = new Map<Question, number>()
    for (const term of terms)
      for (const question of byTerm.get(term) ?? [])
        dots.set(question, (dots.get(question) ?? 0) + rarity(term) ** 2)
    const length = lengthOf(terms)
    const best = new Map<number, number>()
    for (const [question, dot] of dots) {
      const cosine = dot / (length * question.length)
      best.set(question.entry, Math.max(cosine, best.get(question.entry) ?? 0))
    }
    return best
  }

  return {
    entry: id => entries.find(entry => entry.id === id),
    // Several steps look up the same message; it is searched once.
    search: remembered(text => {
      const terms = new Set(termsOf(text).slice(0, MAX_TERMS))
      const hits = index.search([...terms].join(' '), { tokenize: joined => joined.split(' ') })
      const top = hits[0]?.score ?? 1
      const alike = likeness(terms)
      return hits
        .map(hit => ({ id: Number(hit.id), share: hit.score / top }))
        .map(({ id, share }) => ({ id, confidence: alike.get(id) ?? 0, share }))
        .sort((a, b) => b.confidence + b.share - a.confidence - a.share)
        .flatMap(({ id, confidence }) => {
          const entry = entries[id]
          return entry ? [{ entry, confidence }] : []
        })
    }, 1),
  }
}
