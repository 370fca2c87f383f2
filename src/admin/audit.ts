import type { Database, Queries } from '../storage/database.ts'
import { sweep } from '../storage/sweep.ts'

/** Who did what: `action` a short word such as `publicar-instrucciones`, `detail` a short text. */
export interface Act {
  readonly user: string
  readonly action: string
  readonly detail: string
}

export interface RecordedAct extends Act {
  readonly id: number
  readonly at: Date
}

export interface Audit {
  record(act: Act): Promise<void>
  /** Newest first; `before` is the id from which to go on, `user` leaves only theirs. */
  list(page: {
    readonly before?: number
    readonly user?: string
    readonly limit: number
  }): Promise<readonly RecordedAct[]>
}

const MAX_DETAIL = 500

/** What operators did; written once and never changed. */
export const createAudit = (db: Queries, now: () => number): Audit => ({
  record: async ({ user, action, detail }) => {
    const text = detail.slice(0, MAX_DETAIL)
    await db.insertInto('audit').values({ at: now(), user, action, detail: text }).execute()
  },
  list: async ({ before, user, limit }) => {
    let query = db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit)
    if (before !== undefined) query = query.where('id', '<', before)
    if (user !== undefined) query = query.where('user', '=', user)
    const rows = await query.execute()
    return rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) }))
  },
})

/** Deletes what was done before this time. */
export const pruneAudit = (db: Database, before: number) =>
  sweep(db, { table: 'audit', key: 'id', at: 'at', before })
