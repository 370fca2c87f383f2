import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { conversationId } from '../../src/channel.ts'
import { type Respond, Unanswered } from '../../src/conversation/answering.ts'
import { createInbox, MAX_AGE_MS } from '../../src/conversation/inbox.ts'
import { forgotten } from '../../src/conversation/replies.ts'
import { loadSession, NEW_SESSION } from '../../src/conversation/sessions.ts'
import { readHistory } from '../../src/conversation/turns.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { silent } from '../support/core.ts'
import { incoming, recordingResponder, replyOf } from '../support/responder.ts'

const CHAT = conversationId('web', 'chat')
let db: Database
let clock: number
let broken: boolean
let asked: string[]
let gate: PromiseWithResolvers<void>

const respond: Respond = async ({ content, messageId }, session) => {
  asked.push(messageId)
  if (messageId === 'slow') await gate.promise
  const said = content.kind === 'text' ? content.text : ''
  if (broken || said === 'rompete') throw new Error('model on fire')
  const forget = said === 'borrar'
  return { reply: replyOf(`re: ${messageId}`), session, forget }
}
const open = () => createInbox({ db, respond, log: silent, now: () => clock })
const message = (messageId: string, rest = {}) =>
  incoming('hola', { messageId, sentAt: new Date(clock), ...rest })
const refusing = () => recordingResponder(() => Promise.reject(new Error('429')))
const statuses = async () => {
  const rows = await db.selectFrom('inbox').select(['message_id', 'status']).execute()
  return Object.fromEntries(rows.map(row => [row.message_id, row.status]))
}
const history = async () => (await readHistory(db, CHAT)).map(turn => turn.messageId)
/** A process that takes the message and dies before it is answered. */
const takeAndDie = async (messageId: string, rest = {}) => {
  const stuck: Respond = () => new Promise(() => {})
  const dying = createInbox({ db, respond: stuck, log: silent, now: () => clock })
  await dying.receive(message(messageId, rest), recordingResponder())
}
/** A process that answers the message and dies before the platform takes the answer. */
const answerAndDie = async (messageId: string) => {
  const { answered } = await open().receive(message(messageId), refusing())
  await answered
}
/** What a new process sends for what was left open. */
const recover = async () => {
  const responder = recordingResponder()
  const inbox = open()
  await inbox.recover(() => responder)
  await inbox.drain(10_000)
  return responder.sent.map(reply => reply.text)
}

beforeEach(async () => {
  db = await openDatabase(':memory:')
  clock = Date.UTC(2026, 10, 22)
  broken = false
  asked = []
  gate = Promise.withResolvers()
})
afterEach(() => db.destroy())

describe('an answer that fails', () => {
  test('is an apology to the chat and "unanswered" to the channel, and leaves no turn', async () => {
    broken = true
    const responder = recordingResponder()
    const { answered } = await open().receive(message('1'), responder)
    await expect(answered).rejects.toThrow(Unanswered)
    expect(responder.sent).toHaveLength(1)
    expect(responder.sent[0]?.text).toContain('Perdón')
    expect(await statuses()).toEqual({ 1: 'failed' })
    expect(await history()).toEqual([])
  })

  test('may be asked for again with the same message, which is then answered once', async () => {
    broken = true
    const inbox = open()
    const failed = await inbox.receive(message('1'), recordingResponder())
    await expect(failed.answered).rejects.toThrow(Unanswered)
    broken = false
    const responder = recordingResponder()
    const { duplicate, answered } = await inbox.receive(message('1'), responder)
    expect(duplicate).toBe(false)
    expect(await answered).toEqual(replyOf('re: 1'))
    expect(responder.sent).toHaveLength(1)
    expect(await history()).toEqual(['1'])
  })

  test('does not stop the next message of the chat', async () => {
    const inbox = open()
    const content = { kind: 'text', text: 'rompete' } as const
    const first = await inbox.receive(message('slow', { content }), recordingResponder())
    const second = await inbox.receive(message('2'), recordingResponder())
    gate.resolve()
    await expect(first.answered).rejects.toThrow(Unanswered)
    await expect(second.answered).resolves.toEqual(replyOf('re: 2'))
  })

  test('is one also when the platform refuses the apology', async () => {
    broken = true
    const { answered } = await open().receive(message('1'), refusing())
    await expect(answered).rejects.toThrow(Unanswered)
    expect(await statuses()).toEqual({ 1: 'failed' })
  })

  test('is not tried again by a restart: the person was told', async () => {
    broken = true
    const { answered } = await open().receive(message('1'), recordingResponder())
    await expect(answered).rejects.toThrow(Unanswered)
    broken = false
    expect(await recover()).toEqual([])
  })
})

