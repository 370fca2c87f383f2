import { hash, randomBytes } from 'node:crypto'
import pino, { type Logger } from 'pino'

export type { Logger }

/** JSON lines for machines; coloured lines when a person is looking at the terminal. */
export const createLogger = (level: string, destination = pino.destination(2)): Logger =>
  process.stderr.isTTY
    ? pino({ level, transport: { target: 'pino-pretty', options: { destination: 2 } } })
    : pino({ level }, destination)

// Without a secret, the few telephone numbers of an area could all be tried.
const KEY = randomBytes(32).toString('hex')

/** A name for a chat, the same while the process lives, that does not reveal whose it is. */
export const pseudonym = (conversation: string) =>
  hash('sha256', `${KEY} ${conversation}`, 'base64url').slice(0, 10)
