import { glue, keysOf, type Level, type NameForm } from './names.ts'
import { deletions, distance, join, phonetic } from './spelling.ts'

// Three indexes over the names of places: as written, as they sound, and, for mistyped names,
// by what is left after deleting letters (symmetric delete, W. Garbe's SymSpell): a lookup
// costs the same however many places there are.

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

export interface Gazetteer {
  /** The entry whose glued name is exactly this. */
  written(glued: string): Entry | undefined
  /** The entry that sounds like this. */
  sounding(sound: string): Entry | undefined
  /** The entries nearest to a mistyped name, all at the same distance; empty when none is near. */
  near(sound: string): { readonly entries: readonly Entry[]; readonly edits: number }
  /** Names of at most this many words. */
  readonly longest: number
}

const PREFIX = 8

/** How many edits a name of this many sounds may suffer and still be recognised. */
const tolerance = (length: number) => (length < 5 ? 0 : length < 8 ? 1 : 2)

const soundOf = (words: readonly string[]) =>
  words.map(word => phonetic(word) + (word.length === 1 && !/\d/.test(word) ? '·' : '')).reduce(join, '')

const add = (index: Map<string, Place[]>, key: string, place: Place) => {
  const places = index.get(key)
  if (!places) index.set(key, [place])
  else if (!places.some(p => p.municipio === place.municipio && p.level === place.level))
    places.push(place)
}

const RANK: Readonly<Record<Level, number>> = { municipio: 2, localidad: 1, barrio: 0 }

// The name of a municipio is that municipio wherever else there is a localidad of that name.
const seal = (index: ReadonlyMap<string, Place[]>) => {
  const sealed = new Map<string, Entry>()
  for (const [key, places] of index) {
    const top = Math.max(...places.map(place => RANK[place.level]))
    sealed.set(key, { key, places: places.filter(place => RANK[place.level] === top) })
  }
  return sealed
}

/** Indexes the forms of all places. */
export const createGazetteer = (forms: readonly NameForm[]): Gazetteer => {
  const byKey = new Map<string, Place[]>()
  const bySound = new Map<string, Place[]>()
  for (const form of forms) {
    for (const key of keysOf(form)) {
      add(byKey, key, form)
      add(bySound, phoneticOfKey(key), form)
    }
    add(bySound, soundOf(form.words), form)
  }
  const written = seal(byKey)
  const sounds = seal(bySound)
  const shards = new Map<string, Entry[]>()
  for (const [sound, entry] of sounds) {
    const edits = tolerance(sound.length)
    if (edits === 0 || sound.includes('·')) continue
    for (const shard of deletions(sound.slice(0, PREFIX), edits)) {
      const list = shards.get(shard)
      if (list) list.push(entry)
      else shards.set(shard, [entry])
    }
  }
  return {
    written: key => written.get(key),
    sounding: sound => sounds.get(sound),
    near: sound => nearest(shards, sound),
    longest: Math.max(1, ...forms.map(form => form.words.length)),
  }
}

const phoneticOfKey = (key: string) => key.split('·').map(phonetic).join('·')

const nearest = (shards: ReadonlyMap<string, Entry[]>, sound: string) => {
  let edits = tolerance(sound.length)
  const found = new Map<string, Entry>()
  if (edits === 0) return { entries: [], edits: 0 }
  for (const shard of deletions(sound.slice(0, PREFIX), edits)) {
    for (const entry of shards.get(shard) ?? []) {
      if (found.has(entry.key)) continue
      const allowed = Math.min(edits, tolerance(entry.key.length))
      const d = distance(sound, entry.key, allowed)
      if (d > allowed) continue
      if (d < edits) found.clear()
      edits = d
      found.set(entry.key, entry)
    }
  }
  return { entries: [...found.values()], edits }
}

export { glue, soundOf }