describe('a restart', () => {
  test('answers what was taken and not answered, in order, once', async () => {
    await takeAndDie('1')
    await takeAndDie('2')
    await takeAndDie('3', { chatId: 'other' })
    expect([...(await recover())].sort()).toEqual(['re: 1', 're: 2', 're: 3'])
    expect(asked.filter(id => id !== '3')).toEqual(['1', '2'])
    expect(await history()).toEqual(['1', '2'])
    expect(await statuses()).toEqual({ 1: 'delivered', 2: 'delivered', 3: 'delivered' })
    expect(await recover()).toEqual([])
  })

  test('delivers the answer that the platform refused, without making another', async () => {
    await answerAndDie('1')
    expect(await statuses()).toEqual({ 1: 'answered' })
    expect(await recover()).toEqual(['re: 1'])
    expect(asked).toEqual(['1'])
    expect(await history()).toEqual(['1'])
    expect(await statuses()).toEqual({ 1: 'delivered' })
  })

  test('offers it again at the next start while the platform refuses', async () => {
    await answerAndDie('1')
    const inbox = open()
    await inbox.recover(refusing)
    await inbox.drain(10_000)
    expect(await statuses()).toEqual({ 1: 'answered' })
    expect(await recover()).toEqual(['re: 1'])
  })

  test('answers what is still fresh, and drops what is stale', async () => {
    await takeAndDie('stale')
    await answerAndDie('late')
    clock += 1
    await takeAndDie('fresh')
    clock += MAX_AGE_MS
    expect(await recover()).toEqual(['re: fresh'])
    expect(await statuses()).toEqual({ stale: 'failed', late: 'failed', fresh: 'delivered' })
  })

  test('leaves open what belongs to a channel that is off', async () => {
    await takeAndDie('1', { channel: 'telegram' })
    const inbox = open()
    await inbox.recover(() => undefined)
    await inbox.drain(10_000)
    expect(asked).toEqual([])
    expect(await statuses()).toEqual({ 1: 'pending' })
    expect(await recover()).toEqual(['re: 1'])
  })

  test('and the platform that sends the message again at that moment make one answer', async () => {
    await takeAndDie('slow')
    const inbox = open()
    const responder = recordingResponder()
    await inbox.recover(() => responder)
    const { duplicate, answered } = await inbox.receive(message('slow'), responder)
    gate.resolve()
    expect(duplicate).toBe(true)
    expect(await answered).toEqual(replyOf('re: slow'))
    expect(asked).toEqual(['slow'])
    expect(responder.sent).toHaveLength(1)
    expect(await history()).toEqual(['slow'])
  })
})

describe('closing', () => {
  test('waits for what was taken, and takes nothing more', async () => {
    const inbox = open()
    const { answered } = await inbox.receive(message('slow'), recordingResponder())
    let drained = false
    const draining = inbox.drain(60_000).then(() => {
      drained = true
    })
    await expect(inbox.receive(message('2'), recordingResponder())).rejects.toThrow(Unanswered)
    expect(drained).toBe(false)
    gate.resolve()
    await answered
    await draining
    expect(await statuses()).toEqual({ slow: 'delivered' })
  })

  test('does not wait for ever: what is not ready is left for the next start', async () => {
    const inbox = open()
    await inbox.receive(message('slow'), recordingResponder())
    await inbox.drain(0)
    expect(await statuses()).toEqual({ slow: 'pending' })
  })
})

