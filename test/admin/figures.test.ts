import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFigures } from '../../src/admin/figures.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { logTurn } from '../support/turns.ts'

const NOON = Date.parse('2026-11-22T12:00:00-03:00')
const DAY = 24 * 60 * 60 * 1000
let db: Database
let figures: ReturnType<typeof createFigures>

beforeEach(async () => {
  db = await openDatabase(':memory:')
  figures = createFigures({ db, now: () => NOON })
})
afterEach(() => db.destroy())

test('messages are counted by channel and day, days without any included', async () => {
  await logTurn(db, 'a', { at: NOON })
  await logTurn(db, 'b', { at: NOON })
  await logTurn(db, 'c', { at: NOON - 2 * DAY })
  await logTurn(db, 'd', { at: NOON - DAY, channel: 'telegram' })
  await logTurn(db, 'old', { at: NOON - 7 * DAY })
  const { days, channels, total } = await figures.read(7)
  expect(days).toEqual([16, 17, 18, 19, 20, 21, 22].map(day => `2026-11-${day}`))
  expect(channels).toEqual([
    { channel: 'telegram', perDay: [0, 0, 0, 0, 0, 1, 0] },
    { channel: 'web', perDay: [0, 0, 0, 0, 1, 0, 2] },
  ])
  expect(total).toBe(4)
})

test('the busiest municipios and intents come first, one turn counting once for each', async () => {
  const about = { municipios: ['Morón', 'Merlo'], intents: ['requisitos'] }
  await logTurn(db, 'a', { at: NOON, about })
  await logTurn(db, 'b', { at: NOON, about: { municipios: ['Merlo', 'Merlo'], intents: [] } })
  const { municipios, intents } = await figures.read(7)
  expect(municipios).toEqual([
    { name: 'Merlo', turns: 2 },
    { name: 'Morón', turns: 1 },
  ])
  expect(intents).toEqual([{ name: 'requisitos', turns: 1 }])
})

test('times are told by kind of answer: the middle one and the slow ones', async () => {
  const llm = { source: 'llm' } as const
  for (let n = 1; n <= 100; n++) await logTurn(db, 'x', { at: NOON, tookMs: n * 100, about: llm })
  await logTurn(db, 'y', { at: NOON, tookMs: 0, about: { source: 'directory' } })
  const [slow, quick] = (await figures.read(7)).sources
  expect(slow).toMatchObject({ source: 'llm', turns: 100 })
  expect(Math.abs((slow?.p50 ?? 0) / 5000 - 1)).toBeLessThan(0.05)
  expect(Math.abs((slow?.p95 ?? 0) / 9500 - 1)).toBeLessThan(0.05)
  expect(quick).toEqual({ source: 'directory', turns: 1, p50: 1, p95: 1 })
})

test('a turn is counted once, however often the figures are looked at', async () => {
  await logTurn(db, 'a', { at: NOON })
  await Promise.all([figures.read(7), figures.read(30), figures.count()])
  expect((await figures.read(90)).total).toBe(1)
})

test('more turns than are counted at a time are all counted', async () => {
  for (let n = 0; n < 1003; n++) await logTurn(db, 'a', { at: NOON, messageId: `${n}` })
  expect((await figures.read(7)).total).toBe(1003)
})

test('what is deleted stays counted, and what comes after it is counted too', async () => {
  await logTurn(db, 'a', { at: NOON })
  await logTurn(db, 'b', { at: NOON })
  await figures.count()
  // The next turn is given the id of the last one again.
  await db.deleteFrom('turns').where('text', '=', 'b').execute()
  await logTurn(db, 'c', { at: NOON })
  expect((await figures.read(7)).total).toBe(3)
  await db.deleteFrom('turns').execute()
  await logTurn(db, 'd', { at: NOON })
  expect((await figures.read(7)).total).toBe(4)
})

test('thumbs are those given in the period', async () => {
  const give = (verdict: string, at: number) =>
    sql`insert into feedback (conversation_id, message_id, verdict, reason, at)
      values (${`web:${verdict}${at}`}, 'm', ${verdict}, null, ${at})`.execute(db)
  await give('up', NOON)
  await give('up', NOON - DAY)
  await give('down', NOON)
  await give('down', NOON - 20 * DAY)
  expect((await figures.read(7)).thumbs).toEqual({ up: 2, down: 1 })
})
