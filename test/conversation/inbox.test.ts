import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { conversationId, type Receipt } from '../../src/channel.ts'
import { type Respond, Unanswered } from '../../src/conversation/answering.ts'
import { createInbox, MAX_AGE_MS, MAX_DEPTH } from '../../src/conversation/inbox.ts'
import { loadSession } from '../../src/conversation/sessions.ts'
import { readHistory } from '../../src/conversation/turns.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { silent } from '../support/core.ts'
import { incoming, recordingResponder, replyOf } from '../support/responder.ts'

const CHAT = conversationId('web', 'chat')
let db: Database
let clock: number

const open = (respond: Respond) => createInbox({ db, respond, log: silent, now: () => clock })
const said = (message: Parameters<Respond>[0]) =>
  message.content.kind === 'text' ? message.content.text : message.content.kind
/** Answers "re: …" and counts the messages of the session; waits for `gates` by text. */
const responding = (gates: Record<string, Promise<unknown>> = {}) => {
  const asked: string[] = []
  const respond: Respond = async (message, session) => {
    asked.push(said(message))
    await gates[said(message)]
    const reply = replyOf(`re: ${said(message)}`)
    return { reply, session: { ...session, misses: session.misses + 1 } }
  }
  return { asked, respond }
}
const message = (text: string, rest = {}) =>
  incoming(text, { messageId: text, sentAt: new Date(clock), ...rest })
const texts = (responder: ReturnType<typeof recordingResponder>) =>
  responder.sent.map(reply => reply.text)
const statuses = async () => {
  const rows = await db.selectFrom('inbox').select(['message_id', 'status']).execute()
  return Object.fromEntries(rows.map(row => [row.message_id, row.status]))
}
const history = async () => (await readHistory(db, CHAT)).map(turn => turn.messageId)

beforeEach(async () => {
  db = await openDatabase(':memory:')
  clock = Date.UTC(2026, 10, 22)
})
afterEach(() => db.destroy())

describe('a message', () => {
  test('is answered to its chat, logged and settled', async () => {
    const responder = recordingResponder()
    const { duplicate, answered } = await open(responding().respond).receive(
      message('hola'),
      responder,
    )
    expect(duplicate).toBe(false)
    expect(await answered).toEqual(replyOf('re: hola'))
    expect(texts(responder)).toEqual(['re: hola'])
    expect(await history()).toEqual(['hola'])
    expect(await statuses()).toEqual({ hola: 'delivered' })
    const row = await db.selectFrom('inbox').select('content_json').executeTakeFirst()
    expect(row?.content_json).toBeNull()
  })

  test('finds the session that the one before left', async () => {
    const inbox = open(responding().respond)
    for (const text of ['uno', 'dos', 'tres'])
      await (await inbox.receive(message(text), recordingResponder())).answered
    expect(loadSession(db, CHAT, clock)).toMatchObject({ misses: 3 })
  })

  test('is received before it is answered', async () => {
    const gate = Promise.withResolvers<void>()
    const inbox = open(responding({ hola: gate.promise }).respond)
    const { answered } = await inbox.receive(message('hola'), recordingResponder())
    expect(await statuses()).toEqual({ hola: 'pending' })
    gate.resolve()
    await answered
  })

  test('whose answer is to be silent is settled, and neither sent nor logged', async () => {
    const responder = recordingResponder()
    const inbox = open(async () => ({ reply: replyOf('ya te lo dije'), silent: true }))
    await (await inbox.receive(message('otra foto'), responder)).answered
    expect(texts(responder)).toEqual([])
    expect(await statuses()).toEqual({ 'otra foto': 'delivered' })
    expect(await history()).toEqual([])
  })

  test('of a channel that fetches its answers is settled as soon as the answer is stored', async () => {
    const seen: unknown[] = []
    const responder = recordingResponder(async () => {
      seen.push(await statuses())
    })
    const inbox = open(responding().respond)
    const { answered } = await inbox.receive(message('hola'), { ...responder, pulled: true })
    expect(await answered).toEqual(replyOf('re: hola'))
    expect(seen).toEqual([{ hola: 'delivered' }])
  })

  test('that is too old is refused and not stored; one a moment younger is answered', async () => {
    const inbox = open(responding().respond)
    const old = message('vieja', { sentAt: new Date(clock - MAX_AGE_MS - 1) })
    await expect(inbox.receive(old, recordingResponder())).rejects.toThrow(Unanswered)
    expect(await statuses()).toEqual({})
    const young = message('justo', { sentAt: new Date(clock - MAX_AGE_MS) })
    const { answered } = await inbox.receive(young, recordingResponder())
    await expect(answered).resolves.toEqual(replyOf('re: justo'))
  })

  test('that cannot be stored is refused, so that the platform sends it again', async () => {
    const inbox = open(responding().respond)
    await db.destroy()
    await expect(inbox.receive(message('hola'), recordingResponder())).rejects.toThrow()
    db = await openDatabase(':memory:')
  })
})

