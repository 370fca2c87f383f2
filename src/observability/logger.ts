import { hash, randomBytes } from 'node:crypto'
import pino, { type Logger } from 'pino'

export type { Logger }

// In words and in UTC, as nginx writes them: people read these lines, too.
const LEGIBLE = {
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label: string) => ({ level: label }) },
}

/** JSON lines for machines; coloured lines when a person is looking at the terminal. */
export const createLogger = (level: string, destination = pino.destination(2)): Logger =>
  process.stderr.isTTY
    ? pino({ level, transport: { target: 'pino-pretty', options: { destination: 2 } } })
    : pino({ level, ...LEGIBLE }, destination)

/**
 * Gives names for chats that do not reveal whose they are, the same as long as the key is. Without a
 * secret key, the few telephone numbers of an area could all be tried.
 */
export const createPseudonym = (key: string) => (conversation: string) =>
  hash('sha256', `${key} ${conversation}`, 'base64url').slice(0, 10)

/** A name for a chat, the same while the process lives: logs travel, and are kept by others. */
export const pseudonym = createPseudonym(randomBytes(32).toString('hex'))
