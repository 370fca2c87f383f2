import { remembered } from './spelling.ts'

// Spanish text as people type it: cleaning, folding, tokens. Nothing here knows what a text means.

export interface Token {
  /** Folded: lower case, no accents, only letters and digits. */
  readonly word: string
  /** Position in the cleaned text, in UTF-16 units. */
  readonly start: number
  readonly end: number
  readonly capital: boolean
  /** What stands between the token before and this one, without spaces: ",", ".", "" … */
  readonly gap: string
  /** What its readers have made of the word, each in its own slot: see `perWord`. */
  readonly readings: unknown[]
}

// Control and format characters carry nothing that a person typed; the tag block (U+E0000…)
// hides instructions for a model. ZWJ goes too: emojis fall apart, which is harmless here.
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}]|(?![\n\t])\p{Cc}/gu

/** What the person meant to send: NFC, no control or invisible characters, no outer space. */
export const clean = (text: string) =>
  text.toWellFormed().replace(/\r\n?/g, '\n').replace(INVISIBLE, '').normalize('NFC').trim()

// Most words and many messages have no accent to take away.
const ASCII = /^[\0-\x7f]*$/
// Up to here each letter folds to one letter, so that a text is as long as before.
const LATIN = /^[\0-\u024f]*$/

// Letters drawn in another way, as "𝓗𝓸𝓵𝓪" and "Ｈｏｌａ": each stands for one letter. What else NFKC
// would change it may make eighteen letters of.
const DRAWN =
  /[\u210a-\u2115\u2118-\u211d\u2124\u2128\u212c-\u2134\u{1d400}-\u{1d7ff}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/gu

const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '')

/** Lower case and without accents; ñ becomes n, as on a keyboard that has none. */
export const fold = (text: string) => {
  if (ASCII.test(text)) return text.toLowerCase()
  const plain = LATIN.test(text) ? text : text.replace(DRAWN, letter => letter.normalize('NFKC'))
  return withoutAccents(plain).toLowerCase()
}

/** Letters of one message that are read and kept. */
export const MAX_TEXT = 2000

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu

const NEXT_WORD = new RegExp(WORD, 'uy')
const GAP = /[^\p{L}\p{N}]*/uy

/** Where a sticky expression that begins at a position ends; unlike a match, this leaves no garbage. */
const endOf = (expression: RegExp, text: string, from: number) => {
  expression.lastIndex = from
  return expression.test(text) ? expression.lastIndex : from
}

const readingsOf = remembered((): unknown[] => [])
let slots = 0

/**
 * Remembers what was made of the word of a token. The readings of a word are looked up once, when
 * its token is made, and each reader has a slot in them; so a reader is to be made once while the
 * program runs, not for each dataset.
 */
export const perWord = <T extends object>(read: (word: string) => T) => {
  const slot = slots++
  return ({ word, readings }: Token): T => {
    readings[slot] ??= read(word)
    return readings[slot] as T
  }
}

const tokensOf = (text: string): readonly Token[] => {
  const folded = LATIN.test(text) ? fold(text) : undefined
  const tokens: Token[] = []
  let last = 0
  for (;;) {
    const start = endOf(GAP, text, last)
    if (start === text.length) break
    const end = endOf(NEXT_WORD, text, start)
    const first = text[start] ?? ''
    const gap = text.slice(last, start)
    const word = folded?.slice(start, end) ?? fold(text.slice(start, end))
    tokens.push({
      word,
      start,
      end,
      capital: first !== first.toLowerCase(),
      gap: gap === ' ' ? '' : gap.replaceAll(' ', ''),
      readings: readingsOf(word),
    })
    last = end
  }
  return tokens
}

/**
 * Words of a text, in order. Digits and letters that touch ("3f", "25demayo") are one word. Many
 * readers look at the same message; it is taken apart once.
 */
export const tokenise = remembered(tokensOf, 1)

/** The words alone, where nobody asks how and where they stand. */
export const wordsOf = (text: string): string[] => (text.match(WORD) ?? []).map(fold)

/** Whether the text has anything to read, as against emojis and punctuation alone. */
export const hasWords = (text: string) => /[\p{L}\p{N}]/u.test(text)
