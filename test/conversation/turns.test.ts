import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Content, conversationId } from '../../src/channel.ts'
import { deleteTurns, HISTORY_LIMIT, readHistory, saveTurn } from '../../src/conversation/turns.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { incoming, replyOf } from '../support/responder.ts'

const NOW = Date.UTC(2026, 10, 22)
const CHAT = conversationId('web', 'chat')
let db: Database

const save = (messageId: string, content: Content, chatId = 'chat') =>
  saveTurn(
    db,
    conversationId('web', chatId),
    incoming('', { messageId, chatId, content }),
    replyOf(`re: ${messageId}`, { source: 'directory' }),
    NOW,
    12.6,
  )
const text = (said: string): Content => ({ kind: 'text', text: said })
const saveMany = (count: number) => {
  for (let n = 1; n <= count; n++) save(`${n}`, text(`mensaje ${n}`))
}
const history = async (limit?: number) =>
  (await readHistory(db, CHAT, limit)).map(turn => turn.messageId)
const textOf = async (content: Content) => {
  save('1', content)
  const [turn] = await readHistory(db, CHAT)
  return turn?.text
}

beforeEach(async () => {
  db = await openDatabase(':memory:')
})
afterEach(() => db.destroy())

test('a turn is what was said, when, and what was answered', async () => {
  save('1', text('hola'))
  expect(await readHistory(db, CHAT)).toEqual([
    {
      messageId: '1',
      at: new Date(NOW),
      text: 'hola',
      reply: replyOf('re: 1', { source: 'directory' }),
    },
  ])
  expect(await db.selectFrom('turns').select(['source', 'took_ms']).execute()).toEqual([
    { source: 'directory', took_ms: 13 },
  ])
})

test('the history of a chat is its turns, oldest first', async () => {
  saveMany(3)
  save('x', text('de otra charla'), 'other')
  expect(await history()).toEqual(['1', '2', '3'])
})

test('a chat that is not known has no history', async () => {
  expect(await history()).toEqual([])
})

test('the history is bounded: the last turns, still oldest first', async () => {
  saveMany(HISTORY_LIMIT + 5)
  const ids = await history()
  expect(ids).toHaveLength(HISTORY_LIMIT)
  expect([ids[0], ids.at(-1)]).toEqual(['6', `${HISTORY_LIMIT + 5}`])
  expect(await history(2)).toEqual([`${HISTORY_LIMIT + 4}`, `${HISTORY_LIMIT + 5}`])
})

test('personal data is masked before it is written', async () => {
  const said = 'soy Ana, DNI 12.345.678, ana@mail.com, 11 2345-6789, de la calle 12 Nº 1234'
  const kept = await textOf(text(said))
  expect(kept).toContain('soy Ana')
  expect(kept).toContain('calle 12 Nº [altura]')
  expect(kept).not.toMatch(/678|ana@|2345|1234/)
})

test('a choice is written by its label, and what cannot be read by its kind', async () => {
  expect(await textOf({ kind: 'choice', id: 'municipio:Morón', label: 'Morón' })).toBe('Morón')
  deleteTurns(db, CHAT)
  expect(await textOf({ kind: 'unsupported', type: 'audio' })).toBe('[audio]')
})

test('deleting the turns of a chat leaves those of others', async () => {
  saveMany(2)
  save('x', text('hola'), 'other')
  deleteTurns(db, CHAT)
  expect(await history()).toEqual([])
  expect(await readHistory(db, conversationId('web', 'other'))).toHaveLength(1)
})