describe('a copy of a message', () => {
  test('that comes at the same time gets the same answer, and there is one turn', async () => {
    const { asked, respond } = responding()
    const inbox = open(respond)
    const responder = recordingResponder()
    const receipts = await Promise.all(
      [1, 2, 3].map(() => inbox.receive(message('hola'), responder)),
    )
    expect(receipts.map(receipt => receipt.duplicate)).toEqual([false, true, true])
    const answers = await Promise.all(receipts.map(receipt => receipt.answered))
    expect(answers).toEqual(Array(3).fill(replyOf('re: hola')))
    expect(asked).toEqual(['hola'])
    expect(texts(responder)).toEqual(['re: hola'])
    expect(await history()).toEqual(['hola'])
  })

  test('that comes later gets the stored answer, also from a new process', async () => {
    const { asked, respond } = responding()
    const responder = recordingResponder()
    for (const inbox of [open(respond), open(respond)]) {
      const { answered } = await inbox.receive(message('hola'), responder)
      expect(await answered).toEqual(replyOf('re: hola'))
    }
    expect(asked).toEqual(['hola'])
    expect(texts(responder)).toEqual(['re: hola'])
    expect(await history()).toEqual(['hola'])
  })

  test('that comes the moment the first one failed is answered anew', async () => {
    let broken = true
    const inbox = open(async (_, session) => {
      if (broken) throw new Error('model on fire')
      return { reply: replyOf('re: hola'), session }
    })
    const first = await inbox.receive(message('hola'), recordingResponder())
    // Any other way to wait would let a step of the event loop pass before the copy comes.
    try {
      await first.answered
    } catch {
      broken = false
    }
    const { duplicate, answered } = await inbox.receive(message('hola'), recordingResponder())
    expect(broken).toBe(false)
    expect(duplicate).toBe(false)
    await expect(answered).resolves.toEqual(replyOf('re: hola'))
  })

  test('in another chat or channel is another message', async () => {
    const { asked, respond } = responding()
    const inbox = open(respond)
    for (const rest of [{}, { chatId: 'other' }, { channel: 'telegram' }])
      await (await inbox.receive(message('hola', rest), recordingResponder())).answered
    expect(asked).toHaveLength(3)
  })
})

describe('order', () => {
  test('of messages of one chat that come at once is that of their arrival', async () => {
    const gate = Promise.withResolvers<void>()
    const { asked, respond } = responding({ uno: gate.promise })
    const inbox = open(respond)
    const responder = recordingResponder()
    const receipts = await Promise.all(
      ['uno', 'dos', 'tres'].map(text => inbox.receive(message(text), responder)),
    )
    gate.resolve()
    await Promise.all(receipts.map(receipt => receipt.answered))
    expect(asked).toEqual(['uno', 'dos', 'tres'])
    expect(texts(responder)).toEqual(['re: uno', 're: dos', 're: tres'])
    expect(await history()).toEqual(['uno', 'dos', 'tres'])
  })

  test('of different chats is free: a slow one does not delay another', async () => {
    const gate = Promise.withResolvers<void>()
    const inbox = open(responding({ lenta: gate.promise }).respond)
    const slow = await inbox.receive(message('lenta', { chatId: 'slow' }), recordingResponder())
    const quick = await inbox.receive(message('rápida'), recordingResponder())
    await expect(quick.answered).resolves.toEqual(replyOf('re: rápida'))
    expect(await statuses()).toEqual({ lenta: 'pending', rápida: 'delivered' })
    gate.resolve()
    await slow.answered
  })
})

describe('too many messages at once', () => {
  const fill = async (respond: Respond) => {
    const inbox = open(respond)
    const waiting: Receipt[] = []
    for (let n = 0; n < MAX_DEPTH; n++)
      waiting.push(await inbox.receive(message(`${n}`), recordingResponder()))
    return { inbox, answered: () => Promise.all(waiting.map(receipt => receipt.answered)) }
  }

  test('get the honest answer that this one was not read; the others are answered', async () => {
    const gate = Promise.withResolvers<void>()
    const { asked, respond } = responding({ 0: gate.promise })
    const { inbox, answered } = await fill(respond)
    const responder = recordingResponder()
    const { answered: refused } = await inbox.receive(message('de más'), responder)
    expect((await refused).text).toContain('este no lo leí')
    expect(texts(responder)).toHaveLength(1)
    const other = await inbox.receive(message('otro', { chatId: 'b' }), recordingResponder())
    expect((await other.answered).text).toBe('re: otro')
    gate.resolve()
    expect(await answered()).toHaveLength(MAX_DEPTH)
    expect(asked).not.toContain('de más')
  })

  // The answer that was not read and the one that was may be stored in any order: every
  // interleaving of the two is tried, one step of the event loop after another.
  test('never make the chat lose what another answer stored meanwhile', async () => {
    const lost: number[] = []
    for (let steps = 0; steps < 60; steps++) {
      const gate = Promise.withResolvers<void>()
      const { inbox, answered } = await fill(responding({ 0: gate.promise }).respond)
      const receiving = inbox.receive(message('de más'), recordingResponder())
      for (let n = 0; n < steps; n++) await Promise.resolve()
      gate.resolve()
      await (await receiving).answered
      await answered()
      if (loadSession(db, CHAT, clock).misses !== MAX_DEPTH) lost.push(steps)
      await db.destroy()
      db = await openDatabase(':memory:')
    }
    expect(lost).toEqual([])
  })
})
