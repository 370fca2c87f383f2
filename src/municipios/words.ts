import { expand, phonetic } from '../spelling.ts'
import { perWord, type Token } from '../text.ts'
import { COUNTER, PLACE_HEAD } from './cues.ts'
import type { Lexicon } from './lexicon.ts'
import { markOf } from './names.ts'
import { type Part, partOf } from './sieve.ts'

/** A token with what the detector needs to know of it. */
export interface Word extends Token {
  /** Punctuation separates it from the word before; the dot of an abbreviation does not. */
  readonly cut: boolean
  /** Written in full when it is a usual abbreviation. */
  readonly full: string
  readonly sound: string
  /** The dot that stands after a lone letter in a key. */
  readonly mark: string
  /** The parts of keys that it is, with its mark: as written, as it sounds, and that without its first sound. */
  readonly parts: { readonly full: Part; readonly sound: Part; readonly tail: Part }
  /** An ordinary word, or a word of this service that only sounds right ("atension"). */
  readonly ordinary: boolean
  /** An ordinary word, a first name or a surname: not a misspelt place. */
  readonly known: boolean
}

const ABBREVIATED =
  /^(av|avda|pte|pdte|gral|cnel|dr|dra|sr|sra|srta|lic|ing|arq|flia|esq|pje|diag|bv|nro|pdo|pcia|prov|alte|almte|sta|sto|cap|cmte|tte|vte|[a-z])$/

const isCut = ({ gap }: Token, before: Token | undefined) =>
  /[,.;:!?¿¡()\n"/]/.test(gap) && !(gap === '.' && ABBREVIATED.test(before?.word ?? ''))

/** Builds what makes words of tokens. */
export const createWords = (lexicon: Lexicon) => {
  const read = perWord(word => {
    const full = expand(word)
    const sound = phonetic(full)
    const ordinary =
      /^\d+$/.test(full) || lexicon.words.has(full) || COUNTER.has(sound) || PLACE_HEAD.has(sound)
    const mark = markOf(full)
    const parts = {
      full: partOf(full + mark),
      sound: partOf(sound + mark),
      tail: partOf(sound.slice(1) + mark),
    }
    const known = ordinary || lexicon.firstNames.has(full) || lexicon.surnames.has(full)
    return { full, sound, mark, parts, ordinary, known }
  })
  return (tokens: readonly Token[]): Word[] =>
    tokens.map((token, i) => {
      const { full, sound, mark, parts, ordinary, known } = read(token)
      const cut = token.gap !== '' && isCut(token, tokens[i - 1])
      const { word, start, end, capital, gap, readings } = token
      return {
        word,
        start,
        end,
        capital,
        gap,
        readings,
        cut,
        full,
        sound,
        mark,
        parts,
        ordinary,
        known,
      }
    })
}
