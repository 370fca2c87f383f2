import { tokenise } from '../text.ts'
import { isVague, weigh } from './context.ts'
import { BELONGS, BOTH, BOUGHT, DWELLS, EACH, FORMERLY, LIVES, MOVED, PROPERTY } from './cues.ts'
import { type Gazetteer, OUTSIDE } from './gazetteer.ts'
import type { Lexicon } from './lexicon.ts'
import { findMentions, type Mention } from './mentions.ts'
import {
  type Around,
  between,
  clauseBefore,
  isMunicipio,
  isNested,
  isRightAfter,
  saysOnlyWhere,
  separated,
} from './surroundings.ts'
import { createWords, type Word } from './words.ts'

export interface Detection {
  /** Municipios that the message is about; several when several are asked for. */
  readonly municipios: readonly string[]
  /** Municipios among which to ask, when the place named is in more than one. */
  readonly candidates: readonly string[]
  /** The message asks about a place that is not in the Province. */
  readonly outside: boolean
  /** The places are another person's, or of work: to answer about, not to remember. */
  readonly passing: boolean
  /** It says where, and nothing else: the name alone, or "soy de X". */
  readonly bare: boolean
}

export type Detect = (text: string) => Detection

const NOTHING: Detection = {
  municipios: [],
  candidates: [],
  outside: false,
  passing: false,
  bare: false,
}

interface Weighed {
  readonly mention: Mention
  readonly weight: number
  /** It may be another place of that name. */
  readonly vague: boolean
}

const municipiosOf = (m: Mention) => [...new Set(m.places.map(place => place.municipio))]
const only = (m: Mention) => {
  const [first, second] = municipiosOf(m)
  return second === undefined ? first : undefined
}
const isOutside = (m: Mention) => m.places.every(place => place.municipio === OUTSIDE)

const OTHER_ONE = /^(la|el|los|las|mi|mis|otra|otro|yo|ella|tambien|en|de)$/

/** What says anew whose place the next one is. */
const OWN = [BELONGS, BOUGHT, DWELLS, FORMERLY, MOVED, PROPERTY]

// "en Lanús y en Lomas", "en Maipú, en Guido", "en Glew, la de mi hijo en Guernica".
const inherits = (previous: Weighed, next: Weighed, words: readonly Word[]) => {
  if (next.weight < 2 || next.vague) return false
  if (next.weight === 2 && previous.weight > 2) return false
  const link = between(previous.mention, next.mention, words)
  const comma = previous.weight > 1 && words[previous.mention.to + 1]?.gap === ','
  const [first] = link
  if (!first) return comma
  if (link.slice(1).some(separated)) return false
  // "nací en Bolivia y vivo en Ezpeleta"
  if (link.some(({ word, sound }) => word === 'yo' || OWN.some(cues => cues.has(sound))))
    return false
  if (/^[yeou]$/.test(first.word)) return link.length <= (previous.weight < 3 ? 4 : 6)
  return comma && OTHER_ONE.test(first.word) && link.length <= (previous.weight < 3 ? 1 : 6)
}

const spread = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const result: Weighed[] = []
  for (const item of weighed) {
    const previous = result.at(-1)
    if (previous && inherits(previous, item, words)) {
      const weight = (previous.weight < 3 ? Math.min : Math.max)(previous.weight, item.weight)
      result.push({ ...item, weight })
    } else result.push(item)
  }
  return result
}

const nestedWeight = (inner: Weighed, outer: Weighed) => {
  if (inner.vague) return outer.weight
  return inner.weight < 3 ? inner.weight : Math.max(inner.weight, outer.weight)
}

/** Drops localidades explained by a municipio named next to them, and homonyms elsewhere. */
const nest = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const kept: Weighed[] = []
  for (const item of weighed) {
    const previous = kept.at(-1)
    const { mention } = item
    const inner = previous && isNested(previous.mention, mention, words) ? previous : undefined
    // "Mendoza, Las Heras": the province first.
    const abroad =
      previous && isOutside(previous.mention) && isRightAfter(previous.mention, mention, ',', words)
    if (abroad && !isOutside(mention)) continue
    const contained =
      inner &&
      (isOutside(mention)
        ? !isOutside(inner.mention)
        : inner.vague || (isMunicipio(mention) && !isMunicipio(inner.mention)))
    if (contained) kept[kept.length - 1] = { ...item, weight: nestedWeight(inner, item) }
    else kept.push(item)
  }
  return kept
}

const PLURAL =
  /^(casas|terrenos|lotes|viviendas|propiedades|oficinas|familias|otro|otra|telefonos|direcciones)$/

// Nobody lives in two municipios: "vivo en Necochea y Dorrego" is a corner, and so is "Suipacha y
// Arenales, Tandil", where a list would join the last name by "y".
const isCorner = (a: Weighed, b: Weighed, next: Weighed | undefined, words: readonly Word[]) => {
  const [link, ...more] = between(a.mention, b.mention, words)
  if (link?.word !== 'y' || more.length > 0) return false
  const before = clauseBefore(words, a.mention.from, 6)
  if (before.some(word => PLURAL.test(word.word))) return false
  const sits = before.some(
    word => LIVES.has(word.sound) || /^(esta|queda|ubicad[oa])$/.test(word.word),
  )
  if (sits && words[a.mention.from - 1]?.word === 'en') return true
  if (isOutside(a.mention)) return false
  const town =
    next && !isOutside(next.mention) && between(b.mention, next.mention, words).length <= 1
  return !!town && words[b.mention.to + 1]?.gap === ',' && words[a.mention.from]?.gap !== ','
}

