import { randomUUID } from 'node:crypto'
import { type Channel, conversationId, type Reply } from '../../src/channel.ts'
import { saveTurn } from '../../src/conversation/turns.ts'
import type { Database } from '../../src/storage/database.ts'
import { incoming, replyOf } from './responder.ts'

interface Told {
  readonly channel?: Channel
  readonly chatId?: string
  readonly messageId?: string
  /** Unix milliseconds. */
  readonly at?: number
  readonly tookMs?: number
  readonly reply?: string
  readonly about?: Partial<Reply['about']>
}

/** Writes a turn to the log as the inbox does; gives its id. */
export const logTurn = async (db: Database, text: string, told: Told = {}) => {
  const { channel = 'web', chatId = randomUUID(), messageId = randomUUID() } = told
  const { at = Date.now(), tookMs = 1, reply = 're', about = {} } = told
  const message = incoming(text, { channel, chatId, messageId })
  saveTurn(db, conversationId(channel, chatId), message, replyOf(reply, about), at, tookMs)
  const { id } = await db
    .selectFrom('turns')
    .select('id')
    .where('message_id', '=', messageId)
    .executeTakeFirstOrThrow()
  return id
}
