import { tokenise } from '../text.ts'
import { weigh } from './context.ts'
import { type Gazetteer, OUTSIDE } from './gazetteer.ts'
import type { Lexicon } from './lexicon.ts'
import { findMentions, type Mention, toWords, type Word } from './mentions.ts'
import { separated } from './surroundings.ts'

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
}

const municipiosOf = (m: Mention) => [...new Set(m.places.map(place => place.municipio))]
const only = (m: Mention) => {
  const [first, second] = municipiosOf(m)
  return second === undefined ? first : undefined
}
const isOutside = (m: Mention) => m.places.every(place => place.municipio === OUTSIDE)
const isMunicipio = (m: Mention) => m.places.some(place => place.level === 'municipio')

/** Words between two mentions, when they are few enough to be one phrase. */
const between = (a: Mention, b: Mention, words: readonly Word[]) => words.slice(a.to + 1, b.from)

const HIERARCHY =
  /^(de|del|en|partido|pdo|municipio|localidad|provincia|prov|pcia|la|ciudad|aca|zona)$/

/** "Bernal, Quilmes", "barrio San José de Moreno": the second place contains the first. */
const isNested = (inner: Mention, outer: Mention, words: readonly Word[]) => {
  const link = between(inner, outer, words)
  return link.length <= 3 && link.every(word => HIERARCHY.test(word.word))
}

// "en Lanús y en Lomas", "en Maipú, en Guido": the second is as much meant as the first.
const inherits = (previous: Weighed, next: Weighed, words: readonly Word[]) => {
  if (next.weight < 2) return false
  const link = between(previous.mention, next.mention, words)
  if (link.some(word => separated(word)) && link.length > 1) return false
  const [first] = link
  if (!first || /^(en|de|por)$/.test(first.word))
    return link.length < 2 && words[previous.mention.to + 1]?.gap === ','
  return /^[yeou]$/.test(first.word) && link.length <= (previous.weight === 1 ? 3 : 6)
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
    const adjacent = previous && isNested(previous.mention, item.mention, words)
    if (adjacent && isOutside(item.mention) && !isOutside(previous.mention)) {
      kept.pop()
      kept.push({ mention: item.mention, weight: Math.max(previous.weight, item.weight) })
    } else if (adjacent && isMunicipio(item.mention) && !isMunicipio(previous.mention)) {
      kept.pop()
      kept.push({ mention: item.mention, weight: Math.max(previous.weight, item.weight) })
    } else kept.push(item)
  }
  return kept
}

const decide = (weighed: readonly Weighed[]): Detection => {
  const inside = weighed.filter(item => !isOutside(item.mention))
  const outside = inside.length < weighed.length
  const top = Math.max(0, ...inside.map(item => item.weight))
  const chosen = top === 1 && outside ? [] : inside.filter(item => item.weight === top)
  const certain = new Set<string>()
  for (const { mention } of chosen) {
    const name = only(mention)
    if (name !== undefined) certain.add(name)
  }
  const doubtful = chosen.map(item => municipiosOf(item.mention)).filter(list => list.length > 1)
  const open = doubtful.map(list => {
    const hint = list.find(name => inside.some(item => only(item.mention) === name))
    return hint === undefined ? list : [hint]
  })
  for (const list of open) if (list.length === 1 && list[0] !== undefined) certain.add(list[0])
  if (certain.size > 0) return { municipios: [...certain], candidates: [], outside: false }
  const [first, ...rest] = open
  if (!first) return { ...NOTHING, outside }
  const shared = rest.reduce((names, list) => names.filter(name => list.includes(name)), first)
  const candidates = shared.length > 0 ? shared : first
  if (candidates.length === 1) return { municipios: candidates, candidates: [], outside: false }
  return { municipios: [], candidates, outside: false }
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
      .map(mention => ({ mention, weight: weigh(mention, around) as number }))
      .filter(item => item.weight > 0)
    return decide(nest(spread(weighed, words), words))
  }
