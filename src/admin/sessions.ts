import { hash, randomBytes } from 'node:crypto'
import { pseudonym } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'

const MINUTE = 60_000
export const IDLE_MS = 30 * MINUTE
export const ABSOLUTE_MS = 12 * 60 * MINUTE
/** How exactly it is known when a session was last used. */
const SEEN_EVERY_MS = MINUTE

export interface OpenSession {
  readonly createdAt: Date
  readonly lastSeenAt: Date
  /** The same for the same address while the program runs; does not tell which it is. */
  readonly address: string
  readonly current: boolean
}

const hashOf = (token: string) => hash('sha256', token, 'hex')

export type Sessions = ReturnType<typeof createSessions>

/** Who has entered. The browser keeps 256 random bits, the database only their hash. */
export const createSessions = (db: Database, now: () => number) => {
  const end = (token: string) =>
    db.deleteFrom('admin_sessions').where('token_hash', '=', hashOf(token)).execute()

  const endExpired = () =>
    db
      .deleteFrom('admin_sessions')
      .where(where =>
        where.or([
          where('last_seen_at', '<=', now() - IDLE_MS),
          where('created_at', '<=', now() - ABSOLUTE_MS),
        ]),
      )
      .execute()

  return {
    /** Gives what the browser has to keep. */
    begin: async (operator: string, address: string) => {
      await endExpired()
      const token = randomBytes(32).toString('base64url')
      await db
        .insertInto('admin_sessions')
        .values({
          token_hash: hashOf(token),
          operator,
          created_at: now(),
          last_seen_at: now(),
          address: pseudonym(address),
        })
        .execute()
      return token
    },
    /** Whose session this is; what is asked in the `background` does not keep it open. */
    find: async (token: string, { background = false } = {}) => {
      const row = await db
        .selectFrom('admin_sessions')
        .innerJoin('operators', 'operators.name', 'admin_sessions.operator')
        .select(['operator', 'must_change', 'admin_sessions.created_at', 'last_seen_at'])
        .where('token_hash', '=', hashOf(token))
        .executeTakeFirst()
      if (!row) return undefined
      const idle = now() - row.last_seen_at
      if (idle >= IDLE_MS || now() - row.created_at >= ABSOLUTE_MS) {
        await end(token)
        return undefined
      }
      if (!background && idle >= SEEN_EVERY_MS)
        await db
          .updateTable('admin_sessions')
          .set({ last_seen_at: now() })
          .where('token_hash', '=', hashOf(token))
          .execute()
      return { name: row.operator, mustChange: row.must_change === 1 }
    },
    list: async (operator: string, token: string): Promise<OpenSession[]> => {
      await endExpired()
      const rows = await db
        .selectFrom('admin_sessions')
        .selectAll()
        .where('operator', '=', operator)
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map(row => ({
        createdAt: new Date(row.created_at),
        lastSeenAt: new Date(row.last_seen_at),
        address: row.address,
        current: row.token_hash === hashOf(token),
      }))
    },
    end,
    endAll: (operator: string) =>
      db.deleteFrom('admin_sessions').where('operator', '=', operator).execute(),
  }
}
