import { setImmediate as breathe } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'

interface Sweep {
  readonly table: string
  /** An integer that grows from row to row. */
  readonly key: string
  /** When the row was written. */
  readonly at: string
  /** Unix milliseconds. */
  readonly before: number
  /** Rows of which this is not true stay. */
  readonly only?: RawBuilder<boolean>
}

/** So few that nobody notices that the database is busy. */
const BATCH = 500

/** Deletes what was written before a time, oldest first. Gives how many rows that were. */
export const sweep = async (db: Database, { table, key, at, before, only }: Sweep) => {
  const rows = sql.table(table)
  const id = sql.ref(key)
  const isOld = sql<boolean>`(${sql.ref(at)} < ${before} and ${only ?? sql`true`})`
  let deleted = 0
  for (let last = -1; ; ) {
    const batch = await sql<{ id: number; old: 0 | 1 }>`
      select ${id} as id, ${isOld} as old from ${rows}
      where ${id} > ${last} order by ${id} limit ${BATCH}`.execute(db)
    if (!batch.rows.some(({ old }) => old)) return deleted
    const end = batch.rows.at(-1)?.id ?? last
    const { numAffectedRows = 0n } = await sql`
      delete from ${rows} where ${id} > ${last} and ${id} <= ${end} and ${isOld}`.execute(db)
    deleted += Number(numAffectedRows)
    last = end
    await breathe()
  }
}

/** Empties the write-ahead log: what was deleted must not go on standing there. */
export const emptyLog = (db: Database) => sql`pragma wal_checkpoint(truncate)`.execute(db)
