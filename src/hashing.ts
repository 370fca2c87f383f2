// FNV-1a in 32 bits, unit by unit: the hash of several parts is known without writing them together,
// which would be a string for each pair of words and each four letters of a message.

/** The hash of no text. */
export const UNHASHED = 0x811c9dc5 | 0

/** The hash of what was hashed before and one UTF-16 unit after it. */
export const hashOn = (before: number, unit: number) => Math.imul(before ^ unit, 0x01000193)

/** The hash of what was hashed before and a text after it, from a position of the text on. */
export const hashOf = (text: string, before = UNHASHED, from = 0) => {
  let hash = before
  for (let i = from; i < text.length; i++) hash = hashOn(hash, text.charCodeAt(i))
  return hash
}
