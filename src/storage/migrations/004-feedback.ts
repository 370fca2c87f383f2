import { type Kysely, sql } from 'kysely'

/** What people thought of an answer: one verdict an answer, with a reason if they gave one. */
export const up = async (db: Kysely<unknown>) => {
  await sql`
    create table feedback (
      conversation_id text not null,
      message_id text not null,
      verdict text not null check (verdict in ('up', 'down')),
      reason text,
      at integer not null,
      primary key (conversation_id, message_id)
    ) strict, without rowid`.execute(db)
}
