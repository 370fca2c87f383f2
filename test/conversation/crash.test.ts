import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { conversationId, type Reply } from '../../src/channel.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { temporaryFolder } from '../support/core.ts'
import type { Life } from '../support/crash-child.ts'

const CHILD = join(import.meta.dirname, '../support/crash-child.ts')
const MUNICIPIOS =
  `Merlo Morón Quilmes Lanús Avellaneda Tigre Pilar Moreno Luján Azul Tandil Berazategui
  Berisso Ensenada Escobar Ituzaingó Hurlingham Necochea Olavarría Pergamino`.split(/\s+/)
const QUESTIONS = [
  (municipio: string) => `¿Dónde queda la oficina de ${municipio}?`,
  () => '¿Qué papeles llevo?',
  () => '¿Para qué sirve la escritura?',
]
const MESSAGES = QUESTIONS.flatMap((question, n) =>
  MUNICIPIOS.map((municipio, i) => ({
    chatId: `${i}`,
    messageId: `${i}.${n + 1}`,
    text: question(municipio),
  })),
)
/** Each message is stored, about to be answered, and answered. */
const STEPS = MESSAGES.length * 3
/** With the six that are named below, forty in this file. */
const KILLS_IN_A_ROW = 34

/** Steps at which a life that is told of every message is still at work: always the same ones. */
const anySteps = (count: number) => {
  let state = 20261122
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 0x7fffffff
    return 1 + (state % MESSAGES.length)
  })
}

let folder: ReturnType<typeof temporaryFolder>

/** Runs the child; kills it with SIGKILL once it has told this many steps. */
const live = (life: Omit<Life, 'folder'>, killAfter = Number.POSITIVE_INFINITY) =>
  new Promise<{ killed: boolean; steps: number }>((resolve, reject) => {
    const argument = JSON.stringify({ ...life, folder: folder.path })
    const child = spawn(process.execPath, [CHILD, argument], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    const [, , complaints, told] = child.stdio as (Readable | null)[]
    let steps = 0
    let errors = ''
    told?.setEncoding('utf8').on('data', (text: string) => {
      steps += text.split('\n').length - 1
      if (steps >= killAfter) child.kill('SIGKILL')
    })
    complaints?.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ killed: signal === 'SIGKILL', steps })
      else reject(new Error(`the child ended with ${code}: ${errors}`))
    })
  })

/** What stands in the database while no process has it open. */
const stored = async () => {
  const db = await openDatabase(join(folder.path, 'iamjus.db'))
  const inbox = await db.selectFrom('inbox').select(['message_id', 'status']).execute()
  const turns = await db.selectFrom('turns').selectAll().orderBy('id').execute()
  await db.destroy()
  return { status: new Map(inbox.map(row => [row.message_id, row.status])), turns }
}
type Stored = Awaited<ReturnType<typeof stored>>

/** How often each message's answer was sent. */
const deliveries = ({ turns }: Stored) => {
  const sent = new Map(MESSAGES.map(({ messageId }) => [messageId, 0]))
  const outbox = join(folder.path, 'outbox')
  for (const name of readdirSync(outbox)) {
    const line = readFileSync(join(outbox, name), 'utf8')
    const { chatId, reply } = JSON.parse(line) as { chatId: string; reply: Reply }
    const id = conversationId('telegram', chatId)
    const answered = turns.filter(
      turn => turn.conversation_id === id && turn.reply_json === JSON.stringify(reply),
    )
    expect(answered, `a sent answer is one of the chat: ${line.slice(0, 200)}`).toHaveLength(1)
    for (const { message_id } of answered) sent.set(message_id, (sent.get(message_id) ?? 0) + 1)
  }
  return sent
}

/** Nothing was lost, doubled or put out of order, neither in the log nor in the chats. */
const expectExactlyOnce = async (answeredAtKill: readonly string[]) => {
  const end = await stored()
  expect(end.turns).toHaveLength(MESSAGES.length)
  for (const [i, municipio] of MUNICIPIOS.entries()) {
    const ofChat = end.turns.filter(
      turn => turn.conversation_id === conversationId('telegram', `${i}`),
    )
    expect(ofChat.map(turn => turn.message_id)).toEqual([`${i}.1`, `${i}.2`, `${i}.3`])
    // The session came over the crash too: only the first message names the place.
    for (const { reply_json } of ofChat)
      expect((JSON.parse(reply_json) as Reply).about.municipios).toEqual([municipio])
  }
  expect([...end.status.values()]).toEqual(MESSAGES.map(() => 'delivered'))
  for (const [messageId, times] of deliveries(end)) {
    const undelivered = answeredAtKill.filter(id => id === messageId).length
    expect(times, messageId).toBeGreaterThanOrEqual(1)
    expect(times, messageId).toBeLessThanOrEqual(1 + undelivered)
  }
}

const idsWith = ({ status }: Stored, ...wanted: string[]) =>
  [...status].flatMap(([id, is]) => (wanted.includes(is) ? [id] : []))

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

// A process that dies between sending an answer and noting that it was sent cannot know whether
// it was; it sends it again. So an answer may come twice only if at a kill its message was
// 'answered' and not yet 'delivered'; a turn never does.
describe('killed in the middle, the service loses nothing and answers nothing twice', {
  timeout: 600_000,
}, () => {
  test.each([1, 40, 90, 102, STEPS - 1])(
    'after step %i, what was taken is taken up again and the rest is sent again',
    async killAfter => {
      const first = await live({ send: MESSAGES, freezeAfter: killAfter }, killAfter)
      expect(first).toEqual({ killed: true, steps: killAfter })
      const dead = await stored()
      const open = idsWith(dead, 'pending', 'answered')
      expect(dead.turns.length).toBeLessThanOrEqual(dead.status.size)
      // The platform sends again what it was not told to be stored, and some of what it was.
      const send = MESSAGES.filter(({ messageId }) => !open.includes(messageId))
      expect(open.length + MESSAGES.length - dead.status.size).toBeGreaterThan(0)
      await live({ send })
      await expectExactlyOnce(idsWith(dead, 'answered'))
    },
  )

  test.each([75])(
    'wherever it is just after step %i, with every message sent again',
    async killAfter => {
      await live({ send: MESSAGES }, killAfter)
      const dead = await stored()
      await live({ send: MESSAGES })
      await expectExactlyOnce(idsWith(dead, 'answered'))
    },
  )

  test('again and again, anywhere, also while it takes up what the lives before left', async () => {
    const answeredAtKill: string[] = []
    for (const killAfter of anySteps(KILLS_IN_A_ROW)) {
      const { killed } = await live({ send: MESSAGES, freezeAfter: killAfter }, killAfter)
      expect(killed, `killed after step ${killAfter}`).toBe(true)
      answeredAtKill.push(...idsWith(await stored(), 'answered'))
    }
    await live({ send: MESSAGES })
    await expectExactlyOnce(answeredAtKill)
  })

  test('not at all, it answers each message once', async () => {
    expect(await live({ send: MESSAGES })).toEqual({ killed: false, steps: STEPS })
    await expectExactlyOnce([])
  })
})
