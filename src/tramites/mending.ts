import { createRepair } from '../slips.ts'
import { remembered } from '../spelling.ts'
import type { Heard } from './stem.ts'

/** Shorter stems have too many neighbours for one of them to be what was meant. */
const MIN_TYPO = 6

/**
 * Builds the mending of typos: of a word whose stem nothing knows, the stem is the known one that is
 * one edit off. A word that stays as it was is the same object.
 */
export const createMending = (known: ReadonlySet<string>, knows: (stem: string) => boolean) => {
  const repair = createRepair([...known].filter(stem => stem.length >= MIN_TYPO - 1))
  const nearest = remembered(stem => repair(stem) ?? stem)
  return (word: Heard): Heard => {
    if (!word.content || word.root.length < MIN_TYPO || knows(word.root)) return word
    const root = nearest(word.root)
    return root === word.root ? word : { ...word, root }
  }
}
