// Which keys may be a mistyped text, by symmetric deletion (W. Garbe's SymSpell): two texts that
// are few edits apart have a rest in common after some letters are taken away from each. The rests
// of all keys are kept as hashes in one sorted array, which takes a tenth of the memory of a map of
// strings; a hash that two rests share only costs one comparison more.

/** Only the beginning of a key is taken apart: the rest would multiply the rests, not the finds. */
const PREFIX = 8

/** 32 bits of hash and these 21 of position are what a number holds exactly. */
const MOST_KEYS = 2 ** 21

const OFFSET = 0x811c9dc5
const PRIME = 0x01000193

// FNV-1a over the text without the letters at `i` and `j`.
const hashWithout = (text: string, i: number, j: number) => {
  let hash = OFFSET
  for (let at = 0; at < text.length; at++) {
    if (at === i || at === j) continue
    hash = Math.imul(hash ^ text.charCodeAt(at), PRIME)
  }
  return hash >>> 0
}

/** Visits the hashes of the text and of what is left of it without one or two letters, up to `edits`. */
const forEachRest = (key: string, edits: number, visit: (hash: number) => void) => {
  const text = key.slice(0, PREFIX)
  visit(hashWithout(text, -1, -1))
  for (let i = 0; edits > 0 && i < text.length; i++) {
    visit(hashWithout(text, i, -1))
    for (let j = i + 1; edits > 1 && j < text.length; j++) visit(hashWithout(text, i, j))
  }
}

export interface Shards {
  /** Positions, in the list of keys, of all that may be within so many edits of the text. */
  candidates(text: string, edits: number): Set<number>
}

type Keys = readonly (readonly [key: string, edits: number])[]

// Apart from the index: what it is built from must not live on in a closure of the index.
const sortedRests = (keys: Keys) => {
  if (keys.length > MOST_KEYS) throw new RangeError(`more than ${MOST_KEYS} keys`)
  // Hash and position in one exact number: numbers alone are sorted ten times as fast as pairs.
  const rests: number[] = []
  keys.forEach(([key, edits], at) => {
    forEachRest(key, edits, hash => rests.push(hash * MOST_KEYS + at))
  })
  // "aab" without either "a" is the same rest.
  const pairs = Float64Array.from(rests)
    .sort()
    .filter((pair, i, all) => pair !== all[i - 1])
  return {
    hashes: Uint32Array.from(pairs, pair => Math.floor(pair / MOST_KEYS)),
    positions: Uint32Array.from(pairs, pair => pair % MOST_KEYS),
  }
}

/** Indexes keys, each with the number of edits that it tolerates. */
export const createShards = (keys: Keys): Shards => {
  const { hashes, positions } = sortedRests(keys)

  const firstAt = (hash: number) => {
    let [low, high] = [0, hashes.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((hashes[middle] ?? 0) < hash) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    candidates: (text, edits) => {
      const found = new Set<number>()
      forEachRest(text, edits, hash => {
        for (let i = firstAt(hash); hashes[i] === hash; i++) found.add(positions[i] ?? 0)
      })
      return found
    },
  }
}
