import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Respond } from '../../src/conversation/answering.ts'
import { createInbox } from '../../src/conversation/inbox.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { silent } from '../support/core.ts'
import { incoming, recordingResponder, replyOf } from '../support/responder.ts'
import { newChat, startWeb } from '../support/web.ts'

// A machine whose clock was wrong, and is set right while people write.
const DAY = 24 * 60 * 60 * 1000
const NOW = Date.UTC(2026, 10, 22, 12)

let db: Database
let clock: number
beforeEach(async () => {
  db = await openDatabase(':memory:')
  clock = NOW
})
afterEach(() => db.destroy())

/** Answers with how many messages it remembers of the chat. */
const respond: Respond = async (_, session) => ({
  reply: replyOf(`${session.misses}`),
  session: { ...session, misses: session.misses + 1 },
})
const open = () => createInbox({ db, respond, log: silent, now: () => clock })

const say = async (inbox: ReturnType<typeof open>, messageId: string) => {
  const message = incoming('hola', { messageId, sentAt: new Date(clock) })
  const { answered, duplicate } = await inbox.receive(message, recordingResponder())
  return { text: (await answered).text, duplicate }
}

describe.each([
  ['a year ahead', 365 * DAY],
  ['a year behind', -365 * DAY],
  ['an hour behind', -3_600_000],
])('when the clock turns out to have been %s', (_, wrongBy) => {
  test('messages are answered all the same, each once', async () => {
    clock = NOW + wrongBy
    const inbox = open()
    await say(inbox, 'm1')
    clock = NOW
    expect(await say(inbox, 'm1')).toMatchObject({ duplicate: true })
    expect(await say(inbox, 'm2')).toMatchObject({ duplicate: false })
    const turns = await db.selectFrom('turns').select('message_id').execute()
    expect(turns.map(turn => turn.message_id)).toEqual(['m1', 'm2'])
  })

  test('what is deleted is what is old, and the rest can still be used', async () => {
    const inbox = open()
    await say(inbox, 'before')
    clock = NOW + wrongBy
    await say(inbox, 'wrong')
    clock = NOW
    await inbox.prune(90 * DAY)
    const turns = await db.selectFrom('turns').select('message_id').execute()
    const left = turns.map(turn => turn.message_id)
    expect(left).toContain('before')
    expect(left.includes('wrong')).toBe(wrongBy > -90 * DAY)
    expect(await say(inbox, 'after')).toMatchObject({ duplicate: false })
  })
})

test('a chat goes on when the clock is set back, and begins anew when a day has passed', async () => {
  const inbox = open()
  expect((await say(inbox, 'm1')).text).toBe('0')
  clock -= 30 * DAY
  expect((await say(inbox, 'm2')).text).toBe('1')
  clock += 2 * DAY
  expect((await say(inbox, 'm3')).text).toBe('0')
})

test('who has written too much waits for a minute, whatever time it is said to be', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const web = await startWeb({ RATE_LIMIT_CHAT: '2' })
  try {
    const session_id = newChat()
    const ask = async () => (await web.post('/generate', { prompt: 'hola', session_id })).status
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429])
    for (const hours of [2, -48]) {
      vi.setSystemTime(Date.now() + hours * 3_600_000)
      const refused = await web.post('/generate', { prompt: 'hola', session_id })
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    }
  } finally {
    vi.useRealTimers()
    await web.stop()
  }
})
