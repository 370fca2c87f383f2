import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import * as initial from './migrations/001-initial.ts'
import * as prompts from './migrations/003-prompts.ts'
import * as feedback from './migrations/004-feedback.ts'
import * as operators from './migrations/005-operators.ts'
import * as data from './migrations/006-data.ts'
import * as watch from './migrations/007-watch.ts'
import * as ops from './migrations/008-ops.ts'
import type { Schema } from './schema.ts'

/** Typed queries, in a transaction or not. */
export type Queries = Kysely<Schema>

/** Queries and the connection that they run on; what runs for every message uses that itself. */
export type Database = Queries & { readonly sqlite: SQLite.Database }

const MIGRATIONS = {
  '001-initial': initial,
  '003-prompts': prompts,
  '004-feedback': feedback,
  '005-operators': operators,
  '006-data': data,
  '007-watch': watch,
  '008-ops': ops,
}

// Kysely compiles each query to text and the driver would prepare that text anew each time;
// the set of texts is small, so every statement is prepared once.
const withPreparedOnce = (sqlite: SQLite.Database) => {
  const statements = new Map<string, SQLite.Statement>()
  return {
    close: () => sqlite.close(),
    prepare: (text: string) => {
      // SQLite has rolled back by itself after some errors (a full disk); Kysely's own rollback
      // would then fail and hide the error that matters.
      if (text === 'rollback' && !sqlite.inTransaction) return sqlite.prepare('select 1')
      let statement = statements.get(text)
      if (!statement) {
        statement = sqlite.prepare(text)
        if (statements.size < 500) statements.set(text, statement)
      }
      return statement
    },
  }
}

const open = (path: string) => {
  try {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true })
      // What SQLite puts beside it gets the same rights: nobody else reads what people wrote.
      if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
    }
    const sqlite = new SQLite(path)
    sqlite.pragma('journal_mode = WAL')
    return sqlite
  } catch (error) {
    const reason = (error as Error).message
    throw new Error(`DATABASE_PATH: no se puede abrir la base de datos «${path}» (${reason})`, {
      cause: error,
    })
  }
}

/** Opens (or creates) the database file and brings its schema up to date. */
export const openDatabase = async (path: string): Promise<Database> => {
  const sqlite = open(path)
  // Survives the death of the process; a power cut may take the last moment, never the file.
  sqlite.pragma('synchronous = NORMAL')
  sqlite.pragma('foreign_keys = ON')
  // Waiting for a lock stops the event loop, so it is short: the caller answers "busy" instead.
  sqlite.pragma('busy_timeout = 250')
  // What is deleted is overwritten: a citizen who asks to be forgotten is.
  sqlite.pragma('secure_delete = FAST')
  // In KiB; the working set is one page of each table.
  sqlite.pragma('cache_size = -2000')
  sqlite.pragma('wal_autocheckpoint = 4000')
  sqlite.pragma('journal_size_limit = 33554432')
  const dialect = new SqliteDialect({ database: withPreparedOnce(sqlite) as never })
  const db: Database = Object.assign(new Kysely<Schema>({ dialect }), { sqlite })
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    allowUnorderedMigrations: true,
  })
  const { error } = await migrator.migrateToLatest()
  if (error) {
    await db.destroy()
    throw error
  }
  return db
}
