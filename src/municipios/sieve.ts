import { hashOf } from '../hashing.ts'

/** Whether a hash may be that of one of the texts; it seldom says so of any other. */
export type Sieve = (hash: number) => boolean

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
    const hash = hashOf(text)
    bits[at(hash)] = (bits[at(hash)] ?? 0) | (1 << hash)
  }
  return hash => ((bits[at(hash)] ?? 0) & (1 << hash)) !== 0
}
