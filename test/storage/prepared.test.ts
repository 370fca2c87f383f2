import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { prepared } from '../../src/storage/prepared.ts'

let db: Database
let built: number

beforeEach(async () => {
  db = await openDatabase(':memory:')
  built = 0
})
afterEach(() => db.destroy())

const insert = prepared<{ id: string; state: string; at: number }, unknown>(
  ['id', 'state', 'at'],
  (database, { id, state, at }) => {
    built++
    return database
      .insertInto('sessions')
      .values({ conversation_id: id, state_json: state, updated_at: at })
  },
)
const select = prepared<{ id: string }, { state_json: string; updated_at: number }>(
  ['id'],
  (database, { id }) =>
    database
      .selectFrom('sessions')
      .select(['state_json', 'updated_at'])
      .where('conversation_id', '=', id),
)

test('each run has its own values, also where two are the same', () => {
  insert(db, { id: 'a', state: 'a', at: 1 })
  insert(db, { id: 'b', state: 'x', at: 2 })
  expect(select(db, { id: 'a' })).toEqual([{ state_json: 'a', updated_at: 1 }])
  expect(select(db, { id: 'b' })).toEqual([{ state_json: 'x', updated_at: 2 }])
})

test('a value that looks like a stand-in is only a value', () => {
  insert(db, { id: '\u0000state', state: '\u0000id', at: 3 })
  expect(select(db, { id: '\u0000state' })).toEqual([{ state_json: '\u0000id', updated_at: 3 }])
})

test('it is built once for each database', async () => {
  const other = await openDatabase(':memory:')
  for (const id of ['a', 'b']) insert(db, { id, state: '1', at: 1 })
  for (const id of ['a', 'b']) insert(other, { id, state: '2', at: 1 })
  expect(built).toBe(2)
  expect(select(other, { id: 'a' })).toEqual([{ state_json: '2', updated_at: 1 }])
  await other.destroy()
})