const withoutCorners = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const streets = new Set<Weighed>()
  weighed.forEach((b, i) => {
    const a = weighed[i - 1]
    if (!a || streets.has(a) || !isCorner(a, b, weighed[i + 1], words)) return
    streets.add(a).add(b)
  })
  return weighed.filter(item => !streets.has(item))
}

const topOf = (items: readonly Weighed[]) => Math.max(0, ...items.map(item => item.weight))

const isOr = ({ word }: Word) => word === 'o' || word === 'u'

/**
 * One of several homonyms, when the rest of the message points to it: by its surest pointer, unless
 * the person asks "¿a Bragado o a Alberti?".
 */
const settled = (names: readonly string[], inside: readonly Weighed[], words: readonly Word[]) => {
  const hints = inside.filter(
    ({ mention, weight }) => weight !== 2 && names.includes(only(mention) ?? ''),
  )
  const top = topOf(hints)
  const [hint, rival] = hints.filter(({ weight }) => weight === top)
  const undecided = hint && rival && between(hint.mention, rival.mention, words).some(isOr)
  const name = hint && !undecided ? only(hint.mention) : undefined
  return name === undefined ? names : [name]
}

// A story with several places at the same height is no list: better to ask than to guess.
const STORY_WORDS = 28
const ASKING_LETTERS = 200

const isStory = (chosen: readonly Weighed[], words: readonly Word[]) => {
  const [first] = chosen
  const last = chosen.at(-1)
  if (!first || !last || words.length < STORY_WORDS) return false
  return last.mention.from - first.mention.to > 8
}

const decide = (
  weighed: readonly Weighed[],
  { words, every, both }: Pick<Around, 'words' | 'every' | 'both'>,
): Detection => {
  const inside = weighed.filter(item => !isOutside(item.mention))
  const abroad = weighed.filter(item => isOutside(item.mention))
  const outside = topOf(abroad) >= 3
  const top = topOf(inside)
  if (top < 2 || (topOf(abroad) === 6 && top < 6)) return { ...NOTHING, outside }
  // Of several asked for, those of others count only where the person has named none.
  const least = inside.filter(({ weight }) => weight > 2).length > 1 ? 3 : 2
  const chosen = inside.filter(({ weight }) => (every ? weight >= least : weight === top))
  const readings = chosen.map(item => settled(municipiosOf(item.mention), inside, words))
  const certain = [...new Set(readings.flatMap(names => (names.length === 1 ? names : [])))]
  const named = [...new Set(readings.flat())]
  if (chosen.every(item => item.vague))
    return outside ? { ...NOTHING, outside } : { ...NOTHING, candidates: named.filter(Boolean) }
  // A story that names only where other people are.
  if (certain.length > 1 && !every && top === 2 && words.length >= STORY_WORDS)
    return { ...NOTHING, outside }
  if (certain.length > 1 && !every && isStory(chosen, words) && !(top === 6 && both))
    return { ...NOTHING, candidates: certain }
  if (certain.length > 0) return { ...NOTHING, municipios: certain, passing: top === 2 && !every }
  const [first = [], ...rest] = readings
  const shared = rest.reduce((names, list) => names.filter(name => list.includes(name)), first)
  const candidates = shared.length > 0 ? shared : first
  return candidates.length === 1
    ? { ...NOTHING, municipios: candidates }
    : { ...NOTHING, candidates }
}

/**
 * Gives what builds detectors, which tell the municipios that a message is about. The words are read
 * in one way for all of them: what is remembered of a word outlives the names of one dataset.
 */
export const createDetectors = (lexicon: Lexicon) => {
  const wordsOf = createWords(lexicon)
  return (gazetteer: Gazetteer): Detect =>
    text => {
      const words = wordsOf(tokenise(text))
      const mentions = findMentions(words, gazetteer)
      if (mentions.length === 0) return NOTHING
      const story = words.length >= STORY_WORDS
      const both = BOTH.test(text.toLowerCase())
      // What a story asks for stands at its end.
      const asked = story ? text.slice(-ASKING_LETTERS).toLowerCase() : text.toLowerCase()
      const every = EACH.test(asked) || (both && !story)
      const around = { words, mentions, lexicon, every, both }
      const weighed = mentions
        .map(mention => ({
          mention,
          weight: weigh(mention, around) as number,
          vague: isVague(mention, around),
        }))
        .filter(item => item.weight > 0)
      const places = every ? weighed : withoutCorners(weighed, words)
      const detection = decide(nest(spread(places, words), words), around)
      const { municipios, candidates } = detection
      const named = municipios.length > 0 || candidates.length > 0
      return named ? { ...detection, bare: saysOnlyWhere(words, mentions) } : detection
    }
}
