import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPseudonyms } from '../../src/admin/pseudonyms.ts'
import { createReview, type Review, type ReviewFilter } from '../../src/admin/review.ts'
import { reviewCsv } from '../../src/admin/review-csv.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { logTurn } from '../support/turns.ts'

const NOON = Date.parse('2026-11-22T12:00:00-03:00')
const HOUR = 60 * 60 * 1000
const unanswered = { source: 'fallback' } as const
const asking = { source: 'clarification' } as const
const answered = { source: 'directory' } as const
let db: Database
let review: Review

const openReview = async () =>
  createReview({ db, pseudonym: await openPseudonyms(db), now: () => NOON })
const thumbsDown = (chatId: string, messageId: string, reason: string | null, verdict = 'down') =>
  sql`insert into feedback (conversation_id, message_id, verdict, reason, at)
    values (${`web:${chatId}`}, ${messageId}, ${verdict}, ${reason}, ${NOON})`.execute(db)
const texts = async (filter: ReviewFilter = {}) =>
  (await review.page(filter, 50)).items.map(({ text }) => text)
const first = async (filter: ReviewFilter = {}) => (await review.page(filter, 1)).items[0]

beforeEach(async () => {
  db = await openDatabase(':memory:')
  review = await openReview()
})
afterEach(() => db.destroy())

describe('the queue holds', () => {
  test('what had no answer, newest first, and not what had one', async () => {
    await logTurn(db, 'uno', { about: unanswered })
    await logTurn(db, 'dos', { about: answered })
    await logTurn(db, 'tres', { about: unanswered, reply: 'No tengo esa información.' })
    expect(await texts()).toEqual(['tres', 'uno'])
    expect(await first()).toMatchObject({ why: 'fallback', reply: 'No tengo esa información.' })
  })

  test('answers with thumbs down, with what the person said, and not those with thumbs up', async () => {
    await logTurn(db, 'mal', { chatId: 'a', messageId: '1', at: NOON, about: answered })
    await logTurn(db, 'bien', { chatId: 'b', messageId: '1', at: NOON, about: answered })
    await thumbsDown('a', '1', 'ese teléfono no atiende')
    await thumbsDown('b', '1', null, 'up')
    expect(await texts()).toEqual(['mal'])
    expect(await first()).toMatchObject({ why: 'thumbs-down', reason: 'ese teléfono no atiende' })
  })

  test('once what had no answer and thumbs down too', async () => {
    await logTurn(db, 'mal', { chatId: 'a', messageId: '1', at: NOON, about: unanswered })
    await thumbsDown('a', '1', null)
    expect(await texts()).toEqual(['mal'])
  })

  test('questions of ours to which the person never came back', async () => {
    await logTurn(db, 'se fue', { chatId: 'a', at: NOON - 2 * HOUR, about: asking })
    await logTurn(db, 'siguió', { chatId: 'b', at: NOON - 2 * HOUR, about: asking })
    await logTurn(db, 'morón', { chatId: 'b', at: NOON - 2 * HOUR, about: answered })
    await logTurn(db, 'recién', { chatId: 'c', at: NOON - HOUR / 2, about: asking })
    expect(await texts()).toEqual(['se fue'])
    expect(await first()).toMatchObject({ why: 'abandoned' })
  })
})

describe('the queue can be narrowed', () => {
  test('to a channel', async () => {
    await logTurn(db, 'por web', { about: unanswered })
    await logTurn(db, 'por telegram', { channel: 'telegram', about: unanswered })
    expect(await texts({ channel: 'telegram' })).toEqual(['por telegram'])
  })

  test('to a municipio, however it is written', async () => {
    const office = { municipio: 'Merlo' }
    const province = { municipio: 'Provincia de Buenos Aires' }
    await logTurn(db, 'del que se habla', { about: { ...unanswered, municipios: ['Morón'] } })
    await logTurn(db, 'entre los posibles', {
      at: NOON - 2 * HOUR,
      about: { ...asking, candidates: ['Lanús', 'Morón'] },
    })
    await logTurn(db, 'el de la oficina', { about: { ...unanswered, offices: [office] } })
    await logTurn(db, 'de nadie', { about: { ...unanswered, offices: [province] } })
    expect(await texts({ municipio: 'moron' })).toEqual(['entre los posibles', 'del que se habla'])
    expect(await texts({ municipio: 'Merlo' })).toEqual(['el de la oficina'])
    expect(await texts({ municipio: 'Provincia de Buenos Aires' })).toEqual([])
  })

  test('to days, the first and the last included', async () => {
    for (const day of [1, 2, 3, 4])
      await logTurn(db, `${day}`, { at: NOON - day * 24 * HOUR, about: unanswered })
    expect(await texts({ from: '2026-11-19', to: '2026-11-20' })).toEqual(['3', '2'])
    await expect(texts({ from: 'ayer' })).rejects.toThrow('no es una fecha')
  })

  test('to what nobody has seen, or to what somebody has', async () => {
    const id = await logTurn(db, 'visto', { about: unanswered })
    await logTurn(db, 'nuevo', { about: unanswered })
    await review.mark(id, 'ana')
    expect(await texts({ seen: false })).toEqual(['nuevo'])
    expect(await texts({ seen: true })).toEqual(['visto'])
    expect(await texts()).toEqual(['nuevo', 'visto'])
  })
})

