import { join } from '../spelling.ts'
import type { Gazetteer } from './gazetteer.ts'
import { ARTICLES } from './names.ts'
import { append, NO_TEXT } from './sieve.ts'
import type { Word } from './words.ts'

/** Words in a row that may name a place. */
export interface Window {
  readonly from: number
  readonly to: number
  readonly glued: string
  readonly sound: string
  /** It may be a name with typing errors. */
  readonly doubtful: boolean
  /** Every word of it means something else. */
  readonly ordinary: boolean
}

// "J. C. Paz" and "Gral. Paz" are one name; "Bernal, Quilmes" are two.
const joins = (before: Word, gap: string) =>
  gap === '' || gap === '-' || gap === "'" || (gap === '.' && before.word.length <= 5)

const LINKS = new Set([
  ...ARTICLES,
  ...'de del en y e o a al con por para que q k mi es soy'.split(' '),
])

/** Words in a row as one name, as written and as it sounds. */
const glue = (words: readonly Word[], from: number, to: number) => {
  let glued = ''
  let sound = ''
  for (let at = from; at <= to; at++) {
    const word = words[at]
    if (!word) break
    glued += word.full + word.mark
    sound = join(sound, word.sound) + word.mark
  }
  return { glued, sound }
}

// Every word of a mistyped name is a word of some name, or no word at all: this leaves out most
// pairs of words before they are compared with anything.
const isNameLike = (words: readonly Word[], from: number, to: number, gazetteer: Gazetteer) => {
  for (let at = from; at <= to; at++) {
    const word = words[at]
    if (word?.ordinary && !LINKS.has(word.word) && !gazetteer.hasWord(word.sound)) return false
  }
  return true
}

const mayBeMistyped = (words: readonly Word[], from: number, to: number, gazetteer: Gazetteer) => {
  const first = words[from]?.word ?? ''
  if (LINKS.has(words[to]?.word ?? '')) return false
  if (from === to) return true
  return (!LINKS.has(first) || ARTICLES.includes(first)) && isNameLike(words, from, to, gazetteer)
}

/** Words in a row, up to as many as a name has, that may name a place. */
export const windowsIn = (words: readonly Word[], gazetteer: Gazetteer): Window[] => {
  const found: Window[] = []
  for (let from = 0; from < words.length; from++) {
    let glued = NO_TEXT
    let sound = NO_TEXT
    let last = ''
    let ordinary = true
    for (let to = from; to < words.length && to - from < gazetteer.longest; to++) {
      const word = words[to]
      const before = words[to - 1]
      if (!word || (to > from && before && !joins(before, word.gap))) break
      const { parts } = word
      glued = append(glued, parts.full)
      // A sound that ends one word and starts the next is one.
      sound = append(sound, last !== '' && last === word.sound[0] ? parts.tail : parts.sound)
      last = word.mark || (word.sound.at(-1) ?? last)
      ordinary &&= to === from ? word.known : word.ordinary
      const doubtful = !ordinary && mayBeMistyped(words, from, to, gazetteer)
      if (doubtful || gazetteer.mayBeWritten(glued) || gazetteer.maySound(sound))
        found.push({ from, to, ...glue(words, from, to), doubtful, ordinary })
    }
  }
  return found
}
