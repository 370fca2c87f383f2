import { expand, join, phonetic } from '../spelling.ts'
import type { Token } from '../text.ts'
import { COUNTER, PLACE_HEAD } from './cues.ts'
import type { Gazetteer, Place } from './gazetteer.ts'
import type { Lexicon } from './lexicon.ts'
import { markOf } from './names.ts'

/** A token with what the detector needs to know of it. */
export interface Word extends Token {
  /** Punctuation separates it from the word before; the dot of an abbreviation does not. */
  readonly cut: boolean
  /** Written in full when it is a usual abbreviation. */
  readonly full: string
  readonly sound: string
  /** An ordinary word, or a word of this service that only sounds right ("atension"). */
  readonly ordinary: boolean
  /** An ordinary word, a first name or a surname: not a misspelt place. */
  readonly known: boolean
}

/** Words `from` to `to` (inclusive) that may name one of `places`. */
export interface Mention {
  readonly from: number
  readonly to: number
  readonly places: readonly Place[]
  /** 0: as written or as it sounds; otherwise the number of typing errors. */
  readonly edits: number
  /** Letters that the mention explains. */
  readonly length: number
  readonly exact: boolean
  readonly score: number
}

const ABBREVIATED =
  /^(av|avda|pte|pdte|gral|cnel|dr|dra|sr|sra|srta|lic|ing|arq|flia|esq|pje|diag|bv|nro|pdo|pcia|prov|alte|almte|sta|sto|cap|cmte|tte|vte|[a-z])$/

export const toWords = (tokens: readonly Token[], lexicon: Lexicon): Word[] =>
  tokens.map((token, i) => {
    const full = expand(token.word)
    const sound = phonetic(full)
    const ordinary =
      /^\d+$/.test(full) || lexicon.words.has(full) || COUNTER.has(sound) || PLACE_HEAD.has(sound)
    const known = ordinary || lexicon.firstNames.has(full) || lexicon.surnames.has(full)
    const short = token.gap === '.' && ABBREVIATED.test(tokens[i - 1]?.word ?? '')
    const cut = !short && /[,.;:!?¿¡()\n"/]/.test(token.gap)
    return { ...token, cut, full, sound, ordinary, known }
  })

// "J. C. Paz" and "Gral. Paz" are one name; "Bernal, Quilmes" are two.
const joins = (before: Word, gap: string) =>
  gap === '' || gap === '-' || gap === "'" || (gap === '.' && before.word.length <= 5)

const GLUED_MIN = 8
/** No one writes more than this without a space; a longer word is noise or an attack. */
const GLUED_MAX = 80
const LONGEST_NAME = 40
const GLUED_CUE = /(?:vivo|estoy|soy|somos|oficina|tierras|municipio|partido)?(?:en|de)(?=.{4})/g

/** "vivoencampana", "…soydelaplatadonde…": the longest municipio written after a glued "en" or "de". */
const findGlued = (word: Word, gazetteer: Gazetteer): readonly Place[] | undefined => {
  let best = ''
  for (const match of word.full.matchAll(GLUED_CUE)) {
    const start = match.index + match[0].length
    const last = Math.min(word.full.length, start + LONGEST_NAME)
    for (let end = last; end - start > Math.max(3, best.length); end--) {
      const name = word.full.slice(start, end)
      const entry = gazetteer.written(name)
      if (entry?.places.some(place => place.level === 'municipio')) best = name
    }
  }
  return best ? gazetteer.written(best)?.places : undefined
}

const LINK = /^(de|del|la|las|los|el|en|y|e|o|a|al|con|por|para|que|q|k|mi|es|soy)$/

interface Window {
  readonly from: number
  readonly to: number
  readonly glued: string
  readonly sound: string
  /** Every word of it means something else. */
  readonly ordinary: boolean
}

function* windows(words: readonly Word[], longest: number): Generator<Window> {
  for (let from = 0; from < words.length; from++) {
    let glued = ''
    let sound = ''
    let ordinary = true
    for (let to = from; to < words.length && to - from < longest; to++) {
      const word = words[to]
      const before = words[to - 1]
      if (!word || (to > from && before && !joins(before, word.gap))) break
      const mark = markOf(word.full)
      glued += word.full + mark
      sound = join(sound, word.sound) + mark
      ordinary &&= to === from ? word.known : word.ordinary
      yield { from, to, glued, sound, ordinary }
    }
  }
}

const MIN_SPLIT = 6

// "en senada" is Ensenada; "con esa" is not Conesa: a name cut elsewhere than between its words
// counts only when the pieces are no words of their own.
const plausible = (window: Window, place: Place) =>
  window.from === window.to ||
  place.words.length > 1 ||
  (window.glued.length >= MIN_SPLIT && !window.ordinary)

const mention = (
  window: Window,
  places: readonly Place[],
  edits: number,
  exact: boolean,
): Mention | undefined => {
  const kept = places.filter(place => plausible(window, place))
  if (kept.length === 0) return undefined
  const length = window.glued.length
  const score = length - edits * 3 - (exact ? 0 : 0.5)
  return { from: window.from, to: window.to, places: kept, edits, exact, length, score }
}

// Every word of a mistyped name is a word of some name, or no word at all: this leaves out most
// pairs of words before they are compared with anything.
const isNameLike = (window: Window, words: readonly Word[], gazetteer: Gazetteer) =>
  words
    .slice(window.from, window.to + 1)
    .every(word => !word.ordinary || LINK.test(word.word) || gazetteer.hasWord(word.sound))

const mistyped = (window: Window, words: readonly Word[], gazetteer: Gazetteer) => {
  if (window.ordinary || window.sound.includes('·')) return undefined
  const first = words[window.from]
  const last = words[window.to]
  if (!first || !last || LINK.test(last.word)) return undefined
  if (window.from !== window.to && !isNameLike(window, words, gazetteer)) return undefined
  if (window.from !== window.to && LINK.test(first.word) && !/^(la|las|los|el)$/.test(first.word))
    return undefined
  const near = gazetteer.near(window.glued, window.sound)
  return near && mention(window, near.places, near.edits, false)
}

const find = (window: Window, words: readonly Word[], gazetteer: Gazetteer) => {
  const written = gazetteer.written(window.glued)
  if (written) return mention(window, written.places, 0, true)
  const known = window.from === window.to && window.ordinary
  const sounding = known ? undefined : gazetteer.sounding(window.sound)
  if (sounding) return mention(window, sounding.places, 0, false)
  const typo = mistyped(window, words, gazetteer)
  const [word] = window.from === window.to ? words.slice(window.from) : []
  if (
    typo ||
    !word ||
    word.known ||
    window.glued.length < GLUED_MIN ||
    window.glued.length > GLUED_MAX
  )
    return typo
  const places = findGlued(word, gazetteer)
  return places && mention(window, places, 0, false)
}

/**
 * Every place that the words may name, without overlaps, in order of appearance. Where two
 * readings overlap the one that explains more letters with fewer errors stands.
 */
export const findMentions = (words: readonly Word[], gazetteer: Gazetteer): Mention[] => {
  const found: Mention[] = []
  for (const window of windows(words, gazetteer.longest)) {
    const hit = find(window, words, gazetteer)
    if (hit) found.push(hit)
  }
  found.sort((a, b) => b.score - a.score || a.from - b.from)
  const kept: Mention[] = []
  for (const m of found) {
    if (!kept.some(k => m.from <= k.to && k.from <= m.to)) kept.push(m)
  }
  return kept.sort((a, b) => a.from - b.from)
}
