import { tokenise } from '../text.ts'
import { isVague, weigh } from './context.ts'
import { EACH } from './cues.ts'
import { type Gazetteer, OUTSIDE } from './gazetteer.ts'
import type { Lexicon } from './lexicon.ts'
import { findMentions, type Mention, toWords, type Word } from './mentions.ts'
import { between, isNested, separated } from './surroundings.ts'

export interface Detection {
  /** Municipios that the message is about; several when several are asked for. */
  readonly municipios: readonly string[]
  /** Municipios among which to ask, when the place named is in more than one. */
  readonly candidates: readonly string[]
  /** The message speaks of a place that is not in the Province. */
  readonly outside: boolean
}

export type Detect = (text: string) => Detection

const NOTHING: Detection = { municipios: [], candidates: [], outside: false }

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
const isMunicipio = (m: Mention) => m.places.some(place => place.level === 'municipio')

const OTHER_ONE = /^(la|el|los|las|mi|mis|otra|otro|yo|ella|tambien|en|de)$/

// "en Lanús y en Lomas", "en Maipú, en Guido", "en Glew, la de mi hijo en Guernica".
const inherits = (previous: Weighed, next: Weighed, words: readonly Word[]) => {
  if (next.weight < 2 || next.vague) return false
  const link = between(previous.mention, next.mention, words)
  const comma = words[previous.mention.to + 1]?.gap === ','
  const [first] = link
  if (!first) return comma
  if (link.slice(1).some(separated)) return false
  if (/^[yeou]$/.test(first.word)) return link.length <= (previous.weight === 1 ? 3 : 6)
  return comma && OTHER_ONE.test(first.word) && link.length <= (previous.weight === 1 ? 1 : 6)
}

const spread = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const result: Weighed[] = []
  for (const item of weighed) {
    const previous = result.at(-1)
    if (previous && inherits(previous, item, words)) {
      const weight = previous.weight === 1 ? 1 : Math.max(previous.weight, item.weight)
      result.push({ ...item, weight })
    } else result.push(item)
  }
  return result
}

/** Drops localidades explained by a municipio named next to them, and homonyms elsewhere. */
const nest = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const kept: Weighed[] = []
  for (const item of weighed) {
    const previous = kept.at(-1)
    const { mention } = item
    const inner = previous && isNested(previous.mention, mention, words) ? previous : undefined
    const contained =
      inner &&
      (isOutside(mention)
        ? !isOutside(inner.mention)
        : inner.vague || (isMunicipio(mention) && !isMunicipio(inner.mention)))
    if (contained) kept[kept.length - 1] = { ...item, weight: Math.max(inner.weight, item.weight) }
    else kept.push(item)
  }
  return kept
}

// "Suipacha y Arenales, Tandil": two streets and the town; a list would join the last by "y".
const withoutCorners = (weighed: readonly Weighed[], words: readonly Word[]) =>
  weighed.filter((item, i) => {
    const isCorner = (at: number) => {
      const [a, b, town] = [weighed[at], weighed[at + 1], weighed[at + 2]]
      if (!a || !b || !town || isOutside(town.mention)) return false
      const [link, ...more] = between(a.mention, b.mention, words)
      const comma = words[b.mention.to + 1]?.gap === ',' && words[a.mention.to + 1]?.gap !== ','
      const starts = at === 0 || words[a.mention.from]?.gap !== ','
      const near = between(b.mention, town.mention, words).length <= 1
      return link?.word === 'y' && more.length === 0 && comma && near && starts
    }
    return !(isCorner(i) || isCorner(i - 1)) || item.weight > 4
  })

/** One of several homonyms, when anything else in the message points to it. */
const settled = (names: readonly string[], inside: readonly Weighed[]) => {
  const hint = names.find(name => inside.some(item => only(item.mention) === name))
  return hint === undefined ? names : [hint]
}

const decide = (weighed: readonly Weighed[], every: boolean): Detection => {
  const inside = weighed.filter(item => !isOutside(item.mention))
  const outside = inside.length < weighed.length
  const top = Math.max(0, ...inside.map(item => item.weight))
  if (top < 2) return { ...NOTHING, outside }
  const chosen = inside.filter(item => (every ? item.weight > 1 : item.weight === top))
  const readings = chosen.map(item => settled(municipiosOf(item.mention), inside))
  const certain = readings.flatMap(names => (names.length === 1 ? names : []))
  if (chosen.every(item => item.vague))
    return outside
      ? { ...NOTHING, outside }
      : { ...NOTHING, candidates: [...new Set(readings.flat())] }
  if (certain.length > 0) return { ...NOTHING, municipios: [...new Set(certain)] }
  const [first = [], ...rest] = readings
  const shared = rest.reduce((names, list) => names.filter(name => list.includes(name)), first)
  const candidates = shared.length > 0 ? shared : first
  return candidates.length === 1
    ? { ...NOTHING, municipios: candidates }
    : { ...NOTHING, candidates }
}

/** Builds the detector: which municipios a message is about. */
export const createDetector =
  (gazetteer: Gazetteer, lexicon: Lexicon): Detect =>
  text => {
    const words = toWords(tokenise(text), lexicon)
    const mentions = findMentions(words, gazetteer)
    if (mentions.length === 0) return NOTHING
    const around = { words, mentions, lexicon }
    const weighed = mentions
      .map(mention => ({
        mention,
        weight: weigh(mention, around) as number,
        vague: isVague(mention, words),
      }))
      .filter(item => item.weight > 0)
    const nested = nest(spread(withoutCorners(weighed, words), words), words)
    return decide(nested, EACH.test(text.toLowerCase()))
  }
