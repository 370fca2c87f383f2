import { tokenise } from '../text.ts'
import { type Weighed, weigh } from './context.ts'
import { BOTH, EACH, FRAME } from './cues.ts'
import { type Gazetteer, OUTSIDE } from './gazetteer.ts'
import { isOutside, nest, spread, withoutCorners } from './joining.ts'
import type { Lexicon } from './lexicon.ts'
import { findMentions, type Mention } from './mentions.ts'
import { type Around, between, saysOnlyWhere } from './surroundings.ts'
import { denies, isOnlyNear } from './whose.ts'
import { createWords, type Word } from './words.ts'

export interface Detection {
  /** Municipios that the message is about; several when several are asked for. */
  readonly municipios: readonly string[]
  /** Municipios among which to ask, when the place named is in more than one. */
  readonly candidates: readonly string[]
  /** The message asks about a place that is not in the Province. */
  readonly outside: boolean
  /** It says that the house itself is there. */
  readonly away: boolean
  /** The places are another person's, or of work: to answer about, not to remember. */
  readonly passing: boolean
  /** Municipios that it says are not the one. */
  readonly denied: readonly string[]
  /** Municipios near which it is, where it names no other. */
  readonly near: readonly string[]
  /** It names a barrio and no municipio: there are many of that name. */
  readonly unclear: boolean
  /** What it says besides the places that are meant. */
  readonly rest: string
  /** It says where, and nothing else: the name alone, or "soy de X". */
  readonly bare: boolean
}

export type Detect = (text: string) => Detection

const NOTHING: Detection = {
  municipios: [],
  candidates: [],
  outside: false,
  away: false,
  passing: false,
  denied: [],
  near: [],
  unclear: false,
  rest: '',
  bare: false,
}

const municipiosOf = (m: Mention) => [...new Set(m.places.map(place => place.municipio))]
const only = (m: Mention) => {
  const [first, second] = municipiosOf(m)
  return second === undefined ? first : undefined
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

interface Asked extends Pick<Around, 'words' | 'every'> {
  /** It speaks of two or three things, which in a story may be anything. */
  readonly both: boolean
}

const decide = (weighed: readonly Weighed[], { words, every, both }: Asked): Detection => {
  const inside = weighed.filter(item => !isOutside(item.mention))
  const abroad = weighed.filter(item => isOutside(item.mention))
  const [top, farTop] = [topOf(inside), topOf(abroad)]
  const outside = farTop >= 3
  const away = farTop >= 6
  const nothing = { ...NOTHING, outside, away }
  if (top < 2 || (away && top < farTop)) return nothing
  // Of several asked for, those of others count only where the person has named none.
  const least = inside.filter(({ weight }) => weight > 2).length > 1 ? 3 : 2
  const chosen = inside.filter(({ weight }) => (every ? weight >= least : weight === top))
  const readings = chosen.map(item => settled(municipiosOf(item.mention), inside, words))
  const certain = [...new Set(readings.flatMap(names => (names.length === 1 ? names : [])))]
  const named = [...new Set(readings.flat())]
  if (chosen.every(({ vague }) => vague)) {
    const unclear = !outside && chosen.every(({ barrio }) => barrio)
    const candidates = outside || unclear ? [] : named.filter(name => name !== OUTSIDE)
    return { ...nothing, unclear, candidates }
  }
  // A story that names only where other people are.
  if (certain.length > 1 && !every && top === 2 && words.length >= STORY_WORDS) return nothing
  if (certain.length > 1 && !every && isStory(chosen, words) && !(top >= 5 && both))
    return { ...NOTHING, candidates: certain }
  if (certain.length > 0) return { ...NOTHING, municipios: certain, passing: top === 2 && !every }
  const [first = [], ...rest] = readings
  const shared = rest.reduce((names, list) => names.filter(name => list.includes(name)), first)
  const candidates = shared.length > 0 ? shared : first
  return candidates.length === 1
    ? { ...NOTHING, municipios: candidates }
    : { ...NOTHING, candidates }
}

/** Of which municipios it says that they are not the one, and of which only that they are near. */
const notThere = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const slight = weighed.filter(
    ({ mention: m, weight }) => weight === 1 && m.exact && !isOutside(m),
  )
  const namesOf = (is: typeof denies) => [
    ...new Set(
      slight.filter(({ mention }) => is(mention, words)).flatMap(w => municipiosOf(w.mention)),
    ),
  ]
  return { denied: namesOf(denies), near: namesOf(isOnlyNear) }
}

/** Fewer than this, besides where somebody lives, are like a question only by chance. */
const ASKING_WORDS = 3

/** A text without the names of these places, where enough is left to ask something. */
const restOf = (text: string, words: readonly Word[], mentions: readonly Mention[]) => {
  const isNamed = (at: number) => mentions.some(({ from, to }) => from <= at && at <= to)
  const left = words.filter(({ sound }, at) => !FRAME.has(sound) && !isNamed(at))
  if (left.length < ASKING_WORDS) return text
  let rest = ''
  let at = 0
  for (const { from, to } of mentions) {
    rest += text.slice(at, words[from]?.start)
    at = words[to]?.end ?? at
  }
  return rest + text.slice(at)
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
      if (mentions.length === 0) return { ...NOTHING, rest: text }
      const story = words.length >= STORY_WORDS
      const said = text.toLowerCase()
      const both = BOTH.test(said)
      // What a story asks for stands at its end.
      const asked = story ? said.slice(-ASKING_LETTERS) : said
      const every = EACH.test(asked) || (both && !story)
      const around = { words, mentions, lexicon, every }
      const weighed = mentions
        .map(mention => weigh(mention, around))
        .filter(({ weight }) => weight > 0)
      const places = every ? weighed : withoutCorners(weighed, words)
      const detection = decide(nest(spread(places, words), words), { words, every, both })
      const { municipios, candidates } = detection
      const named = municipios.length > 0 || candidates.length > 0
      const isMeant = (m: Mention) =>
        municipiosOf(m).some(name => municipios.includes(name) || candidates.includes(name))
      return named
        ? {
            ...detection,
            bare: saysOnlyWhere(words, mentions),
            rest: restOf(text, words, places.map(place => place.mention).filter(isMeant)),
          }
        : { ...detection, rest: text, ...notThere(weighed, words) }
    }
}
