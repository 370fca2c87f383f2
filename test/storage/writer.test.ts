import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { prepared } from '../../src/storage/prepared.ts'
import { createWriter, type Write } from '../../src/storage/writer.ts'
import { temporaryFolder } from '../support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
let path: string
let db: Database
let write: Write

beforeEach(async () => {
  folder = temporaryFolder()
  path = join(folder.path, 'iamjus.db')
  db = await openDatabase(path)
  write = createWriter(db)
})
afterEach(async () => {
  await db.destroy()
  folder.remove()
})

const insert = prepared<{ id: string }, unknown>(['id'], (database, { id }) =>
  database.insertInto('sessions').values({ conversation_id: id, state_json: '{}', updated_at: 1 }),
)
const save = (id: string) => write(() => insert(db, { id }))
const saved = async () => {
  const rows = await db.selectFrom('sessions').select('conversation_id').execute()
  return rows.map(row => row.conversation_id).sort()
}

describe('writing', () => {
  test('gives back what the work gives', async () => {
    expect(await write(() => 'done')).toBe('done')
  })

  test('has everything committed when it resolves', async () => {
    await Promise.all(['a', 'b', 'c'].map(save))
    expect(await saved()).toEqual(['a', 'b', 'c'])
  })

  test('what comes at once runs in the order in which it came', async () => {
    const order: number[] = []
    const numbers = [1, 2, 3, 4, 5]
    await Promise.all(numbers.map(n => write(() => order.push(n))))
    expect(order).toEqual(numbers)
  })

  test('what comes at once is committed at once', async () => {
    const other = new SQLite(path)
    const seen = other.prepare('select count(*) from sessions').pluck()
    const counts = ['a', 'b', 'c'].map(id => save(id).then(() => seen.get()))
    expect(seen.get()).toBe(0)
    expect(await Promise.all(counts)).toEqual([3, 3, 3])
    other.close()
  })

  test('waits for a transaction that somebody else has open', async () => {
    let write!: Promise<unknown>
    await db.transaction().execute(async tx => {
      write = save('later')
      await new Promise(resolve => setTimeout(resolve, 5))
      await sql`insert into sessions values ('sooner', '{}', 1)`.execute(tx)
    })
    await write
    expect(await saved()).toEqual(['later', 'sooner'])
  })
})

describe('a piece that fails', () => {
  test('takes nothing of those beside it', async () => {
    const outcomes = await Promise.allSettled([save('a'), save('b'), save('b'), save('c')])
    expect(outcomes.map(outcome => outcome.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(await saved()).toEqual(['a', 'b', 'c'])
  })

  test('leaves no half of itself behind, alone or among others', async () => {
    const half = () =>
      write(() => {
        insert(db, { id: crypto.randomUUID() })
        throw new Error('half way')
      })
    await expect(half()).rejects.toThrow('half way')
    const outcomes = await Promise.allSettled([save('a'), half(), half(), save('b')])
    expect(outcomes.filter(outcome => outcome.status === 'rejected')).toHaveLength(2)
    expect(await saved()).toEqual(['a', 'b'])
  })
})

test('a database that cannot be written tells all that wait why, once, and is tried again', async () => {
  let tries = 0
  const attempt = (id: string) =>
    write(() => {
      tries++
      insert(db, { id })
    })
  const other = new SQLite(path)
  other.exec('begin immediate')
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(attempt))
  const reasons = outcomes.map(outcome => outcome.status === 'rejected' && outcome.reason.code)
  expect(reasons).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY', 'SQLITE_BUSY'])
  expect(tries).toBe(0)
  other.exec('commit')
  other.close()
  await attempt('after')
  expect(await saved()).toEqual(['after'])
})

test('a disk that fills up halfway tells all that shared the transaction, and leaves no half', async () => {
  db.sqlite.pragma('cache_size = 10')
  const pages = db.sqlite.pragma('page_count', { simple: true }) as number
  db.sqlite.pragma(`max_page_count = ${pages + 2}`)
  let tries = 0
  const fill = () =>
    write(() => {
      tries++
      insert(db, { id: 'x'.repeat(50_000) })
    })
  const outcomes = await Promise.allSettled([save('a'), fill(), save('b')])
  const reasons = outcomes.map(outcome => outcome.status === 'rejected' && outcome.reason.code)
  expect(reasons).toEqual(['SQLITE_FULL', 'SQLITE_FULL', 'SQLITE_FULL'])
  expect(tries).toBe(1)
  expect(await saved()).toEqual([])
  db.sqlite.pragma(`max_page_count = ${pages + 200}`)
  await save('after')
  expect(await saved()).toEqual(['after'])
})

test('what comes when the database is closed is refused, also what was waiting', async () => {
  const waiting = save('a')
  waiting.catch(() => undefined)
  await db.destroy()
  await expect(waiting).rejects.toThrow('not open')
  await expect(save('b')).rejects.toThrow('not open')
})
