/** Gives texts numbers, and keeps a hash of each instead of the text: a tenth of the memory. */
export interface Numbering {
  /** The number of a text: from 0, in the order in which they came. */
  add(text: string): number
  /** The number of a text that came before, or `NONE`. */
  of(text: string): number
  size(): number
}

export const NONE = -1

const OFFSET = 0x811c9dc5
const PRIME = 0x01000193
/** Share of the table that may be taken before it grows. */
const FULL = 0.7

// FNV-1a, stirred: places in the table are its lowest bits. Never 0, which marks a free place.
const hashOf = (text: string) => {
  let hash = OFFSET
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0 || 1
}

/** Two texts of one hash are taken for one: of a hundred thousand, one pair may be. */
export const createNumbering = (): Numbering => {
  let hashes = new Uint32Array(1024)
  let numbers = new Int32Array(1024)
  let size = 0
  const placeOf = (hash: number) => {
    let place = hash & (hashes.length - 1)
    while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) & (hashes.length - 1)
    return place
  }
  const put = (hash: number, number: number) => {
    const place = placeOf(hash)
    hashes[place] = hash
    numbers[place] = number
  }
  const grow = () => {
    const [oldHashes, oldNumbers] = [hashes, numbers]
    hashes = new Uint32Array(oldHashes.length * 2)
    numbers = new Int32Array(oldHashes.length * 2)
    oldHashes.forEach((hash, place) => {
      if (hash !== 0) put(hash, oldNumbers[place] ?? 0)
    })
  }
  const of = (text: string) => {
    const place = placeOf(hashOf(text))
    return hashes[place] === 0 ? NONE : (numbers[place] ?? NONE)
  }
  return {
    of,
    add: text => {
      const known = of(text)
      if (known !== NONE) return known
      if (size >= hashes.length * FULL) grow()
      put(hashOf(text), size)
      return size++
    },
    size: () => size,
  }
}
