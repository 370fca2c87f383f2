import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Whether what was given is the secret that was expected. Of digests, because only texts of one
 * length can be compared without telling by the time.
 */
export const isSecret = (given: unknown, expected: string) =>
  typeof given === 'string' && timingSafeEqual(digest(given), digest(expected))
