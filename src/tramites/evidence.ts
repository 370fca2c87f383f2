import type { Kind, Marks } from './features.ts'
import { NONE } from './numbering.ts'
import { createNotes, type Postings } from './postings.ts'

/** How much each kind of feature says; of how rare and telling it is the logarithm takes care. */
const WEIGHTS: Readonly<Partial<Record<Kind, number>>> = {
  terms: 1,
  groups: 2,
  phrases: 0.6,
  pairs: 0.8,
}
const KINDS = ['terms', 'groups', 'phrases', 'pairs'] as const
/** How often a feature of each part of an entry counts. */
const TITLE = 2
const QUESTION = 1
const TEXT = 0.6
/** Features that every entry is taken to have besides its own, in the proportion of all entries. */
const SMOOTHING = 300

export interface Source {
  readonly title: Marks
  readonly questions: readonly Marks[]
  readonly text: Marks
}

/** How often each feature stands in each entry, and the sizes of the entries. */
const countAll = (sources: readonly Source[], features: number) => {
  const notes = createNotes()
  const weights = new Float32Array(features)
  const counts = new Float32Array(features)
  const sizes = sources.map(({ title, questions, text }, entry) => {
    const found: number[] = []
    let size = 0
    const count = (marks: Marks, kinds: readonly (typeof KINDS)[number][], times: number) => {
      for (const kind of kinds)
        for (const feature of marks[kind]) {
          if (counts[feature] === 0) found.push(feature)
          counts[feature] = (counts[feature] ?? 0) + times
          weights[feature] = WEIGHTS[kind] ?? 0
          size += times
        }
    }
    count(title, KINDS, TITLE)
    for (const question of questions) count(question, KINDS, QUESTION)
    // Neighbours in a written answer are not how people ask, and most groups of it never meet.
    count(text, ['terms', 'groups'], TEXT)
    for (const feature of found) {
      notes.add(feature, entry, counts[feature] ?? 0)
      counts[feature] = 0
    }
    return size
  })
  return { sizes, weights, postings: notes.sorted(features) }
}

/** What a feature that an entry does not have adds to it. */
const lackingOf = (sizes: readonly number[]) =>
  sizes.map(size => Math.log(SMOOTHING / (size + SMOOTHING)))

/** Turns how often into what it adds to each entry that has it, in place. */
const weigh = ({ starts, items, values }: Postings, weights: Float32Array, sizes: number[]) => {
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const lacking = lackingOf(sizes)
  weights.forEach((weight, feature) => {
    const [from, to] = [starts[feature] ?? 0, starts[feature + 1] ?? 0]
    let total = 0
    for (let i = from; i < to; i++) total += values[i] ?? 0
    const expected = total / all
    for (let i = from; i < to; i++) {
      const entry = items[i] ?? 0
      const found = (values[i] ?? 0) + SMOOTHING * expected
      const likelihood = found / ((sizes[entry] ?? 0) + SMOOTHING)
      values[i] = weight * (Math.log(likelihood / expected) - (lacking[entry] ?? 0))
    }
  })
}

/**
 * Builds the weighing of entries: how much likelier all that a question says is of somebody who
 * asks for the entry than of anybody (naive Bayes, as logarithms), against the mean of all entries.
 * What it gives writes these votes over those that it gets, one of each entry. `features` is the number of all features.
 */
export const createEvidence = (sources: readonly Source[], features: number) => {
  const { sizes, weights, postings } = countAll(sources, features)
  weigh(postings, weights, sizes)
  const { starts, items, values } = postings
  const lacking = lackingOf(sizes)
  return (said: Marks, votes: Float64Array) => {
    votes.fill(0)
    let weight = 0
    for (const kind of KINDS)
      for (const feature of said[kind]) {
        if (feature === NONE) continue
        weight += weights[feature] ?? 0
        const end = starts[feature + 1] ?? 0
        for (let i = starts[feature] ?? 0; i < end; i++) {
          const entry = items[i] ?? 0
          votes[entry] = (votes[entry] ?? 0) + (values[i] ?? 0)
        }
      }
    let all = 0
    for (let entry = 0; entry < votes.length; entry++)
      all += votes[entry] = (votes[entry] ?? 0) + weight * (lacking[entry] ?? 0)
    const mean = all / votes.length
    for (let entry = 0; entry < votes.length; entry++) votes[entry] = (votes[entry] ?? 0) - mean
  }
}
