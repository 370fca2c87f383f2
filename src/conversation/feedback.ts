import type { ConversationId } from '../channel.ts'
import type { Database } from '../storage/database.ts'
import { prepared } from '../storage/prepared.ts'
import type { FeedbackTable } from '../storage/schema.ts'
import { clean } from '../text.ts'
import { maskPersonalData } from './personal-data.ts'

export interface Feedback {
  readonly messageId: string
  /** `null` takes back what was said before. */
  readonly verdict: FeedbackTable['verdict'] | null
  readonly reason?: string
}

/** Letters of a reason that are kept. */
export const MAX_REASON = 500

const reasonOf = ({ reason = '' }: Feedback) =>
  maskPersonalData(clean(reason).slice(0, MAX_REASON)).slice(0, MAX_REASON) || null

/**
 * Stores what a person thinks of an answer, in place of what they thought before. Gives false when
 * the chat has no such answer. `now` in Unix milliseconds.
 */
export const saveFeedback = (db: Database, id: ConversationId, feedback: Feedback, now: number) =>
  db.transaction().execute(async tx => {
    const key = { conversation_id: id, message_id: feedback.messageId }
    const turn = await tx
      .selectFrom('turns')
      .select('id')
      .where('conversation_id', '=', id)
      .where('message_id', '=', feedback.messageId)
      .executeTakeFirst()
    if (!turn) return false
    const { verdict } = feedback
    if (verdict) {
      const row = { ...key, verdict, reason: reasonOf(feedback), at: now }
      await tx.replaceInto('feedback').values(row).execute()
    } else {
      const { conversation_id, message_id } = key
      await tx
        .deleteFrom('feedback')
        .where('conversation_id', '=', conversation_id)
        .where('message_id', '=', message_id)
        .execute()
    }
    return true
  })

/** The verdicts of a chat, by the id of the message that was answered. */
export const readFeedback = async (db: Database, id: ConversationId) => {
  const rows = await db
    .selectFrom('feedback')
    .select(['message_id', 'verdict'])
    .where('conversation_id', '=', id)
    .execute()
  return new Map(rows.map(row => [row.message_id, row.verdict]))
}

const removeFeedback = prepared<{ id: string }, unknown>(['id'], (db, { id }) =>
  db.deleteFrom('feedback').where('conversation_id', '=', id),
)

export const deleteFeedback = (db: Database, id: ConversationId) => {
  removeFeedback(db, { id })
}

/** Deletes what was thought of answers before this time, in any chat. */
export const pruneFeedback = (db: Database, before: number) =>
  db.deleteFrom('feedback').where('at', '<', before).execute()
