import type { Selectable } from 'kysely'
import type { ConversationId, Incoming, Reply } from '../channel.ts'
import type { Database } from '../storage/database.ts'
import { prepared } from '../storage/prepared.ts'
import type { TurnsTable } from '../storage/schema.ts'
import { sweep } from '../storage/sweep.ts'
import { clean, MAX_TEXT } from '../text.ts'
import { maskPersonalData } from './personal-data.ts'

export interface Turn {
  readonly messageId: string
  readonly at: Date
  /** What the person wrote, personal data masked. */
  readonly text: string
  readonly reply: Reply
}

/** Turns of one chat that are shown or given to a model. */
export const HISTORY_LIMIT = 50

const textOf = ({ content }: Incoming) => {
  if (content.kind === 'text') return maskPersonalData(clean(content.text).slice(0, MAX_TEXT))
  return content.kind === 'choice' ? content.label : `[${content.type}]`
}

type TurnRow = Omit<Selectable<TurnsTable>, 'id'>

const insertTurn = prepared<TurnRow, unknown>(
  ['conversation_id', 'channel', 'message_id', 'at', 'text', 'reply_json', 'source', 'took_ms'],
  (db, row) => db.insertInto('turns').values(row),
)

const selectReply = prepared<
  Pick<TurnRow, 'conversation_id' | 'message_id'>,
  Pick<TurnRow, 'reply_json'>
>(['conversation_id', 'message_id'], (db, { conversation_id, message_id }) =>
  db
    .selectFrom('turns')
    .select('reply_json')
    .where('conversation_id', '=', conversation_id)
    .where('message_id', '=', message_id)
    .orderBy('id', 'desc')
    .limit(1),
)

const removeTurns = prepared<{ id: string }, unknown>(['id'], (db, { id }) =>
  db.deleteFrom('turns').where('conversation_id', '=', id),
)

/** Writes one turn to the log. */
export const saveTurn = (
  db: Database,
  id: ConversationId,
  message: Incoming,
  reply: Reply,
  now: number,
  tookMs: number,
) => {
  insertTurn(db, {
    conversation_id: id,
    channel: message.channel,
    message_id: message.messageId,
    at: now,
    text: textOf(message),
    reply_json: JSON.stringify(reply),
    source: reply.about.source,
    took_ms: Math.round(tookMs),
  })
}

/** What a message of this chat was answered with. */
export const replyTo = (db: Database, id: ConversationId, messageId: string): Reply | undefined => {
  const [turn] = selectReply(db, { conversation_id: id, message_id: messageId })
  return turn && JSON.parse(turn.reply_json)
}

/** The last turns of a chat, oldest first. */
export const readHistory = async (
  db: Database,
  id: ConversationId,
  limit = HISTORY_LIMIT,
): Promise<Turn[]> => {
  const rows = await db
    .selectFrom('turns')
    .select(['message_id', 'at', 'text', 'reply_json'])
    .where('conversation_id', '=', id)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map(row => ({
    messageId: row.message_id,
    at: new Date(row.at),
    text: row.text,
    reply: JSON.parse(row.reply_json),
  }))
}

export const deleteTurns = (db: Database, id: ConversationId) => {
  removeTurns(db, { id })
}

/** Deletes what was said before this time, in any chat. */
export const pruneTurns = (db: Database, before: number) =>
  sweep(db, { table: 'turns', key: 'id', at: 'at', before })
