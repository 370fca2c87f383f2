import { describe, expect, test } from 'vitest'
import type { Receive } from '../../src/channel.ts'
import type { Respond } from '../../src/conversation/answering.ts'
import { createInbox } from '../../src/conversation/inbox.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { silent } from '../support/core.ts'
import { replyOf } from '../support/responder.ts'
import { openTelegramAdapter } from '../support/telegram-adapter.ts'
import { ANA, BETO, CLARA, openCloud } from '../support/whatsapp-cloud.ts'

/** Cut before the platform has obeyed, or before it could say that it has. */
type Fault = 'cut' | 'lost'

interface Network {
  start(receive: Receive): Promise<void>
  /** Three people write; resolves when each has seen an answer. */
  talk(): Promise<unknown>
  /** How many answers each of them was sent. */
  answers(): number[]
  close(): Promise<void>
}

/** Lets the nth call of all fail, whatever it is. */
const nth = (n: number, fault: Fault) => {
  let calls = 0
  return () => (++calls === n ? fault : undefined)
}

const openTelegram = async (n: number, fault: Fault): Promise<Network> => {
  const { telegram, adapter, close } = await openTelegramAdapter()
  const plan = nth(n, fault)
  for (const method of ['getMe', 'deleteWebhook', 'setMyCommands', 'getUpdates', 'sendMessage'])
    telegram.fault(method, plan)
  const people = [41, 42, 43]
  return {
    start: adapter.start,
    talk: () => {
      for (const chat of people) telegram.says(chat, 'hola')
      return Promise.all(people.map(chat => telegram.screenOf(chat).sees('Acá está.')))
    },
    answers: () =>
      people.map(chat => telegram.sent.filter(({ chat_id }) => chat_id === chat).length),
    close,
  }
}

const openWhatsApp = async (n: number, fault: Fault): Promise<Network> => {
  const { graph, adapter, hook, close } = await openCloud()
  const plan = nth(n, fault)
  for (const kind of ['check', 'typing', 'send'] as const) graph.fault(kind, plan)
  const people = [ANA, BETO, CLARA]
  const addresses = [ANA.phone, BETO.phone, CLARA.userId]
  return {
    start: async receive => {
      await adapter.start(receive)
      graph.hookTo(hook)
    },
    talk: () => {
      for (const person of people) graph.says(person, 'hola')
      return Promise.all(addresses.map(address => graph.screenOf(address).sees('Acá está.')))
    },
    answers: () => addresses.map(address => graph.sentTo(address).length),
    close,
  }
}

const respond: Respond = async (_, session) => ({ reply: replyOf('Acá está.'), session })

describe.each([
  ['Telegram', openTelegram],
  ['WhatsApp', openWhatsApp],
])('whichever call to %s goes wrong', (_, open) => {
  test.each(Array.from({ length: 9 }, (_, i) => i + 1))(
    'everybody is answered: call %i',
    async n => {
      for (const fault of ['cut', 'lost'] as const) {
        const db = await openDatabase(':memory:')
        const inbox = createInbox({ db, respond, log: silent })
        const network = await open(n, fault)
        await network.start(inbox.receive)
        await network.talk()
        await inbox.drain(10_000)
        await network.close()
        const turns = await db.selectFrom('turns').select('id').execute()
        const unsent = await db
          .selectFrom('inbox')
          .selectAll()
          .where('status', '!=', 'delivered')
          .execute()
        await db.destroy()
        expect([turns.length, unsent.length]).toEqual([3, 0])
        const again = network.answers().reduce((sum, count) => sum + count - 1, 0)
        // Nobody can know of an answer whether it arrived when the platform could not say so.
        expect(again).toBeLessThanOrEqual(fault === 'lost' ? 1 : 0)
      }
    },
  )
})
