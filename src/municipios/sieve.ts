/** Whether a hash may be that of one of the texts; it seldom says so of any other. */
export type Sieve = (hash: number) => boolean

/** A part of a text, as its hash and what the hash of the parts before it is multiplied by. */
export interface Part {
  readonly hash: number
  readonly power: number
}

/** The hash of no text. */
export const NO_TEXT = 0

const BASE = 0x01000193

/** Reads a part of a text, unit by unit. */
export const partOf = (text: string): Part => {
  let hash = NO_TEXT
  let power = 1
  for (let i = 0; i < text.length; i++) {
    hash = (Math.imul(hash, BASE) + text.charCodeAt(i)) | 0
    power = Math.imul(power, BASE)
  }
  return { hash, power }
}

/** The hash of what was hashed before and a part after it: a polynomial one, so that neither is read. */
export const append = (before: number, { hash, power }: Part) =>
  (Math.imul(before, power) + hash) | 0

/** Bits for each text: of what is none of them, one in so many goes through. */
const BITS = 32

/**
 * Of all the words in a row that a message has, nearly none is a name. One bit for each hash that
 * some text has lets them go before they are written together and looked up: the bits stay at hand
 * in the processor, where a map of some thousand strings does not.
 */
export const createSieve = (texts: ReadonlyMap<string, unknown>): Sieve => {
  const mask = 2 ** Math.ceil(Math.log2(texts.size * BITS + BITS)) - 1
  const bits = new Int32Array((mask + 1) / BITS)
  const at = (hash: number) => (hash & mask) >>> 5
  for (const text of texts.keys()) {
    const { hash } = partOf(text)
    bits[at(hash)] = (bits[at(hash)] ?? 0) | (1 << hash)
  }
  return hash => ((bits[at(hash)] ?? 0) & (1 << hash)) !== 0
}
