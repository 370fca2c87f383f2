import { closeSync, openSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

// Until when WhatsApp was listened to, over restarts: what was written after that nobody has heard.
// Without it the assistant would answer whatever a newly linked phone had not read.

const HOUR = 60 * 60 * 1000
/** What is older than this the core does not answer. */
const OLDEST_MS = 12 * HOUR
/** What came last may have been lost on its way to the core, which knows the rest. */
const MARGIN_MS = 5 * 60 * 1000

export interface Listened {
  /** From when on messages may have been missed, Unix milliseconds; absent at the first start. */
  since(): number | undefined
  /** WhatsApp is being listened to. */
  touch(): void
}

/** Remembers it as the time of a file of the folder. */
export const createListened = (folder: string): Listened => {
  const path = join(folder, 'iamjus.listened')
  return {
    since: () => {
      const file = statSync(path, { throwIfNoEntry: false })
      if (!file) return undefined
      // The times of messages are whole seconds.
      const first = Math.floor(file.birthtimeMs / 1000) * 1000
      return Math.max(file.mtimeMs - MARGIN_MS, first, Date.now() - OLDEST_MS)
    },
    touch: () => {
      const now = new Date()
      try {
        closeSync(openSync(path, 'a', 0o600))
        utimesSync(path, now, now)
      } catch {
        // A full disk: then what was missed stays unread.
      }
    },
  }
}
