import type { Reply } from '../channel.ts'
import type { Answer } from './answering.ts'
import type { Session } from './sessions.ts'

/** What cannot be read and comes so soon after another is of the same album. */
const ALBUM_MS = 60_000

/**
 * Answers what cannot be read, once for all the pictures of an album: each answer is one more to
 * read, and to pay for. `now` is in Unix milliseconds.
 */
export const tellOnce = (
  reply: Reply,
  { onlyTextAt: toldAt = Number.NEGATIVE_INFINITY, ...session }: Session,
  now: number,
): Answer =>
  now - toldAt < ALBUM_MS
    ? { reply, silent: true }
    : { reply, session: { ...session, onlyTextAt: now } }
