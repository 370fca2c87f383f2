import { remembered } from '../spelling.ts'
import { tokenise } from '../text.ts'
import { NUMBER } from './rules.ts'

// Phrases and rules ask of each word whether it is one of some words. Each such set has a number,
// and of a word it is found out once of which sets it is: no word is compared after that.

/** The sets that a word is of: a bit for each number. */
export type Sets = Uint32Array

const BITS = 32

export const isOf = (sets: Sets, set: number) =>
  ((sets[set >>> 5] ?? 0) & (1 << (set % BITS))) !== 0

const listed = <T>(lists: Map<string, T[]>, key: string, item: T) => {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

/** Tells the sets of words that a sound belongs to; "papel*" stands for all that begins so. */
export const createWordSets = (soundOf: (word: string) => string) => {
  const whole = new Map<string, number[]>()
  const starts = new Map<string, number[]>()
  let none: Sets = new Uint32Array(0)
  /** Gives a number to each set; what it keeps for that goes when all sets are known. */
  const numbering = () => {
    const numbers = new Map<string, number>()
    const written = remembered(word =>
      word === NUMBER ? NUMBER : soundOf(tokenise(word)[0]?.word ?? ''),
    )
    return (words: readonly string[]) => {
      const key = words.join('|')
      const before = numbers.get(key)
      if (before !== undefined) return before
      const set = numbers.size
      numbers.set(key, set)
      if (set % BITS === 0) none = new Uint32Array(set / BITS + 1)
      for (const word of new Set(words)) {
        listed(word.endsWith('*') ? starts : whole, written(word), set)
      }
      return set
    }
  }
  const numbersOf = (sound: string) => {
    const found = [...(whole.get(sound) ?? [])]
    if (/^\d/.test(sound)) found.push(...(whole.get(NUMBER) ?? []))
    for (let end = 1; end <= sound.length; end++)
      found.push(...(starts.get(sound.slice(0, end)) ?? []))
    return [...new Set(found)]
  }
  /** The sets of these numbers as bits; most words are of none, and share them. */
  const setsOf = (numbers: readonly number[]): Sets => {
    if (numbers.length === 0) return none
    const sets = new Uint32Array(none.length)
    for (const set of numbers) sets[set >>> 5] = (sets[set >>> 5] ?? 0) | (1 << (set % BITS))
    return sets
  }
  return { numbering, numbersOf, setsOf, whole }
}
