import { remembered } from '../spelling.ts'
import { tokenise } from '../text.ts'
import { NUMBER } from './rules.ts'

// Phrases and rules ask of each word whether it is one of some words. Each such set has a number,
// and of a word it is found out once of which sets it is: no word is compared after that.

/** The sets that a word is of, by number. */
export type Sets = ReadonlySet<number>

const NO_SETS: Sets = new Set()

const listed = <T>(lists: Map<string, T[]>, key: string, item: T) => {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

/** Tells the sets of words that a sound belongs to; "papel*" stands for all that begins so. */
export const createWordSets = (soundOf: (word: string) => string) => {
  const whole = new Map<string, number[]>()
  const starts = new Map<string, number[]>()
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
      for (const word of new Set(words)) {
        listed(word.endsWith('*') ? starts : whole, written(word), set)
      }
      return set
    }
  }
  const setsOf = (sound: string): Sets => {
    const found = new Set(whole.get(sound))
    if (/^\d/.test(sound)) for (const set of whole.get(NUMBER) ?? []) found.add(set)
    for (let end = 1; end <= sound.length; end++)
      for (const set of starts.get(sound.slice(0, end)) ?? []) found.add(set)
    return found.size > 0 ? found : NO_SETS
  }
  return { numbering, setsOf, whole }
}
