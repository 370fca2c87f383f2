import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import SQLite from 'better-sqlite3'
import { verifyDatabase } from './backup.ts'
import { openDatabase } from './database.ts'
import { giveToOwnerOf } from './owner.ts'

export interface Restored {
  /** Where the database that was replaced is kept; absent where there was none. */
  readonly aside?: string
  /** Messages that stand unanswered in the copy and are left so: they were answered since then. */
  readonly closed: number
  readonly turns: number
}

/** What goes with a database file. */
const COMPANIONS = ['', '-wal', '-shm'] as const

const IN_USE = 'el servicio está en marcha: detenelo y probá de nuevo'

const codeOf = (error: unknown) => String((error as { code?: unknown }).code)

/**
 * Runs the work while nobody else can use the database. SQLite leaves the write-ahead log only when
 * no other process has the file open, and then all of it stands in that one file.
 */
const whileUnused = (path: string, work: () => void) => {
  const db = new SQLite(path, { timeout: 0 })
  try {
    db.pragma('journal_mode = delete')
    db.exec('begin exclusive')
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      db.close()
      throw new Error(IN_USE, { cause: error })
    }
    // Damaged: that may be why a copy is being restored.
  }
  try {
    work()
  } finally {
    db.close()
  }
}

/** A copy of the copy, brought up to date: no message waits, and no operator is still inside. */
const prepare = async (file: string, target: string) => {
  copyFileSync(file, target)
  chmodSync(target, 0o600)
  verifyDatabase(target, file)
  const db = await openDatabase(target)
  try {
    const { numUpdatedRows } = await db
      .updateTable('inbox')
      .set({ status: 'failed', content_json: null })
      .where('status', 'in', ['pending', 'answered'])
      .executeTakeFirst()
    await db.deleteFrom('admin_sessions').execute()
    const { turns } = await db
      .selectFrom('turns')
      .select(({ fn }) => fn.countAll<number>().as('turns'))
      .executeTakeFirstOrThrow()
    return { closed: Number(numUpdatedRows), turns }
  } finally {
    await db.destroy()
  }
}

/** A second name for the file; where the disk knows no such thing, a copy. */
const keep = (path: string, aside: string) => {
  try {
    linkSync(path, aside)
  } catch {
    copyFileSync(path, aside)
  }
}

const remove = (path: string) => {
  for (const companion of COMPANIONS) rmSync(path + companion, { force: true })
}

/** At every moment there is a whole database in its place: the old one, then the fresh one. */
const swap = (path: string, fresh: string, aside: string) => {
  keep(path, aside)
  const companions = COMPANIONS.slice(1).filter(name => existsSync(path + name))
  try {
    // With one of its own the fresh one would be read together with what is not its log.
    for (const name of companions) renameSync(path + name, aside + name)
    renameSync(fresh, path)
  } catch (error) {
    for (const name of companions)
      if (existsSync(aside + name)) renameSync(aside + name, path + name)
    rmSync(aside, { force: true })
    throw error
  }
}

/** Puts a copy in the place of the database. Throws, in Spanish, before it changes anything. */
export const restoreBackup = async (
  file: string,
  databasePath: string,
  now: Date,
): Promise<Restored> => {
  if (!existsSync(file)) throw new Error(`no existe el archivo «${file}»`)
  const fresh = `${databasePath}.restaurando`
  remove(fresh)
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o700 })
  try {
    const found = await prepare(file, fresh)
    giveToOwnerOf(databasePath, fresh)
    if (!existsSync(databasePath)) {
      renameSync(fresh, databasePath)
      return found
    }
    const stamp = now.toISOString().slice(0, 19).replaceAll(':', '')
    const aside = `${databasePath}.antes-${stamp}`
    whileUnused(databasePath, () => swap(databasePath, fresh, aside))
    return { ...found, aside }
  } catch (error) {
    remove(fresh)
    throw error
  }
}
