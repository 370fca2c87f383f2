import type { Marks } from './features.ts'
import { NONE } from './numbering.ts'
import { createNotes } from './postings.ts'

/** A group of synonyms says less of a way of asking than the very word. */
const GROUP = 0.5

const squareOf = (times: number, share: number, ways: number) =>
  (Math.log(1 + ways / (0.5 + times)) * share) ** 2

const createLength =
  (weights: Float32Array, unheard: number) =>
  ({ terms, groups }: Marks) => {
    let square = 0
    for (const marks of [terms, groups])
      for (const feature of marks) square += feature === NONE ? unheard : (weights[feature] ?? 0)
    return Math.sqrt(square)
  }

/** Of each way of asking its entry, by number. */
const entriesOf = (entries: readonly (readonly Marks[])[]) =>
  Uint16Array.from(entries.flatMap((asked, entry) => asked.map(() => entry)))

// Apart from the comparison: what has been counted would be kept with what it returns.
const indexOf = (entries: readonly (readonly Marks[])[], features: number) => {
  const ways = entries.flat()
  const notes = createNotes()
  const shares = new Float32Array(features)
  ways.forEach((said, i) => {
    for (const feature of said.terms) {
      notes.add(feature, i, 0)
      shares[feature] = 1
    }
    for (const feature of said.groups) {
      notes.add(feature, i, 0)
      shares[feature] = GROUP
    }
  })
  const { starts, items } = notes.sorted(features)
  const unheard = squareOf(0, 1, ways.length)
  const weights = shares.map((share, feature) => {
    const times = (starts[feature + 1] ?? 0) - (starts[feature] ?? 0)
    return share === 0 ? unheard : squareOf(times, share, ways.length)
  })
  const lengthOf = createLength(weights, unheard)
  const lengths = Float32Array.from(ways, lengthOf)
  return {
    starts,
    items,
    weights,
    lengthOf,
    shortness: Float64Array.from(lengths, length => 1 / length),
    entryOf: entriesOf(entries),
  }
}

/**
 * Builds the comparison with each known way of asking: the cosine of what is said, where rare
 * words weigh more. What it gives writes that of the nearest way of asking of every entry, 0 to 1,
 * over what it gets. `features` is the number of all features.
 */
export const createLikeness = (entries: readonly (readonly Marks[])[], features: number) => {
  const { starts, items, weights, lengthOf, shortness, entryOf } = indexOf(entries, features)
  const dots = new Float32Array(shortness.length)
  // The ways that have something in common with the question, a few of some thousands.
  const touched = new Uint32Array(shortness.length)

  /** Gives how many ways have been touched then. */
  const addDots = (feature: number, before: number) => {
    const weight = weights[feature] ?? 0
    const end = starts[feature + 1] ?? 0
    let count = before
    for (let i = starts[feature] ?? 0; i < end; i++) {
      const way = items[i] ?? 0
      const dot = dots[way] ?? 0
      if (dot === 0) touched[count++] = way
      dots[way] = dot + weight
    }
    return count
  }

  return (said: Marks, best: Float64Array) => {
    let count = 0
    for (const marks of [said.terms, said.groups])
      for (const feature of marks) if (feature !== NONE) count = addDots(feature, count)
    // Of no length is what has nothing in common with anything.
    const length = lengthOf(said) || 1
    best.fill(0)
    for (let i = 0; i < count; i++) {
      const way = touched[i] ?? 0
      const entry = entryOf[way] ?? 0
      best[entry] = Math.max(best[entry] ?? 0, ((dots[way] ?? 0) * (shortness[way] ?? 0)) / length)
      dots[way] = 0
    }
  }
}
