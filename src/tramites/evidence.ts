import type { Said } from './features.ts'

/** How much each kind of feature says; of how rare and telling it is the logarithm takes care. */
const WEIGHTS: Readonly<Record<keyof Said, number>> = {
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
  readonly title: Said
  readonly questions: readonly Said[]
  readonly text: Said
}

interface Feature {
  readonly weight: number
  /** How often it stands in all entries. */
  total: number
  /** What it adds to each entry that has it: entry, votes, entry, votes… At first, how often. */
  readonly votes: number[]
}

/**
 * Builds the weighing of entries: how much likelier all that a question says is of somebody who
 * asks for the entry than of anybody (naive Bayes, as logarithms), against the mean of all entries.
 */
export const createEvidence = (sources: readonly Source[]) => {
  const features = new Map<string, Feature>()
  const sizes = sources.map(() => 0)
  const count = (entry: number, said: Said, kinds: readonly (keyof Said)[], times: number) => {
    for (const kind of kinds)
      for (const key of said[kind]) {
        let feature = features.get(key)
        if (!feature) {
          feature = { weight: WEIGHTS[kind], total: 0, votes: [] }
          features.set(key, feature)
        }
        const { votes } = feature
        const last = votes.length - 2
        if (votes[last] === entry) votes[last + 1] = (votes[last + 1] ?? 0) + times
        else votes.push(entry, times)
        feature.total += times
        sizes[entry] = (sizes[entry] ?? 0) + times
      }
  }
  sources.forEach(({ title, questions, text }, entry) => {
    count(entry, title, KINDS, TITLE)
    for (const question of questions) count(entry, question, KINDS, QUESTION)
    // Neighbours in a written answer are not how people ask, and most groups of it never meet.
    count(entry, text, ['terms', 'groups'], TEXT)
  })
  const all = sizes.reduce((sum, size) => sum + size, 0)
  /** What a feature that an entry does not have adds to it. */
  const lacking = sizes.map(size => Math.log(SMOOTHING / (size + SMOOTHING)))
  for (const feature of features.values()) {
    const { votes: counts } = feature
    const expected = feature.total / all
    // In place: of thousands of features a second list each would be felt at the start.
    for (let i = 0; i < counts.length; i += 2) {
      const entry = counts[i] ?? 0
      const found = (counts[i + 1] ?? 0) + SMOOTHING * expected
      const likelihood = found / ((sizes[entry] ?? 0) + SMOOTHING)
      counts[i + 1] = feature.weight * (Math.log(likelihood / expected) - (lacking[entry] ?? 0))
    }
  }

  // Not `sources` itself below: what has been counted would be kept with it.
  const entries = sources.length
  return (said: Said): Float64Array => {
    const sums = new Float64Array(entries)
    let weight = 0
    for (const kind of KINDS)
      for (const key of said[kind]) {
        const feature = features.get(key)
        if (!feature) continue
        weight += feature.weight
        const { votes } = feature
        for (let i = 0; i < votes.length; i += 2) {
          const entry = votes[i] ?? 0
          sums[entry] = (sums[entry] ?? 0) + (votes[i + 1] ?? 0)
        }
      }
    lacking.forEach((vote, entry) => {
      sums[entry] = (sums[entry] ?? 0) + weight * vote
    })
    const mean = sums.reduce((sum, votes) => sum + votes, 0) / sums.length
    return sums.map(votes => votes - mean)
  }
}
