import { type Kysely, sql } from 'kysely'

/** Versions of the system prompt, never changed once written, and which of them is in use. */
export const up = async (db: Kysely<unknown>) => {
  await db.schema
    .createTable('prompts')
    .addColumn('version', 'integer', column => column.primaryKey().autoIncrement())
    .addColumn('text', 'text', column => column.notNull())
    .addColumn('author', 'text', column => column.notNull())
    .addColumn('comment', 'text', column => column.notNull())
    .addColumn('sha256', 'text', column => column.notNull())
    .addColumn('created_at', 'integer', column => column.notNull())
    .execute()
  await db.schema
    .createTable('published_prompt')
    .addColumn('id', 'integer', column => column.primaryKey().check(sql`id = 1`))
    .addColumn('version', 'integer', column => column.notNull().references('prompts.version'))
    .addColumn('chosen', 'integer', column => column.notNull())
    .execute()
  // "Insert or replace" deletes without asking the trigger for deletion.
  await sql`
    create trigger prompts_no_replace before insert on prompts
    when exists (select 1 from prompts where version = new.version)
    begin select raise(abort, 'versions of the prompt are never changed'); end`.execute(db)
  for (const change of ['update', 'delete'])
    await sql
      .raw(
        `create trigger prompts_no_${change} before ${change} on prompts
         begin select raise(abort, 'versions of the prompt are never changed'); end`,
      )
      .execute(db)
}