describe('a mark', () => {
  test('says who saw it and when, and the first one stays', async () => {
    const id = await logTurn(db, 'hola', { about: unanswered })
    const seen = { by: 'ana', at: new Date(NOON) }
    expect(await review.mark(id, 'ana')).toEqual(seen)
    expect(await review.mark(id, 'beto')).toEqual(seen)
    expect((await first())?.seen).toEqual(seen)
  })

  test('can be taken back', async () => {
    const id = await logTurn(db, 'hola', { about: unanswered })
    await review.mark(id, 'ana')
    await review.unmark(id)
    expect((await first())?.seen).toBeUndefined()
  })

  test('is not set on a turn that there is not', async () => {
    expect(await review.mark(77, 'ana')).toBeUndefined()
  })

  test('goes with its turn, and does not pass to the next one of the same id', async () => {
    const id = await logTurn(db, 'hola', { about: unanswered })
    await review.mark(id, 'ana')
    await db.deleteFrom('turns').execute()
    expect(await logTurn(db, 'otra', { about: unanswered })).toBe(id)
    expect((await first())?.seen).toBeUndefined()
  })
})

test('what was said right before is told, of that chat and no other', async () => {
  for (let n = 1; n <= 6; n++) await logTurn(db, `${n}`, { chatId: 'a', reply: `re ${n}` })
  await logTurn(db, 'de otra', { chatId: 'b' })
  const id = await logTurn(db, '¿y eso?', { chatId: 'a', about: unanswered })
  await logTurn(db, 'después', { chatId: 'a' })
  const said = [3, 4, 5, 6].map(n => ({ text: `${n}`, reply: `re ${n}` }))
  expect(await review.before(id)).toEqual(said)
  expect(await review.before(id + 100)).toEqual([])
})

test('pages follow each other, with nothing missing and nothing twice', async () => {
  for (let n = 1; n <= 450; n++)
    await logTurn(db, `${n}`, {
      messageId: `${n}`,
      about: { ...unanswered, municipios: n % 3 ? [] : ['Morón'] },
    })
  const seen: string[] = []
  for (let before: number | undefined = undefined, more = true; more; more = before !== undefined) {
    const page = await review.page({ municipio: 'Morón' }, 40, before)
    seen.push(...page.items.map(({ text }) => text))
    before = page.next
  }
  expect(seen).toEqual(Array.from({ length: 150 }, (_, i) => `${450 - 3 * i}`))
})

test('a chat has one name, over restarts too, which does not say whose it is', async () => {
  await logTurn(db, 'a', { channel: 'telegram', chatId: '5491122334455', about: unanswered })
  await logTurn(db, 'b', { channel: 'telegram', chatId: '5491122334455', about: unanswered })
  await logTurn(db, 'c', { channel: 'telegram', chatId: '5491122334456', about: unanswered })
  const names = async () => (await review.page({}, 9)).items.map(({ chat }) => chat)
  const [c, b, a] = await names()
  expect(a).toBe(b)
  expect(a).not.toBe(c)
  expect(a).not.toMatch(/\d{5}/)
  review = await openReview()
  expect(await names()).toEqual([c, b, a])
})

test('the queue as a file opens in a spreadsheet, accents and all, and runs nothing', async () => {
  const id = await logTurn(db, '=HYPERLINK("http://x")', {
    chatId: 'a',
    messageId: '1',
    at: NOON,
    reply: 'No tengo\nesa información.',
    about: { ...unanswered, municipios: ['Morón', '9 de Julio'] },
  })
  await thumbsDown('a', '1', '@nada')
  await review.mark(id, 'ana')
  const pieces: string[] = []
  for await (const piece of reviewCsv(review.items({}))) pieces.push(piece)
  const file = pieces.join('')
  expect(file.startsWith('\uFEFF')).toBe(true)
  expect(parse(file, { bom: true, columns: true, delimiter: ';' })).toEqual([
    {
      id: String(id),
      fecha: '2026-11-22',
      hora: '12:00',
      canal: 'web',
      charla: (await first())?.chat,
      motivo: 'no sirvió',
      mensaje: `'=HYPERLINK("http://x")`,
      respuesta: 'No tengo\nesa información.',
      municipios: 'Morón; 9 de Julio',
      comentario: "'@nada",
      visto_por: 'ana',
      visto_el: '2026-11-22',
    },
  ])
})
