/** Gives texts numbers, and keeps a hash of each instead of the text: a tenth of the memory. */
export interface Numbering {
  /** The number of the text with this hash: from 0, in the order in which they came. */
  add(hash: number): number
  /** The number of a text that came before, or `NONE`. */
  of(hash: number): number
  size(): number
}

export const NONE = -1

// FNV-1a, which reads letter after letter: a text of several parts has its hash without being put
// together, which would be a string for each pair of words and each four letters of a message.

/** Of what no letter has been read yet. */
export const START = 0x811c9dc5 | 0
const PRIME = 0x01000193
/** Share of the table that may be taken before it grows. */
const FULL = 0.7

/** Reads one more letter. */
export const readLetter = (read: number, code: number) => Math.imul(read ^ code, PRIME)

/** Reads on, after all that was read before. */
export const readOn = (read: number, text: string) => {
  let hash = read
  for (let i = 0; i < text.length; i++) hash = readLetter(hash, text.charCodeAt(i))
  return hash
}

/** The hash of what was read. Stirred: places in a table are its lowest bits. Never 0: a free place. */
export const hashOf = (read: number) => {
  const hash = Math.imul(read ^ (read >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13) || 1
}

export const hashOfText = (text: string) => hashOf(readOn(START, text))

/** Two texts of one hash are taken for one: of a hundred thousand, one pair may be. */
export const createNumbering = (): Numbering => {
  let hashes = new Int32Array(1024)
  let numbers = new Int32Array(1024)
  let size = 0
  const placeOf = (hash: number) => {
    const last = hashes.length - 1
    let place = hash & last
    while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) & last
    return place
  }
  const put = (hash: number, number: number) => {
    const place = placeOf(hash)
    hashes[place] = hash
    numbers[place] = number
  }
  const grow = () => {
    const [oldHashes, oldNumbers] = [hashes, numbers]
    hashes = new Int32Array(oldHashes.length * 2)
    numbers = new Int32Array(oldHashes.length * 2)
    oldHashes.forEach((hash, place) => {
      if (hash !== 0) put(hash, oldNumbers[place] ?? 0)
    })
  }
  const of = (hash: number) => {
    const place = placeOf(hash)
    return hashes[place] === 0 ? NONE : (numbers[place] ?? NONE)
  }
  return {
    of,
    add: hash => {
      const known = of(hash)
      if (known !== NONE) return known
      if (size >= hashes.length * FULL) grow()
      put(hash, size)
      return size++
    },
    size: () => size,
  }
}