describe('forgetting a chat', () => {
  test('deletes its turns, its session and its stored answers, and no others', async () => {
    const inbox = open()
    for (const chatId of ['chat', 'other'])
      await (await inbox.receive(message('1', { chatId }), recordingResponder())).answered
    await inbox.forget(CHAT)
    expect(await history()).toEqual([])
    expect(loadSession(db, CHAT, clock)).toEqual(NEW_SESSION)
    expect(await readHistory(db, conversationId('web', 'other'))).toHaveLength(1)
    const again = async (chatId: string) =>
      (await inbox.receive(message('1', { chatId }), recordingResponder())).answered
    expect(await again('chat')).toEqual(forgotten())
    expect(await again('other')).toEqual(replyOf('re: 1'))
  })

  test('takes along the answer that the platform refused: no start offers it, no copy gets one', async () => {
    await answerAndDie('1')
    const inbox = open()
    await inbox.forget(CHAT)
    expect(await statuses()).toEqual({ 1: 'delivered' })
    expect(await recover()).toEqual([])
    const { duplicate, answered } = await inbox.receive(message('1'), recordingResponder())
    expect([duplicate, await answered]).toEqual([true, forgotten()])
    expect(asked).toEqual(['1'])
  })

  test('leaves what was answered in vain to be asked again', async () => {
    broken = true
    const inbox = open()
    const { answered } = await inbox.receive(message('1'), recordingResponder())
    await expect(answered).rejects.toThrow(Unanswered)
    await inbox.forget(CHAT)
    expect(await statuses()).toEqual({ 1: 'failed' })
  })

  test('leaves alone the chat of the same name in another channel', async () => {
    const inbox = open()
    const elsewhere = message('1', { channel: 'telegram' })
    await (await inbox.receive(elsewhere, recordingResponder())).answered
    await inbox.forget(CHAT)
    const { duplicate, answered } = await inbox.receive(elsewhere, recordingResponder())
    expect(duplicate).toBe(true)
    await expect(answered).resolves.toEqual(replyOf('re: 1'))
  })

  test('asked for by the person is answered, and leaves no turn behind', async () => {
    const inbox = open()
    await (await inbox.receive(message('1'), recordingResponder())).answered
    const responder = recordingResponder()
    const content = { kind: 'text', text: 'borrar' }
    await (await inbox.receive(message('2', { content }), responder)).answered
    expect(responder.sent).toHaveLength(1)
    expect(await history()).toEqual([])
    // Only the choices of that last reply, which may still be answered by number.
    expect(loadSession(db, conversationId('telegram', '7'), Date.now())).toMatchObject({
      municipios: [],
      misses: 0,
    })
  })
})

describe('pruning', () => {
  const DAY = 24 * 60 * 60 * 1000
  const turns = async () => {
    const rows = await db.selectFrom('turns').select('message_id').execute()
    return rows.map(row => row.message_id)
  }

  test('keeps what may still come twice, and drops it after a week', async () => {
    const inbox = open()
    await (await inbox.receive(message('1'), recordingResponder())).answered
    clock += 7 * DAY
    await inbox.prune(90 * DAY)
    expect(await statuses()).toEqual({ 1: 'delivered' })
    clock += 1
    await inbox.prune(90 * DAY)
    expect(await statuses()).toEqual({})
    expect(await turns()).toEqual(['1'])
  })

  test('drops what was said longer ago than it may be kept, and nothing else', async () => {
    const inbox = open()
    await (await inbox.receive(message('1'), recordingResponder())).answered
    clock += DAY
    await (await inbox.receive(message('2'), recordingResponder())).answered
    clock += 2 * DAY + 1
    await inbox.prune(3 * DAY)
    expect([await turns(), await statuses()]).toEqual([['2'], { 2: 'delivered' }])
  })

  test('leaves what still waits for an answer, and lets go of it when that would come too late', async () => {
    const inbox = open()
    await answerAndDie('1')
    clock += MAX_AGE_MS
    await inbox.prune(90 * DAY)
    expect(await statuses()).toEqual({ 1: 'answered' })
    clock += 1
    await inbox.prune(90 * DAY)
    expect(await statuses()).toEqual({ 1: 'failed' })
    clock += 7 * DAY
    await inbox.prune(90 * DAY)
    expect(await statuses()).toEqual({})
  })
})
