import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { temporaryFolder } from '../support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
let path: string

const migrations = async (db: Database) => {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return rows.map(row => row.name)
}
const saveSession = (db: Database, id: string) =>
  db
    .insertInto('sessions')
    .values({ conversation_id: id, state_json: '{}', updated_at: 1 })
    .execute()
const sessions = async (db: Database) => {
  const rows = await db.selectFrom('sessions').select('conversation_id').execute()
  return rows.map(row => row.conversation_id)
}

beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'deep', 'er', 'iamjus.db')
})
afterEach(() => folder.remove())

test('opening creates the folders, the file and the tables', async () => {
  const db = await openDatabase(path)
  expect(existsSync(path)).toBe(true)
  const tables = await db.introspection.getTables()
  expect(tables.map(table => table.name)).toEqual(
    expect.arrayContaining(['inbox', 'sessions', 'turns', 'datasets', 'municipios', 'oficinas']),
  )
  await db.destroy()
})

test('opening again migrates nothing and keeps the data', async () => {
  const first = await openDatabase(path)
  const before = await migrations(first)
  await saveSession(first, 'web:1')
  await first.destroy()
  const again = await openDatabase(path)
  expect(before).toContain('001-initial')
  expect(await migrations(again)).toEqual(before)
  expect(await sessions(again)).toEqual(['web:1'])
  await again.destroy()
})

test('two that are open at once see what the other wrote', async () => {
  const one = await openDatabase(path)
  const other = await openDatabase(path)
  await saveSession(one, 'web:1')
  await saveSession(other, 'web:2')
  expect(await sessions(one)).toEqual(['web:1', 'web:2'])
  expect(await sessions(other)).toEqual(['web:1', 'web:2'])
  await one.destroy()
  await other.destroy()
})

test('what a transaction wrote before it failed is not kept', async () => {
  const db = await openDatabase(path)
  const broken = db.transaction().execute(async tx => {
    await tx
      .insertInto('sessions')
      .values({ conversation_id: 'web:1', state_json: '{}', updated_at: 1 })
      .execute()
    throw new Error('halfway')
  })
  await expect(broken).rejects.toThrow('halfway')
  expect(await sessions(db)).toEqual([])
  await db.destroy()
})

test('in memory, nothing is written to the disk', async () => {
  const db = await openDatabase(':memory:')
  await saveSession(db, 'web:1')
  expect(await sessions(db)).toEqual(['web:1'])
  expect(existsSync(':memory:')).toBe(false)
  await db.destroy()
})

test('a file that is not a database is an error, and stays as it was', async () => {
  const file = join(folder.path, 'notas.txt')
  const text = 'esto no es una base de datos\n'.repeat(200)
  writeFileSync(file, text)
  await expect(openDatabase(file)).rejects.toThrow('file is not a database')
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a folder where the file should be is an error', async () => {
  mkdirSync(path, { recursive: true })
  await expect(openDatabase(path)).rejects.toThrow('unable to open database file')
})

test('a database of a newer version is an error, not a guess', async () => {
  const db = await openDatabase(path)
  await sql`insert into kysely_migration values ('999-future', '2030-01-01')`.execute(db)
  await db.destroy()
  await expect(openDatabase(path)).rejects.toThrow('999-future')
})

test('a status that does not exist is refused by the table itself', async () => {
  const db = await openDatabase(':memory:')
  const row = sql`insert into inbox (channel, chat_id, message_id, status, received_at)
    values ('web', '1', '1', 'lost', 1)`
  await expect(row.execute(db)).rejects.toThrow('CHECK')
  await db.destroy()
})
