import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { giveToOwnerOf } from './owner.ts'

// A copy holds what people wrote, so only the user of the service may read it. It gets its name
// once it has been checked: whatever bears such a name can be restored.

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS = 7
const WEEKS = 4
const NAME = /^iamjus-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.db$/
/** What a copy is called until it has been checked, with the process that writes it. */
const UNFINISHED = 'iamjus-sin-terminar-'

export interface Backup {
  readonly path: string
  readonly at: Date
}

const nameAt = (at: Date) =>
  `iamjus-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}.db`

const dateOf = (name: string) => {
  const [, year, month, day, hours, minutes, seconds] = NAME.exec(name) ?? []
  return year ? new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`) : undefined
}

/** The copies in the folder, newest first; none where there is no such folder. */
export const listBackups = (folder: string): Backup[] => {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder).flatMap(name => {
    const at = dateOf(name)
    return at ? [{ path: join(folder, name), at }] : []
  })
  return found.sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** Throws, in Spanish, where the file is no whole database of this program, calling it `name`. */
export const verifyDatabase = (path: string, name = path) => {
  let db: SQLite.Database | undefined
  try {
    db = new SQLite(path, { readonly: true, fileMustExist: true })
    const result = db.pragma('integrity_check', { simple: true })
    if (result !== 'ok') throw new Error(String(result))
    db.prepare('select count(*) from inbox').get()
  } catch (error) {
    const reason = (error as Error).message
    throw new Error(`«${name}» no es una base de datos sana de IAMJus (${reason})`, {
      cause: error,
    })
  } finally {
    db?.close()
  }
}

const syncToDisk = (path: string) => {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/** Of processes that died while they wrote. */
const removeUnfinished = (folder: string, now: Date) => {
  for (const name of readdirSync(folder).filter(name => name.startsWith(UNFINISHED))) {
    const path = join(folder, name)
    const isMine = name.includes(`${UNFINISHED}${process.pid}.`)
    if (isMine || now.getTime() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { force: true })
  }
}

const copyInto = (databasePath: string, target: string) => {
  // SQLite writes into an empty file as it finds it: nobody else can read it at any moment.
  closeSync(openSync(target, 'wx', 0o600))
  giveToOwnerOf(databasePath, target)
  const db = new SQLite(databasePath, { fileMustExist: true })
  try {
    db.prepare('vacuum into ?').run(target)
  } finally {
    db.close()
  }
}

/** All of the last day, then the newest of each of seven days and of each of four weeks. */
export const outdated = (backups: readonly Backup[], now: Date): Backup[] => {
  const newest = backups[0]?.at.getTime() ?? 0
  // Not later than the newest: a clock that is wrong today must not cost the copies of before.
  const today = Math.min(now.getTime(), newest)
  const kept = new Set(backups.filter(({ at }) => today - at.getTime() < DAY_MS))
  for (const [length, count] of [
    [DAY_MS, DAYS],
    [7 * DAY_MS, WEEKS],
  ] as const) {
    const periods = Map.groupBy(backups, ({ at }) => Math.floor(at.getTime() / length))
    for (const [first] of [...periods.values()].slice(0, count)) if (first) kept.add(first)
  }
  return backups.filter(backup => !kept.has(backup))
}

/** Copies the database, checks the copy and deletes copies that are too many. Gives its path. */
export const writeBackup = (databasePath: string, folder: string, now: Date): string => {
  if (!existsSync(databasePath)) throw new Error(`no existe la base de datos «${databasePath}»`)
  if (mkdirSync(folder, { recursive: true, mode: 0o700 })) giveToOwnerOf(databasePath, folder)
  removeUnfinished(folder, now)
  const unfinished = join(folder, `${UNFINISHED}${process.pid}.db`)
  const path = join(folder, nameAt(now))
  try {
    copyInto(databasePath, unfinished)
    verifyDatabase(unfinished)
    syncToDisk(unfinished)
    renameSync(unfinished, path)
    syncToDisk(folder)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
  for (const old of outdated(listBackups(folder), now)) rmSync(old.path, { force: true })
  return path
}
