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

// Apart from the comparison: what has been counted would be kept with what it returns.
const indexOf = (entries: readonly (readonly Marks[])[], features: number) => {
  const ways = entries.flatMap((asked, entry) => asked.map(said => ({ entry, said })))
  const notes = createNotes()
  const shares = new Float32Array(features)
  ways.forEach(({ said }, i) => {
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
  return {
    starts,
    items,
    weights,
    lengthOf,
    lengths: Float32Array.from(ways, ({ said }) => lengthOf(said)),
    entryOf: Uint16Array.from(ways, ({ entry }) => entry),
  }
}

/**
 * Builds the comparison with each known way of asking: the cosine of what is said, where rare
 * words weigh more. What it gives writes that of the nearest way of asking of every entry, 0 to 1,
 * over what it gets.
 * `features` is the number of all features.
 */
export const createLikeness = (entries: readonly (readonly Marks[])[], features: number) => {
  const { starts, items, weights, lengthOf, lengths, entryOf } = indexOf(entries, features)
  // Always 0 between two questions: few of thousands of ways have anything in common with one.
  const dots = new Float32Array(entryOf.length)

  const addDots = (feature: number) => {
    const weight = weights[feature] ?? 0
    const end = starts[feature + 1] ?? 0
    for (let i = starts[feature] ?? 0; i < end; i++) {
      const way = items[i] ?? 0
      dots[way] = (dots[way] ?? 0) + weight
    }
  }
  const takeDots = (feature: number, length: number, best: Float64Array) => {
    const end = starts[feature + 1] ?? 0
    for (let i = starts[feature] ?? 0; i < end; i++) {
      const way = items[i] ?? 0
      const dot = dots[way] ?? 0
      if (dot === 0) continue
      dots[way] = 0
      const entry = entryOf[way] ?? 0
      const likeness = dot / (length * (lengths[way] ?? 1))
      if (likeness > (best[entry] ?? 0)) best[entry] = likeness
    }
  }
  return (said: Marks, best: Float64Array) => {
    best.fill(0)
    const length = lengthOf(said)
    for (const marks of [said.terms, said.groups])
      for (const feature of marks) if (feature !== NONE) addDots(feature)
    for (const marks of [said.terms, said.groups])
      for (const feature of marks) if (feature !== NONE) takeDots(feature, length, best)
  }
}
