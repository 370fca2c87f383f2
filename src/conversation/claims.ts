import { sql } from 'kysely'
import { type Content, conversationId, type Incoming, type Reply } from '../channel.ts'
import type { Database } from '../storage/database.ts'
import { prepared } from '../storage/prepared.ts'
import { sweep } from '../storage/sweep.ts'
import { replyTo } from './turns.ts'

/** What is stored of a message: `mine` when this call has to answer it. */
export interface Claim {
  readonly seq: number
  readonly mine: boolean
  readonly reply?: Reply
}

/** What tells a message from all others. */
export type Key = Pick<Incoming, 'channel' | 'chatId' | 'messageId'>

/** A message that was received and not yet answered, or answered and not yet delivered. */
export interface OpenMessage {
  readonly seq: number
  readonly message: Incoming | undefined
  readonly channel: Incoming['channel']
  readonly chatId: string
  readonly messageId: string
  readonly receivedAt: number
  readonly reply?: Reply
}

interface NewMessage {
  readonly [value: string]: string | number
  readonly channel: string
  readonly chatId: string
  readonly messageId: string
  readonly now: number
  readonly content: string
}

const insertMessage = prepared<NewMessage, { seq: number }>(
  ['channel', 'chatId', 'messageId', 'now', 'content'],
  (db, { channel, chatId, messageId, now, content }) =>
    db
      .insertInto('inbox')
      .values({
        channel,
        chat_id: chatId,
        message_id: messageId,
        status: 'pending',
        received_at: now,
        content_json: content,
        reply_json: null,
      })
      .onConflict(conflict =>
        conflict
          .columns(['channel', 'chat_id', 'message_id'])
          .doUpdateSet({ status: 'pending', content_json: content })
          .where('inbox.status', 'in', ['pending', 'failed']),
      )
      .returning('seq'),
)

interface Settled {
  readonly [value: string]: string | number | null
  readonly seq: number
  readonly status: 'answered' | 'delivered'
  readonly reply: string | null
}

const settleMessage = prepared<Settled, unknown>(
  ['seq', 'status', 'reply'],
  (db, { seq, status, reply }) =>
    db
      .updateTable('inbox')
      .set({ status, content_json: null, reply_json: reply })
      .where('seq', '=', seq),
)

/**
 * Marks a message as answered; what the person wrote is no longer needed. The answer is stored only
 * where no turn has it.
 */
export const settle = (
  db: Database,
  seq: number,
  status: 'answered' | 'delivered',
  reply?: Reply,
) => {
  settleMessage(db, { seq, status, reply: reply ? JSON.stringify(reply) : null })
}

const selectSettled = prepared<Key, { seq: number; reply_json: string | null }>(
  ['channel', 'chatId', 'messageId'],
  (db, { channel, chatId, messageId }) =>
    db
      .selectFrom('inbox')
      .select(['seq', 'reply_json'])
      .where('channel', '=', channel)
      .where('chat_id', '=', chatId)
      .where('message_id', '=', messageId),
)

const storedReply = (db: Database, key: Key, json: string | null): Reply | undefined =>
  json ? JSON.parse(json) : replyTo(db, conversationId(key.channel, key.chatId), key.messageId)

/**
 * Stores a message and takes it for answering, in one statement, so that of two copies only one
 * is answered. A copy of a message that failed, or whose process died, is taken again.
 */
export const claim = (db: Database, message: Incoming, now: number): Claim => {
  const content = JSON.stringify(message.content)
  const { channel, chatId, messageId } = message
  const [taken] = insertMessage(db, { channel, chatId, messageId, now, content })
  if (taken) return { seq: taken.seq, mine: true }
  const [row] = selectSettled(db, { channel, chatId, messageId })
  if (!row) throw new Error('a message that conflicts with none')
  const reply = storedReply(db, message, row.reply_json)
  return { seq: row.seq, mine: false, ...(reply && { reply }) }
}

export const setStatus = (db: Database, seq: number, status: 'delivered' | 'failed') =>
  db
    .updateTable('inbox')
    // A copy of a failed message brings its text again.
    .set({ status, ...(status === 'failed' && { content_json: null }) })
    .where('seq', '=', seq)
    .execute()

// Written out, not as parameters: only so does SQLite use the index of these rows.
const OPEN = sql<boolean>`status in ('pending', 'answered')`

/** What a dead process left open, in order of arrival. */
export const openMessages = async (db: Database): Promise<OpenMessage[]> => {
  const rows = await db.selectFrom('inbox').selectAll().where(OPEN).orderBy('seq').execute()
  return rows.map(row => {
    const channel = row.channel as Incoming['channel']
    const key = { channel, chatId: row.chat_id, messageId: row.message_id }
    const message = row.content_json
      ? { ...key, sentAt: new Date(row.received_at), content: JSON.parse(row.content_json) }
      : undefined
    const reply = row.status === 'answered' ? storedReply(db, key, row.reply_json) : undefined
    return { ...key, seq: row.seq, message, receivedAt: row.received_at, ...(reply && { reply }) }
  })
}

/** Texts of one chat that are being answered, or will be after a restart, in order of arrival. */
export const pendingTexts = async (db: Database, channel: Incoming['channel'], chatId: string) => {
  const rows = await db
    .selectFrom('inbox')
    .select(['message_id', 'content_json'])
    .where('channel', '=', channel)
    .where('chat_id', '=', chatId)
    .where('status', '=', 'pending')
    .orderBy('seq')
    .execute()
  return rows.flatMap(({ message_id, content_json }) => {
    const content: Content | null = JSON.parse(content_json ?? 'null')
    return content?.kind === 'text' ? [{ messageId: message_id, text: content.text }] : []
  })
}

/** Lets go of messages received before this time that nobody will answer any more. */
export const giveUp = (db: Database, before: number) =>
  db
    .updateTable('inbox')
    .set({ status: 'failed', content_json: null })
    .where(OPEN)
    .where('received_at', '<', before)
    .execute()

const SETTLED = sql<boolean>`status in ('delivered', 'failed')`

/** Forgets messages settled before this time; later copies of them would count as new. */
export const pruneInbox = (db: Database, before: number) =>
  sweep(db, { table: 'inbox', key: 'seq', at: 'received_at', before, only: SETTLED })

/** How many messages wait to be answered or delivered, and since when the oldest of them. */
export const readOpen = async (db: Database) => {
  const { count, oldest } = await db
    .selectFrom('inbox')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.min<number | null>('received_at').as('oldest'),
    ])
    .where(OPEN)
    .executeTakeFirstOrThrow()
  return { count, ...(oldest !== null && { oldest: new Date(oldest) }) }
}
