import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { conversationId, type Incoming } from '../../src/channel.ts'
import type { Respond } from '../../src/conversation/answering.ts'
import { createInbox } from '../../src/conversation/inbox.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { silent } from '../support/core.ts'
import { failAt, failNoMore } from '../support/failing-sqlite.ts'
import { incoming, recordingResponder, replyOf } from '../support/responder.ts'

vi.mock(import('better-sqlite3'), async original => {
  const { failing } = await import('../support/failing-sqlite.ts')
  const actual = await original()
  return { ...actual, default: failing(actual.default) }
})

let db: Database
beforeEach(async () => {
  db = await openDatabase(':memory:')
})
afterEach(() => db.destroy())

const respond: Respond = async ({ messageId }, session) => ({
  reply: replyOf(`re: ${messageId}`),
  session: { ...session, misses: session.misses + 1 },
})
const open = () => createInbox({ db, respond, log: silent })

const CHATS = ['a', 'b']
const MESSAGES = [1, 2].flatMap(n =>
  (['web', 'telegram'] as const).flatMap(channel =>
    CHATS.map(chatId => incoming('hola', { channel, chatId, messageId: `${chatId}${n}` })),
  ),
)

/** People, and how often each answer reached them. */
const openChats = () => {
  const sent: string[] = []
  const responderOf = (channel: Incoming['channel'], chatId: string) => ({
    ...recordingResponder(async ({ text }) => {
      sent.push(`${channel}:${chatId} ${text}`)
    }),
    pulled: channel === 'web',
  })
  const heard = ({ channel, chatId, messageId }: Incoming) =>
    sent.filter(line => line === `${channel}:${chatId} re: ${messageId}`).length
  return { responderOf, heard }
}

const TRIES = 5

/** Sends as a platform does: again, until it is told that the message was taken and answered. */
const send = async (inbox: ReturnType<typeof open>, chats: ReturnType<typeof openChats>) => {
  const sendOne = async (message: Incoming) => {
    for (let n = 0; n < TRIES; n++) {
      const responder = chats.responderOf(message.channel, message.chatId)
      const attempt = inbox.receive(message, responder).then(({ answered }) => answered)
      const answer = await attempt.catch(() => undefined)
      if (answer) return answer
    }
    throw new Error(`never answered: ${message.messageId}`)
  }
  return Promise.all(MESSAGES.map(sendOne))
}

const expectEachAnsweredOnce = async () => {
  const turns = await db.selectFrom('turns').selectAll().orderBy('id').execute()
  for (const channel of ['web', 'telegram'] as const)
    for (const chatId of CHATS) {
      const id = conversationId(channel, chatId)
      const ofChat = turns.filter(turn => turn.conversation_id === id)
      expect(ofChat.map(turn => turn.message_id).sort()).toEqual([`${chatId}1`, `${chatId}2`])
    }
  const rows = await db.selectFrom('inbox').select(['status', 'reply_json']).execute()
  expect(rows).toHaveLength(MESSAGES.length)
  for (const row of rows) expect(row).toMatchObject({ status: 'delivered' })
  const sessions = await db.selectFrom('sessions').select('state_json').execute()
  expect(sessions.map(({ state_json }) => JSON.parse(state_json).misses)).toEqual([2, 2, 2, 2])
}

/** One run of all of this in which the nth operation fails; gives whether there was an nth. */
const runWithFault = async (n: number, rollsBack: boolean, times: number) => {
  const chats = openChats()
  failAt(n, rollsBack, times)
  const answers = await send(open(), chats)
  const operations = failNoMore()
  expect(answers.map(({ text }) => text)).toEqual(
    MESSAGES.map(({ messageId }) => `re: ${messageId}`),
  )
  // What was sent, but could not be marked so, the next process sends again.
  const inbox = open()
  await inbox.recover(chats.responderOf)
  await inbox.drain(10_000)
  await expectEachAnsweredOnce()
  const doubled = MESSAGES.filter(message => chats.heard(message) > 1)
  for (const message of MESSAGES.filter(({ channel }) => channel === 'telegram'))
    expect(chats.heard(message)).toBeGreaterThanOrEqual(1)
  expect(doubled.length).toBeLessThanOrEqual(times)
  return operations >= n
}

describe.each([
  { name: 'and leaves the transaction open', rollsBack: false, times: 1 },
  { name: 'and ends the transaction', rollsBack: true, times: 1 },
  { name: 'and the next one fails too', rollsBack: false, times: 2 },
])('whichever operation of the database fails $name', ({ rollsBack, times }) => {
  test('each message is answered and logged once, and the process goes on', async () => {
    let n = 1
    while (await runWithFault(n, rollsBack, times)) {
      n++
      await db.destroy()
      db = await openDatabase(':memory:')
    }
    expect(n).toBeGreaterThan(30)
  }, 60_000)
})

test('an operation that fails while the chat is erased leaves all of it, or nothing', async () => {
  const chats = openChats()
  const id = conversationId('telegram', 'a')
  for (let n = 1, done = false; !done; n++) {
    const inbox = open()
    await send(inbox, chats)
    failAt(n, true)
    const erased = await inbox.forget(id).then(
      () => true,
      () => false,
    )
    done = failNoMore() < n
    expect(done && !erased).toBe(false)
    const count = async (table: 'turns' | 'sessions') =>
      (await db.selectFrom(table).where('conversation_id', '=', id).selectAll().execute()).length
    const left = [await count('turns'), await count('sessions')]
    expect(left).toEqual(erased ? [0, 0] : [2, 1])
    await db.destroy()
    db = await openDatabase(':memory:')
  }
})
