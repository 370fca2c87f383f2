import { hashOf, hashOn, UNHASHED } from './hashing.ts'

// Which keys may be a mistyped text, by symmetric deletion (W. Garbe's SymSpell): two texts that
// are few edits apart have a rest in common after some letters are taken away from each. The rests
// of all keys are kept as hashes in one sorted array, which takes a tenth of the memory of a map of
// strings; a hash that two rests share only costs one comparison more.

/** Only the beginning of a key is taken apart: the rest would multiply the rests, not the finds. */
const PREFIX = 8
/** Those eight letters, without any one of them and without any two. */
const MOST_RESTS = 1 + 8 + 28

/** 32 bits of hash and these 21 of position are what a number holds exactly. */
const MOST_KEYS = 2 ** 21

// One list for all texts: the rests of one are done with before those of another are made.
const rests = new Uint32Array(MOST_RESTS)

/** Lists the hashes of a text and of its rests without one or two letters; gives how many. */
const listRests = (key: string, edits: number) => {
  const text = key.slice(0, PREFIX)
  let count = 0
  rests[count++] = hashOf(text)
  let before = UNHASHED
  for (let i = 0; edits > 0 && i < text.length; i++) {
    rests[count++] = hashOf(text, before, i + 1)
    let between = before
    for (let j = i + 1; edits > 1 && j < text.length; j++) {
      rests[count++] = hashOf(text, between, j + 1)
      between = hashOn(between, text.charCodeAt(j))
    }
    before = hashOn(before, text.charCodeAt(i))
  }
  return count
}

export interface Shards {
  /** Positions, in the list of keys, of all that may be within so many edits of the text, each once. */
  candidates(text: string, edits: number): readonly number[]
}

type Keys = readonly (readonly [key: string, edits: number])[]

// Apart from the index: what it is built from must not live on in a closure of the index.
const sortedRests = (keys: Keys) => {
  if (keys.length > MOST_KEYS) throw new RangeError(`more than ${MOST_KEYS} keys`)
  // Hash and position in one exact number: numbers alone are sorted ten times as fast as pairs.
  const all: number[] = []
  keys.forEach(([key, edits], at) => {
    const count = listRests(key, edits)
    for (let i = 0; i < count; i++) all.push((rests[i] ?? 0) * MOST_KEYS + at)
  })
  // "aab" without either "a" is the same rest.
  const pairs = new Float64Array(all).sort().filter((pair, i, sorted) => pair !== sorted[i - 1])
  // Not by `from`, which would list every number as an object first.
  const hashes = new Uint32Array(pairs.length)
  const positions = new Uint32Array(pairs.length)
  pairs.forEach((pair, i) => {
    hashes[i] = pair / MOST_KEYS
    positions[i] = pair % MOST_KEYS
  })
  return { hashes, positions }
}

/** So many hashes, on average, begin with the same bits, and are looked through one by one. */
const TOGETHER = 8

/** Tells where in the sorted hashes those of each beginning start, a beginning being `32 - shift` bits. */
const startsOf = (hashes: Uint32Array, shift: number) => {
  const starts = new Uint32Array(2 ** (32 - shift) + 1)
  let at = 0
  for (let beginning = 0; beginning < starts.length; beginning++) {
    while (at < hashes.length && (hashes[at] ?? 0) >>> shift < beginning) at++
    starts[beginning] = at
  }
  return starts
}

/** Indexes keys, each with the number of edits that it tolerates. */
export const createShards = (keys: Keys): Shards => {
  const { hashes, positions } = sortedRests(keys)
  const shift = 32 - Math.max(1, Math.floor(Math.log2(hashes.length / TOGETHER)))
  const starts = startsOf(hashes, shift)
  // The last text for which each key was found.
  const foundFor = new Uint32Array(keys.length)
  let texts = 0
  return {
    candidates: (text, edits) => {
      const found: number[] = []
      texts++
      const count = listRests(text, edits)
      for (let r = 0; r < count; r++) {
        const hash = rests[r] ?? 0
        const end = starts[(hash >>> shift) + 1] ?? 0
        for (let i = starts[hash >>> shift] ?? 0; i < end; i++) {
          const at = positions[i] ?? 0
          if (hashes[i] !== hash || foundFor[at] === texts) continue
          foundFor[at] = texts
          found.push(at)
        }
      }
      return found
    },
  }
}
