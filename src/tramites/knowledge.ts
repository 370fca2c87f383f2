import { createShards } from '../shards.ts'
import { distance, remembered } from '../spelling.ts'
import { type Asked, type Entry, readEntries, readForeign } from './entries.ts'
import { createEvidence, type Source } from './evidence.ts'
import { createReading, type Marks, marksOf } from './features.ts'
import { createJudgement, type Example } from './judgement.ts'
import { type Keeping, NOWHERE } from './keeping.ts'
import { createLikeness } from './likeness.ts'
import { createNumbering, NONE } from './numbering.ts'
import { createSynonyms, type Groups, readSynonyms, rootsIn } from './synonyms.ts'

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
 * questions of `test/fixtures` it keeps 98 of 100 that have an answer, and 9 of 100 of the others.
 */
export const RELATED = 18

export interface Knowledge {
  entry(id: string): Entry | undefined
  /** Entries for a question, best first; never fails, whatever the text. */
  search(question: string): Found[]
}

/** How much a way of asking that is known word by word counts for the relevance. */
const KNOWN_WAY = 15
/** How much the evidence counts for the order, when the likeness to one way of asking is 1. */
const EVIDENCE = 4
/** How much what was learnt counts, which is a logarithm of odds. */
const JUDGEMENT = 1
/** What is left of the likeness and the relevance when a question seems to be for somebody else. */
const DOUBT = 0.5
const NOBODYS: Entry = { id: '', titulo: '', intenciones: [], texto: '' }
/** Shorter stems have too many neighbours for one of them to be what was meant. */
const MIN_TYPO = 6

/** Builds the mending of typos: of a stem that nothing knows, the known one that is one edit off. */
const createMend = (known: ReadonlySet<string>, knows: (stem: string) => boolean) => {
  const stems = [...known].filter(stem => stem.length >= MIN_TYPO - 1)
  const shards = createShards(stems.map(stem => [stem, 1]))
  const nearest = remembered(stem => {
    for (const at of shards.candidates(stem, 1)) {
      const right = stems[at]
      if (right?.[0] === stem[0] && right && distance(stem, right, 1) === 1) return right
    }
    return stem
  })
  return (stem: string) => (stem.length < MIN_TYPO || knows(stem) ? stem : nearest(stem))
}

/** Each way of asking with all entries that are asked for in it. */
const examplesOf = (entries: readonly Asked[], sources: readonly Source[]): Example[] => {
  const examples = new Map<string, { said: Marks; entries: number[] }>()
  sources.forEach(({ title, questions }, i) => {
    const { titulo = '', preguntas = [] } = entries[i] ?? {}
    ;[title, ...questions].forEach((said, j) => {
      const text = j === 0 ? titulo : (preguntas[j - 1] ?? '')
      const known = examples.get(text)
      if (known) known.entries.push(i)
      else examples.set(text, { said, entries: [i] })
    })
  })
  return [...examples.values()]
}

/** Reads all that is said of the entries, once, for the three ways of weighing them. */
const createWeighing = (entries: readonly Asked[], groups: Groups, keeping: Keeping) => {
  const synonyms = createSynonyms(groups)
  const read = createReading(synonyms)
  const features = createNumbering()
  const known = new Set(rootsIn(groups))
  for (const root of known) features.add(root)
  const mark = (text: string, most?: number) => {
    const said = read(text, most)
    for (const term of said.terms) known.add(term)
    return marksOf(said, features.add)
  }
  const sources = entries.map(({ titulo, preguntas, texto }) => ({
    title: mark(titulo),
    questions: preguntas.map(question => mark(question)),
    text: mark(texto, Infinity),
  }))
  const ways = sources.map(({ title, questions }) => [title, ...questions])
  const examples = examplesOf(entries, sources)
  const knows = (root: string) => features.of(root) !== NONE
  return {
    read,
    knows,
    readMended: createReading(synonyms, createMend(known, knows)),
    numberOf: features.of,
    evidenceOf: createEvidence(sources, features.size()),
    likenessOf: createLikeness(ways, features.size()),
    judge: createJudgement(examples, features.size(), entries.length, keeping),
  }
}

/**
 * Weighs the entries thrice: by all that is said of each in its title, ways of asking and text, by
 * the nearest single way of asking, and by what was learnt to tell them apart. An entry ranks by
 * all three together.
 */
export const createKnowledge = (
  asked: readonly Asked[],
  groups: Groups = {},
  foreign: readonly string[] = [],
  keeping: Keeping = NOWHERE,
): Knowledge => {
  // What is asked of others is weighed like one more entry, which is never found.
  const others = foreign.length > 0 ? [{ ...NOBODYS, preguntas: foreign }] : []
  const weighing = createWeighing([...asked, ...others], groups, keeping)
  const { read, readMended, knows, numberOf, evidenceOf, likenessOf, judge } = weighing
  // Without the ways of asking: their numbers are enough.
  const entries = asked.map(({ preguntas: _, ...entry }): Entry => entry)

  const rank = (question: string): Found[] => {
    const said = read(question)
    const marks = marksOf(said, numberOf)
    const likeness = likenessOf(marks)
    const judged = judge(marks)
    let evidence = evidenceOf(marks)
    // Half of it, and no likeness: what looks like a mistyped word may be the name of a place.
    if ([...said.terms].some(term => !knows(term))) {
      const mended = evidenceOf(marksOf(readMended(question), numberOf))
      evidence = evidence.map((votes, i) => (votes + (mended[i] ?? 0)) / 2)
    }
    const speaksOfOthers = Math.max(0, evidence[entries.length] ?? 0)
    const likeOthers = likeness[entries.length] ?? 0
    const likelyOthers = judged[entries.length] ?? 0
    const doubt = others.length > 0 && judged.every(much => much <= likelyOthers) ? DOUBT : 1
    const most = Math.max(...evidence) || 1
    const nearest = Math.max(...likeness) || 1
    return entries
      .map((entry, i) => {
        const speaks = Math.max(0, evidence[i] ?? 0)
        const like = likeness[i] ?? 0
        const confidence = doubt * like * (like < likeOthers ? DOUBT : 1)
        const relevance = doubt * Math.max(0, speaks - speaksOfOthers) + KNOWN_WAY * confidence
        const counted = (EVIDENCE * speaks) / most + like / nearest
        return {
          found: { entry, confidence, relevance },
          score: counted + JUDGEMENT * (judged[i] ?? 0),
          counted,
        }
      })
      .filter(({ counted }) => counted > 0)
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
  createKnowledge(readEntries(dataDir), readSynonyms(dataDir), readForeign(dataDir))
