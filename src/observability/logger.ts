import { createHash } from 'node:crypto'
import pino, { type Logger } from 'pino'

export type { Logger }

/** JSON lines for machines; coloured lines when a person is looking at the terminal. */
export const createLogger = (level: string, destination = pino.destination(2)): Logger =>
  process.stderr.isTTY
    ? pino({ level, transport: { target: 'pino-pretty', options: { destination: 2 } } })
    : pino({ level }, destination)

/** A stable name for a chat that does not reveal whose it is. */
export const pseudonym = (conversation: string) =>
  createHash('sha256').update(conversation).digest('base64url').slice(0, 10)
