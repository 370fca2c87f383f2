import { remembered } from '../spelling.ts'
import { type Asked, type Entry, readEntries, readForeign } from './entries.ts'
import { createEvidence, type Source } from './evidence.ts'
import { createReading, hearAll, type Marks, marksOf } from './features.ts'
import { createJudgement, type Example } from './judgement.ts'
import { type Keeping, NOWHERE } from './keeping.ts'
import { createLikeness } from './likeness.ts'
import { createMending } from './mending.ts'
import { createNumbering, keyOfText, NONE } from './numbering.ts'
import { createPassages } from './passages.ts'
import type { Heard } from './stem.ts'
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
  /** The passage of the entry's text that says the most of what is asked, if any says some of it. */
  passage(texto: string, question: string): string | undefined
  /** Whether the question is rather for some other office than about these matters. */
  isForeign(question: string): boolean
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
  const read = createReading(createSynonyms(groups))
  const features = createNumbering()
  const known = new Set(rootsIn(groups))
  for (const root of known) features.add(keyOfText(root))
  const mark = (text: string, most?: number) => {
    const words = hearAll(text, most)
    for (const { content, root } of words) if (content) known.add(root)
    return marksOf(read(words), features.add)
  }
  const sources = entries.map(({ titulo, preguntas, texto }) => ({
    title: mark(titulo),
    questions: preguntas.map(question => mark(question)),
    text: mark(texto, Infinity),
  }))
  const ways = sources.map(({ title, questions }) => [title, ...questions])
  const examples = examplesOf(entries, sources)
  return {
    passage: createPassages(read),
    marksIn: (words: readonly Heard[]) => marksOf(read(words), features.of),
    mend: createMending(known, root => features.of(keyOfText(root)) !== NONE),
    weighEvidence: createEvidence(sources, features.size()),
    weighLikeness: createLikeness(ways, features.size()),
    judge: createJudgement(examples, features.size(), entries.length, keeping),
  }
}

const mostOf = (votes: Float64Array | Float32Array) => {
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < votes.length; i++) most = Math.max(most, votes[i] ?? 0)
  return most
}

/** Puts an entry where its score belongs among so many in order, best first; the first of two alike. */
const place = (entry: number, order: Uint16Array, count: number, scores: Float64Array) => {
  const score = scores[entry] ?? 0
  let at = count
  for (; at > 0 && (scores[order[at - 1] ?? 0] ?? 0) < score; at--) order[at] = order[at - 1] ?? 0
  order[at] = entry
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
  const { passage, marksIn, mend, weighEvidence, weighLikeness, judge } = weighing
  // Without the ways of asking: their numbers are enough.
  const entries = asked.map(({ preguntas: _, ...entry }): Entry => entry)
  const width = entries.length + others.length
  // Written anew for each question.
  const evidence = new Float64Array(width)
  const mended = new Float64Array(width)
  const likeness = new Float64Array(width)
  const judged = new Float32Array(width)
  const scores = new Float64Array(width)
  const order = new Uint16Array(width)

  /** Half of the evidence, and no likeness: what looks like a mistyped word may be the name of a place. */
  const mendEvidence = (words: readonly Heard[]) => {
    const meant = words.map(mend)
    if (meant.every((word, i) => word === words[i])) return
    weighEvidence(marksIn(meant), mended)
    for (let i = 0; i < width; i++) evidence[i] = ((evidence[i] ?? 0) + (mended[i] ?? 0)) / 2
  }

  const rank = (question: string): { found: Found[]; foreign: boolean } => {
    const words = hearAll(question)
    const marks = marksIn(words)
    weighLikeness(marks, likeness)
    judge(marks, judged)
    weighEvidence(marks, evidence)
    if (marks.terms.includes(NONE)) mendEvidence(words)
    const speaksOfOthers = Math.max(0, evidence[entries.length] ?? 0)
    const likeOthers = likeness[entries.length] ?? 0
    const likelyOthers = judged[entries.length] ?? 0
    const foreign = others.length > 0 && mostOf(judged) <= likelyOthers
    const doubt = foreign ? DOUBT : 1
    const most = mostOf(evidence) || 1
    const nearest = mostOf(likeness) || 1
    let count = 0
    for (let i = 0; i < entries.length; i++) {
      const speaks = Math.max(0, evidence[i] ?? 0)
      const counted = (EVIDENCE * speaks) / most + (likeness[i] ?? 0) / nearest
      scores[i] = counted + JUDGEMENT * (judged[i] ?? 0)
      if (counted > 0) place(i, order, count++, scores)
    }
    const found: Found[] = []
    for (const i of order.subarray(0, count)) {
      const entry = entries[i]
      if (!entry) continue
      const like = likeness[i] ?? 0
      const confidence = doubt * like * (like < likeOthers ? DOUBT : 1)
      const speaks = Math.max(0, (evidence[i] ?? 0) - speaksOfOthers)
      found.push({ entry, confidence, relevance: doubt * speaks + KNOWN_WAY * confidence })
    }
    return { found, foreign }
  }

  // Several steps look up the same words one after another; they are searched once.
  const ranked = remembered(rank, 1)
  return {
    entry: id => entries.find(entry => entry.id === id),
    search: question => ranked(question).found,
    passage,
    isForeign: question => ranked(question).foreign,
  }
}

/** Reads the entries and the synonyms; throws an error that names the file that is wrong. */
export const readKnowledge = (dataDir: string): Knowledge =>
  createKnowledge(readEntries(dataDir), readSynonyms(dataDir), readForeign(dataDir))
