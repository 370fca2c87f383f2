import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { emptyLog, sweep } from '../../src/storage/sweep.ts'
import { temporaryFolder } from '../support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
let path: string
let db: Database
beforeEach(async () => {
  folder = temporaryFolder()
  path = join(folder.path, 'iamjus.db')
  db = await openDatabase(path)
})
afterEach(async () => {
  await db.destroy()
  folder.remove()
})

const write = (times: readonly number[], text = 'hola') =>
  db
    .insertInto('turns')
    .values(
      times.map(at => ({
        conversation_id: 'web:1',
        channel: 'web',
        message_id: String(at),
        at,
        text,
        reply_json: '{}',
        source: 'smalltalk',
        took_ms: 1,
      })),
    )
    .execute()
const times = async () => {
  const rows = await db.selectFrom('turns').select('at').orderBy('id').execute()
  return rows.map(({ at }) => at)
}
const sweepTurns = (before: number) => sweep(db, { table: 'turns', key: 'id', at: 'at', before })

test('what is older goes, also when it is more than fits into one go', async () => {
  const all = Array.from({ length: 1800 }, (_, i) => i)
  await write(all)
  expect(await sweepTurns(1700)).toBe(1700)
  expect(await times()).toEqual(all.slice(1700))
  expect(await sweepTurns(1700)).toBe(0)
})

test('a row of a moment when the clock was ahead stays, and keeps no other', async () => {
  await write([1, 2, 9_000_000, 3, 4, 50])
  await sweepTurns(10)
  expect(await times()).toEqual([9_000_000, 50])
})

test('rows that must stay do not stand in the way of those behind them', async () => {
  await write(Array.from({ length: 700 }, (_, i) => i))
  const only = sql<boolean>`id > 400`
  await sweep(db, { table: 'turns', key: 'id', at: 'at', before: 1000, only })
  expect(await times()).toHaveLength(400)
})

test('of what was swept no word is left on the disk', async () => {
  await write([1, 2], 'mi secreto es el ñandú')
  await emptyLog(db)
  expect(readFileSync(path).includes('ñandú')).toBe(true)
  await sweepTurns(10)
  await emptyLog(db)
  for (const file of [path, `${path}-wal`])
    expect(readFileSync(file).includes('ñandú'), file).toBe(false)
})
