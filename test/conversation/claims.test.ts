import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Incoming } from '../../src/channel.ts'
import {
  claim,
  openMessages,
  pruneInbox,
  setStatus,
  settle,
} from '../../src/conversation/claims.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { incoming, replyOf } from '../support/responder.ts'
import { logTurn } from '../support/turns.ts'

const NOW = Date.UTC(2026, 10, 22)
let db: Database

const take = (messageId: string, rest: Partial<Incoming> = {}) =>
  claim(db, incoming('hola', { messageId, ...rest }), NOW)
const answer = (seq: number) => settle(db, seq, 'answered', replyOf('chau'))
const open = async () => (await openMessages(db)).map(({ messageId }) => messageId)
const rows = () => db.selectFrom('inbox').selectAll().execute()

beforeEach(async () => {
  db = await openDatabase(':memory:')
})
afterEach(() => db.destroy())

describe('a claim', () => {
  test('of a new message is granted, and the message is stored', async () => {
    const { mine, seq, reply } = take('1')
    expect({ mine, reply }).toEqual({ mine: true, reply: undefined })
    expect(await rows()).toEqual([
      {
        seq,
        channel: 'web',
        chat_id: 'chat',
        message_id: '1',
        status: 'pending',
        received_at: NOW,
        content_json: '{"kind":"text","text":"hola"}',
        reply_json: null,
      },
    ])
  })

  test('of a message whose process died before answering is granted again', async () => {
    const first = take('1')
    expect(take('1')).toEqual(first)
    expect(await rows()).toHaveLength(1)
  })

  test('of a message that failed is granted again, and it is pending', async () => {
    const { seq } = take('1')
    await setStatus(db, seq, 'failed')
    expect(take('1')).toEqual({ seq, mine: true })
    expect(await open()).toEqual(['1'])
  })

  test.each(['answered', 'delivered'] as const)(
    'of a message that is %s is refused, with its answer',
    async status => {
      const { seq } = take('1')
      answer(seq)
      if (status === 'delivered') await setStatus(db, seq, 'delivered')
      expect(take('1')).toEqual({ seq, mine: false, reply: replyOf('chau') })
    },
  )

  test('of a message whose answer is in the log of turns gets it from there', async () => {
    const { seq } = take('1')
    await logTurn(db, 'hola', { chatId: 'chat', messageId: '1', reply: 'chau' })
    settle(db, seq, 'delivered')
    expect(take('1')).toEqual({ seq, mine: false, reply: replyOf('chau') })
    expect(take('1', { chatId: 'other' })).toMatchObject({ mine: true })
  })

  test('of the same id in another chat or channel is that of another message', async () => {
    const seqs = [
      take('1'),
      take('1', { chatId: 'other' }),
      take('1', { channel: 'telegram' }),
    ].map(({ seq }) => seq)
    expect(new Set(seqs).size).toBe(3)
  })

  test('of ids that look like SQL stores them as they are', async () => {
    const id = "1'); drop table inbox; --"
    expect(take(id)).toMatchObject({ mine: true })
    expect(await open()).toEqual([id])
  })
})

describe('open messages', () => {
  test('are those pending and those not delivered, in the order of arrival', async () => {
    const pending = take('pending')
    const delivered = take('delivered')
    const failed = take('failed')
    const answered = take('answered')
    answer(answered.seq)
    answer(delivered.seq)
    await setStatus(db, delivered.seq, 'delivered')
    await setStatus(db, failed.seq, 'failed')
    expect(await openMessages(db)).toEqual([
      {
        seq: pending.seq,
        channel: 'web',
        chatId: 'chat',
        messageId: 'pending',
        receivedAt: NOW,
        message: incoming('hola', { messageId: 'pending', sentAt: new Date(NOW) }),
      },
      {
        seq: answered.seq,
        channel: 'web',
        chatId: 'chat',
        messageId: 'answered',
        receivedAt: NOW,
        message: undefined,
        reply: replyOf('chau'),
      },
    ])
  })

  test('of a choice keep the choice', async () => {
    const content = { kind: 'choice', id: 'municipio:Morón', label: 'Morón' } as const
    take('1', { content })
    const [message] = await openMessages(db)
    expect(message?.message?.content).toEqual(content)
  })
})

test('pruning forgets what was settled before a time, and nothing that is open', async () => {
  for (const id of ['open', 'answered', 'delivered', 'failed', 'recent']) take(id)
  const seqOf = new Map((await rows()).map(row => [row.message_id, row.seq]))
  answer(seqOf.get('answered') ?? 0)
  for (const id of ['delivered', 'recent']) await setStatus(db, seqOf.get(id) ?? 0, 'delivered')
  await setStatus(db, seqOf.get('failed') ?? 0, 'failed')
  await db
    .updateTable('inbox')
    .set({ received_at: NOW + 1 })
    .where('message_id', '=', 'recent')
    .execute()
  await pruneInbox(db, NOW)
  expect(await rows()).toHaveLength(5)
  await pruneInbox(db, NOW + 1)
  expect((await rows()).map(row => row.message_id)).toEqual(['open', 'answered', 'recent'])
})
