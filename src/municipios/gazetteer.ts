import { createShards } from '../shards.ts'
import { distance, join, phonetic } from '../spelling.ts'
import { ARTICLES, expandedWords, keysOf, type Level, type NameForm } from './names.ts'
import { createSieve, type Sieve } from './sieve.ts'

// Three indexes over the names of places: as written, as they sound and as they may be mistyped.
// A lookup costs about the same however many places there are.

/** A place that a key may name. */
export interface Place {
  readonly municipio: string
  readonly level: Level
  readonly words: readonly string[]
}

export interface Entry {
  readonly key: string
  readonly places: readonly Place[]
}

export interface Near {
  readonly places: readonly Place[]
  readonly edits: number
}

export interface Gazetteer {
  /** Of the hash of a glued name: false where `written` would find nothing. */
  readonly mayBeWritten: Sieve
  /** Of the hash of a sound: false where `sounding` would find nothing. */
  readonly maySound: Sieve
  /** The entry whose glued name is exactly this. */
  written(glued: string): Entry | undefined
  /** The entry that sounds like this. */
  sounding(sound: string): Entry | undefined
  /** The places nearest to a mistyped name, as written or as it sounds, all at one distance. */
  near(glued: string, sound: string): Near | undefined
  /** Whether some name has a word that sounds like this. */
  hasWord(sound: string): boolean
  /** Names have at most this many words. */
  readonly longest: number
}

/** Stands for every place outside the Province. */
export const OUTSIDE = ''
/** Stands for phrases that name a place without speaking of it. */
export const NOWHERE = '-'

const isForeign = ({ municipio }: Place) => municipio === OUTSIDE || municipio === NOWHERE

/** How many edits so many letters may suffer and still be recognised. */
const tolerance = (length: number) => (length < 5 ? 0 : length < 8 ? 1 : 2)

const add = (index: Map<string, Place[]>, key: string, place: Place) => {
  const places = index.get(key)
  if (!places) index.set(key, [place])
  else if (!places.some(p => p.municipio === place.municipio && p.level === place.level))
    places.push(place)
}

const RANK: Readonly<Record<Level, number>> = { municipio: 2, localidad: 1, barrio: 0 }

/** The places of highest level: a municipio wins over localidades of its name elsewhere. */
const foremost = (places: readonly Place[]) => {
  const top = Math.max(...places.map(place => RANK[place.level]))
  return places.filter(place => RANK[place.level] === top)
}

const seal = (index: ReadonlyMap<string, Place[]>) =>
  new Map(
    [...index].map(([key, places]): [string, Entry] => [key, { key, places: foremost(places) }]),
  )

const soundOfKey = (key: string) => key.split('·').map(phonetic).join('·')
const soundOfWords = (words: readonly string[]) => words.map(phonetic).reduce(join, '')

/** The same for a name: the article of "Las Tahonas" tells nothing, and "Las Catonas" is elsewhere. */
const toleranceOf = ({ key, places }: Entry) => {
  const known = places.some(({ level }) => level === 'municipio')
  const [first = ''] = places[0]?.words ?? []
  const article = !known && ARTICLES.includes(first) && key.startsWith(first) ? first.length : 0
  return Math.min(tolerance(key.length), tolerance(key.length - article) || 1)
}

interface Nearest {
  readonly entries: readonly Entry[]
  readonly edits: number
}

const createNearest = (all: Iterable<Entry>) => {
  const entries = [...all].filter(
    ({ key, places }) =>
      tolerance(key.length) > 0 && !key.includes('·') && !places.every(isForeign),
  )
  const tolerances = Uint8Array.from(entries, toleranceOf)
  const shards = createShards(entries.map(({ key }, i) => [key, tolerances[i] ?? 0]))
  // At hand together: of most candidates the length tells enough, and no entry is looked at.
  const lengths = Uint8Array.from(entries, ({ key }) => Math.min(key.length, 255))
  return (text: string): Nearest => {
    let edits = tolerance(text.length + 1)
    let nearest: Entry[] = []
    if (edits === 0) return { entries: nearest, edits }
    for (const at of shards.candidates(text, edits)) {
      const entry = Math.abs((lengths[at] ?? 0) - text.length) > edits ? undefined : entries[at]
      if (!entry) continue
      const allowed = Math.min(edits, tolerances[at] ?? 0)
      const d = distance(text, entry.key, allowed)
      if (d > allowed) continue
      if (d < edits) nearest = []
      edits = d
      nearest.push(entry)
    }
    return { entries: nearest, edits }
  }
}

/** Indexes the forms of all places. */
export const createGazetteer = (forms: readonly NameForm[]): Gazetteer => {
  const byKey = new Map<string, Place[]>()
  const bySound = new Map<string, Place[]>()
  for (const form of forms) {
    for (const key of keysOf(form)) {
      add(byKey, key, form)
      add(bySound, soundOfKey(key), form)
    }
    add(bySound, soundOfWords(form.words), form)
  }
  const written = seal(byKey)
  const sounds = seal(bySound)
  const nearWritten = createNearest(written.values())
  const nearSounds = createNearest(sounds.values())
  const words = new Set(forms.flatMap(form => form.words.map(phonetic)))
  return {
    mayBeWritten: createSieve(written),
    maySound: createSieve(sounds),
    written: key => written.get(key),
    sounding: sound => sounds.get(sound),
    near: (glued, sound) => {
      const [a, b] = [nearWritten(glued), nearSounds(sound)]
      const edits = Math.min(...[a, b].filter(r => r.entries.length > 0).map(r => r.edits))
      const places = [a, b]
        .filter(r => r.edits === edits)
        .flatMap(r => r.entries.flatMap(entry => entry.places))
      return places.length > 0 ? { places: foremost(places), edits: Math.max(edits, 1) } : undefined
    },
    hasWord: sound => words.has(sound),
    longest: Math.max(1, ...forms.map(form => form.words.length)),
  }
}

/** The forms of places outside the Province and of phrases that are no places. */
export const foreignForms = (outside: readonly string[], traps: readonly string[]): NameForm[] => [
  ...outside.map(
    (name): NameForm => ({ municipio: OUTSIDE, level: 'barrio', words: expandedWords(name) }),
  ),
  ...traps.map(
    (name): NameForm => ({ municipio: NOWHERE, level: 'barrio', words: expandedWords(name) }),
  ),
]
