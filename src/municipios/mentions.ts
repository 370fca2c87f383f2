import type { Gazetteer, Place } from './gazetteer.ts'
import { CONTRACTIONS } from './names.ts'
import { type Window, windowsIn } from './windows.ts'
import type { Word } from './words.ts'

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

/** Its name begins with the article that "del" and "al" hold. */
export const isArticled = ({ places }: Pick<Mention, 'places'>) =>
  places.every(({ words }) => words[0] === 'el')

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

/** "del Talar" without its "del", which tells what the name is to the sentence, as "de" does. */
const uncontracted = (m: Mention, words: readonly Word[]): Mention =>
  m.from < m.to && CONTRACTIONS.includes(words[m.from]?.word ?? '') && isArticled(m)
    ? { ...m, from: m.from + 1 }
    : m

const mistyped = (window: Window, gazetteer: Gazetteer) => {
  if (!window.doubtful || window.sound.includes('·')) return undefined
  const near = gazetteer.near(window.glued, window.sound)
  return near && mention(window, near.places, near.edits, false)
}

const find = (window: Window, words: readonly Word[], gazetteer: Gazetteer) => {
  const written = gazetteer.written(window.glued)
  if (written) return mention(window, written.places, 0, true)
  const known = window.from === window.to && window.ordinary
  const sounding = known ? undefined : gazetteer.sounding(window.sound)
  if (sounding) return mention(window, sounding.places, 0, false)
  const typo = mistyped(window, gazetteer)
  const word = window.from === window.to ? words[window.from] : undefined
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
  for (const window of windowsIn(words, gazetteer)) {
    const hit = find(window, words, gazetteer)
    if (hit) found.push(uncontracted(hit, words))
  }
  found.sort((a, b) => b.score - a.score || a.from - b.from)
  const kept: Mention[] = []
  for (const m of found) {
    if (!kept.some(k => m.from <= k.to && k.from <= m.to)) kept.push(m)
  }
  return kept.sort((a, b) => a.from - b.from)
}
