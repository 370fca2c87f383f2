import { type Kysely, sql } from 'kysely'

/** Finds what waits for an answer without reading all that was answered. */
export const up = async (db: Kysely<unknown>) => {
  await sql`
    create index if not exists inbox_open on inbox (received_at)
    where status in ('pending', 'answered')`.execute(db)
}
