import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listBackups, outdated, verifyDatabase, writeBackup } from '../../src/storage/backup.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { temporaryFolder } from '../support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
let [path, backups] = ['', '']
let db: Database
beforeEach(async () => {
  folder = temporaryFolder()
  path = join(folder.path, 'iamjus.db')
  backups = join(folder.path, 'copias')
  db = await openDatabase(path)
})
afterEach(async () => {
  await db.destroy()
  folder.remove()
})

const at = (iso: string) => new Date(`${iso}Z`)
const save = (id: string) =>
  db
    .insertInto('sessions')
    .values({ conversation_id: id, state_json: '{}', updated_at: 1 })
    .execute()
const sessionsIn = (file: string) => {
  const copy = new SQLite(file, { readonly: true })
  const ids = copy.prepare('select conversation_id from sessions').pluck().all()
  copy.close()
  return ids
}

describe('a copy', () => {
  test('holds all that was committed, is whole, and bears the time at which it was made', async () => {
    await save('web:1')
    const copy = writeBackup(path, backups, at('2026-11-22T03:04:05'))
    expect(copy).toBe(join(backups, 'iamjus-20261122-030405.db'))
    await save('web:2')
    verifyDatabase(copy)
    expect(sessionsIn(copy)).toEqual(['web:1'])
    expect(listBackups(backups)).toEqual([{ path: copy, at: at('2026-11-22T03:04:05') }])
  })

  test('can be read by the user of the service alone, and so can the database', () => {
    const copy = writeBackup(path, backups, new Date())
    for (const [file, mode] of [
      [copy, 0o600],
      [backups, 0o700],
      [path, 0o600],
      [`${path}-wal`, 0o600],
    ] as const)
      expect([file, statSync(file).mode & 0o777]).toEqual([file, mode])
  })

  test.runIf(process.getuid?.() === 0)('made by root belongs to whom the database does', () => {
    chownSync(path, 1234, 1235)
    const copy = writeBackup(path, backups, new Date())
    for (const file of [backups, copy])
      expect(statSync(file)).toMatchObject({ uid: 1234, gid: 1235 })
  })

  test('of no database is refused, and leaves nothing behind', () => {
    const none = join(folder.path, 'nada.db')
    expect(() => writeBackup(none, backups, new Date())).toThrow(
      `no existe la base de datos «${none}»`,
    )
    expect(existsSync(backups)).toBe(false)
  })

  test('of a damaged database is not taken for one, and costs no earlier copy', () => {
    const earlier = writeBackup(path, backups, at('2026-11-21T03:00:00'))
    const damaged = join(folder.path, 'rota.db')
    writeFileSync(damaged, 'nada de esto es una base de datos '.repeat(300))
    expect(() => writeBackup(damaged, backups, at('2026-11-22T03:00:00'))).toThrow()
    expect(listBackups(backups).map(copy => copy.path)).toEqual([earlier])
  })

  test('that a process left half written is no copy, and is removed after a day', () => {
    mkdirSync(backups)
    const half = (name: string, age: number) => {
      const file = join(backups, `iamjus-sin-terminar-${name}.db`)
      writeFileSync(file, 'SQLite')
      const time = at('2026-11-22T03:00:00').getTime() / 1000 - age
      utimesSync(file, time, time)
    }
    half('1', 90_000)
    half('2', 60)
    half(String(process.pid), 60)
    expect(listBackups(backups)).toEqual([])
    writeBackup(path, backups, at('2026-11-22T03:00:00'))
    expect(readdirSync(backups).sort()).toEqual([
      'iamjus-20261122-030000.db',
      'iamjus-sin-terminar-2.db',
    ])
  })
})

describe('of many copies', () => {
  const daily = (days: number) =>
    Array.from({ length: days }, (_, i) => {
      const day = new Date(at('2026-11-22T06:00:00').getTime() - i * 86_400_000)
      return { path: `${i}`, at: day }
    })
  const keptOf = (copies: ReturnType<typeof daily>, now = at('2026-11-22T06:00:01')) => {
    const gone = new Set(outdated(copies, now))
    return copies.filter(copy => !gone.has(copy)).map(({ path }) => path)
  }

  test('those of seven days and of four weeks are kept', () => {
    const kept = keptOf(daily(60))
    expect(kept.slice(0, 7)).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect(kept.length).toBeGreaterThanOrEqual(9)
    expect(kept.length).toBeLessThanOrEqual(10)
    expect(Number(kept.at(-1))).toBeGreaterThanOrEqual(18)
    expect(Number(kept.at(-1))).toBeLessThanOrEqual(27)
  })

  test('those of the last day are kept all: who makes two wants both', () => {
    const [newest, ...rest] = daily(3)
    const another = { path: 'otra', at: at('2026-11-22T05:00:00') }
    expect(keptOf(newest ? [newest, another, ...rest] : [])).toEqual(['0', 'otra', '1', '2'])
  })

  test('a clock that runs years ahead costs none of them', () => {
    expect(keptOf(daily(7), at('2031-01-01T00:00:00'))).toHaveLength(7)
  })
})
