import type { Choice, ConversationId } from '../channel.ts'
import type { Database } from '../storage/database.ts'
import { prepared } from '../storage/prepared.ts'
import type { SessionsTable } from '../storage/schema.ts'
import type { Danger } from './safety.ts'

/** What has been said of one matter. */
export interface Matter {
  /** The person's own words, the last ones at the end. */
  readonly said: string
  /** The entry that was told of it last. */
  readonly entry?: string
}

/** What is remembered of a chat between two messages. */
export interface Session {
  /** Municipios that the chat is about. */
  readonly municipios: readonly string[]
  /** What was asked for when the assistant had to ask "which municipio?" first. */
  readonly pending?: readonly string[]
  /** The choices of the last reply, in the order they were shown. */
  readonly choices: readonly Choice[]
  /** Somebody was in danger. */
  readonly danger?: Danger
  /** What the chat is about besides its place. */
  readonly matter?: Matter
  /** Municipios whose offices were told in full. */
  readonly shown?: readonly string[]
  /** Messages in a row that were not understood. */
  readonly misses: number
  /** When the person was told that only text is read, Unix milliseconds, if that was said last. */
  readonly onlyTextAt?: number
}

export const NEW_SESSION: Session = Object.freeze({ municipios: [], choices: [], misses: 0 })

/** A chat silent for a day starts anew. */
export const SESSION_TTL_MS = 24 * 60 * 60 * 1000

const selectSession = prepared<{ id: string }, Pick<SessionsTable, 'state_json' | 'updated_at'>>(
  ['id'],
  (db, { id }) =>
    db
      .selectFrom('sessions')
      .select(['state_json', 'updated_at'])
      .where('conversation_id', '=', id),
)

const replaceSession = prepared<{ id: string; state: string; now: number }, unknown>(
  ['id', 'state', 'now'],
  (db, { id, state, now }) =>
    db.replaceInto('sessions').values({ conversation_id: id, state_json: state, updated_at: now }),
)

const removeSession = prepared<{ id: string }, unknown>(['id'], (db, { id }) =>
  db.deleteFrom('sessions').where('conversation_id', '=', id),
)

/** The session of a chat, or a new one when there is none or it has expired. */
export const loadSession = (db: Database, id: ConversationId, now: number): Session => {
  const [row] = selectSession(db, { id })
  if (!row || now - row.updated_at > SESSION_TTL_MS) return NEW_SESSION
  return { ...NEW_SESSION, ...JSON.parse(row.state_json) }
}

export const saveSession = (db: Database, id: ConversationId, session: Session, now: number) => {
  replaceSession(db, { id, state: JSON.stringify(session), now })
}

export const deleteSession = (db: Database, id: ConversationId) => {
  removeSession(db, { id })
}

/** Sessions that no message would find any more. */
export const deleteExpiredSessions = (db: Database, now: number) =>
  db
    .deleteFrom('sessions')
    .where('updated_at', '<', now - SESSION_TTL_MS)
    .execute()
