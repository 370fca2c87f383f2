import { createShards } from '../shards.ts'
import { distance, remembered } from '../spelling.ts'
import type { Heard } from './stem.ts'

/** Shorter stems have too many neighbours for one of them to be what was meant. */
const MIN_TYPO = 6

/**
 * Builds the mending of typos: of a word whose stem nothing knows, the stem is the known one that is
 * one edit off. A word that stays as it was is the same object.
 */
export const createMending = (known: ReadonlySet<string>, knows: (stem: string) => boolean) => {
  const stems = [...known].filter(stem => stem.length >= MIN_TYPO - 1)
  const shards = createShards(stems.map(stem => [stem, 1]))
  const nearest = remembered(stem => {
    for (const at of shards.candidates(stem, 1)) {
      const right = stems[at]
      if (right?.[0] === stem[0] && right && distance(stem, right, 1) === 1) return right
    }
    return stem
  })
  return (word: Heard): Heard => {
    if (!word.content || word.root.length < MIN_TYPO || knows(word.root)) return word
    const root = nearest(word.root)
    return root === word.root ? word : { ...word, root }
  }
}
