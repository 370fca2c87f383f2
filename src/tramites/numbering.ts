import { hashOf } from '../hashing.ts'

/** Gives texts numbers, and keeps a key of 32 bits of each instead of the text: a tenth of the memory. */
export interface Numbering {
  /** The number of the text with this key: from 0, in the order in which they came. */
  add(key: number): number
  /** The number of a text that came before, or `NONE`. */
  of(key: number): number
  size(): number
}

export const NONE = -1

/** Share of the table that may be taken before it grows. */
const FULL = 0.7

/** What a hash is known by. Stirred: places in a table are its lowest bits. Never 0: a free place. */
export const keyOf = (hash: number) => {
  const stirred = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return stirred ^ (stirred >>> 13) || 1
}

export const keyOfText = (text: string) => keyOf(hashOf(text))

/** Two texts of one key are taken for one: of a hundred thousand, one pair may be. */
export const createNumbering = (): Numbering => {
  let keys = new Int32Array(1024)
  let numbers = new Int32Array(1024)
  let size = 0
  const placeOf = (key: number) => {
    const last = keys.length - 1
    let place = key & last
    while (keys[place] !== 0 && keys[place] !== key) place = (place + 1) & last
    return place
  }
  const put = (key: number, number: number) => {
    const place = placeOf(key)
    keys[place] = key
    numbers[place] = number
  }
  const grow = () => {
    const [oldKeys, oldNumbers] = [keys, numbers]
    keys = new Int32Array(oldKeys.length * 2)
    numbers = new Int32Array(oldKeys.length * 2)
    oldKeys.forEach((key, place) => {
      if (key !== 0) put(key, oldNumbers[place] ?? 0)
    })
  }
  const of = (key: number) => {
    const place = placeOf(key)
    return keys[place] === 0 ? NONE : (numbers[place] ?? NONE)
  }
  return {
    of,
    add: key => {
      const known = of(key)
      if (known !== NONE) return known
      if (size >= keys.length * FULL) grow()
      put(key, size)
      return size++
    },
    size: () => size,
  }
}
