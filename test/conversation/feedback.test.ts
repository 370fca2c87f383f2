import { afterEach, beforeEach, expect, test } from 'vitest'
import { conversationId } from '../../src/channel.ts'
import { MAX_REASON, readFeedback, saveFeedback } from '../../src/conversation/feedback.ts'
import { createInbox } from '../../src/conversation/inbox.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { silent } from '../support/core.ts'
import { incoming, recordingResponder, replyOf } from '../support/responder.ts'

const NOW = Date.UTC(2026, 10, 22)
const CHAT = conversationId('web', 'chat')
const OTHER = conversationId('web', 'other')
let db: Database
let inbox: ReturnType<typeof createInbox>

const say = async (messageId: string, text: string, chatId = 'chat') => {
  const message = incoming(text, { messageId, chatId })
  const { answered } = await inbox.receive(message, recordingResponder())
  await answered
}
const rows = () => db.selectFrom('feedback').selectAll().execute()
const verdicts = async (id = CHAT) => [...(await readFeedback(db, id))]

beforeEach(async () => {
  db = await openDatabase(':memory:')
  inbox = createInbox({
    db,
    log: silent,
    respond: async ({ content }) => ({
      reply: replyOf('Listo.'),
      forget: content.kind === 'text' && content.text === 'borrar',
    }),
  })
  await say('1', 'hola')
})
afterEach(() => db.destroy())

test('a verdict belongs to one answer of one chat', async () => {
  await say('1', 'hola', 'other')
  expect(await saveFeedback(db, CHAT, { messageId: '1', verdict: 'down' }, NOW)).toBe(true)
  expect(await verdicts()).toEqual([['1', 'down']])
  expect(await verdicts(OTHER)).toEqual([])
})

test('a verdict may change and be taken back', async () => {
  await saveFeedback(db, CHAT, { messageId: '1', verdict: 'down', reason: 'no era eso' }, NOW)
  await saveFeedback(db, CHAT, { messageId: '1', verdict: 'up' }, NOW + 1)
  expect(await rows()).toEqual([
    { conversation_id: CHAT, message_id: '1', verdict: 'up', reason: null, at: NOW + 1 },
  ])
  await saveFeedback(db, CHAT, { messageId: '1', verdict: null }, NOW + 2)
  expect(await rows()).toEqual([])
})

test.each([
  ['that was never given', CHAT, '2'],
  ['of another chat', OTHER, '1'],
])('an answer %s cannot be judged', async (_, id, messageId) => {
  expect(await saveFeedback(db, id, { messageId, verdict: 'up' }, NOW)).toBe(false)
  expect(await rows()).toEqual([])
})

test('a reason is kept without personal data, and not longer than is read', async () => {
  const reason = `  soy Ana, DNI 12.345.678\u0000 ${'x'.repeat(MAX_REASON)}`
  await saveFeedback(db, CHAT, { messageId: '1', verdict: 'down', reason }, NOW)
  const [row] = await rows()
  expect(row?.reason).toMatch(/^soy Ana, DNI \[dni\] x+$/)
  expect(row?.reason?.length).toBeLessThanOrEqual(MAX_REASON)
})

test('a reason without words is none', async () => {
  await saveFeedback(db, CHAT, { messageId: '1', verdict: 'down', reason: ' \n ' }, NOW)
  expect((await rows())[0]?.reason).toBeNull()
})

test.each([
  ['is cleared', () => inbox.forget(CHAT)],
  ['is asked to be forgotten', () => say('2', 'borrar')],
])('the verdicts of a chat go when it %s, those of others stay', async (_, clear) => {
  await say('1', 'hola', 'other')
  for (const id of [CHAT, OTHER])
    await saveFeedback(db, id, { messageId: '1', verdict: 'down', reason: 'nada' }, NOW)
  await clear()
  expect(await verdicts()).toEqual([])
  expect(await verdicts(OTHER)).toEqual([['1', 'down']])
})
