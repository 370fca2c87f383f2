import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toOutgoing } from '../../../../adapters/whatsapp/cloud/outgoing.ts'
import { type GraphDouble, startGraph } from '../../../support/graph.ts'
import { readMessage } from '../../../support/graph-messages.ts'
import { openMachine } from '../../../support/program.ts'
import { replyOf } from '../../../support/responder.ts'
import {
  contentOf,
  envelope,
  type Person,
  post,
  wireMessage,
} from '../../../support/whatsapp-posts.ts'

let graph: GraphDouble
let machine: ReturnType<typeof openMachine>
beforeEach(async () => {
  machine = openMachine()
  graph = await startGraph()
})
afterEach(async () => {
  await machine.close()
  await graph.stop()
})

const PROMPTS = ['soy de Lanús', '¿qué papeles llevo?']
/** Every other one has no number that we see. */
const PEOPLE: Person[] = Array.from({ length: 12 }, (_, i) =>
  i % 2 ? { phone: `54911555500${i + 10}` } : { userId: `AR.1502persona${i}` },
)
const addressOf = ({ phone, userId }: Person) => phone ?? userId ?? ''
const seenBy = (person: Person) => graph.sentTo(addressOf(person)).map(({ seen }) => seen)

/** Without the second of two equal answers beside each other. */
const once = (answers: readonly string[]) => answers.filter((one, i) => one !== answers[i - 1])

/** Chats with an answer that a dead program had ready and did not know to be delivered. */
const undelivered = () => {
  const db = new SQLite(join(machine.path, 'iamjus.db'), { readonly: true })
  const rows = db.prepare("select chat_id from inbox where status = 'answered'").all()
  db.close()
  return new Set((rows as { chat_id: string }[]).map(({ chat_id }) => chat_id))
}

/** What is posted for all that these people write; asked for one person after another. */
const posts = () =>
  PROMPTS.flatMap(prompt =>
    PEOPLE.map(person => envelope([wireMessage(person, contentOf(prompt))], [person])),
  )

/** Answers that are sent before the end. */
const ANSWERS = 15

test('killed in the middle, with a part delivered later and all of it again: nothing is lost or answered twice', async () => {
  const all = posts()
  const first = await machine.start(graph.env)
  graph.fault('send', n => (n < ANSWERS ? undefined : 'silent'))
  const hook = `${first.url}/webhooks/whatsapp`
  // The last four come only after the restart.
  for (const one of all.slice(0, -4)) expect(await post(hook, one)).toBe(200)
  await expect.poll(() => graph.sent.length, { interval: 2 }).toBe(ANSWERS)
  expect((await first.end('SIGKILL')).signal).toBe('SIGKILL')
  // Meta has these perhaps, and nobody can know: the only answers that may come twice.
  const maybeSent = undelivered()
  const before = new Map(PEOPLE.map(person => [person, seenBy(person).length]))

  graph.fault('send')
  const second = await machine.start(graph.env)
  for (const one of all) graph.push(one)
  graph.hookTo(`${second.url}/webhooks/whatsapp`)
  const expected: string[] = []
  for (const prompt of PROMPTS) {
    const answer = await second.ask({ prompt, session_id: 'una-charla-de-la-pagina' })
    const { message } = toOutgoing({ ...replyOf(answer.response), choices: answer.choices })
    const base = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '5491100000000',
    }
    expected.push(readMessage({ ...base, ...message }).seen)
  }
  for (const person of PEOPLE)
    await expect.poll(() => once(seenBy(person)), { timeout: 10_000 }).toEqual(expected)
  await expect.poll(() => graph.open()).toEqual([])
  expect((await second.end('SIGTERM')).code).toBe(0)
  for (const person of PEOPLE) {
    const twice = seenBy(person).length - expected.length
    const mayBe = maybeSent.has(addressOf(person)) && (before.get(person) ?? 0) > 0
    expect(twice).toBeLessThanOrEqual(mayBe ? 1 : 0)
  }
  expect(graph.refusals).toEqual([])
})
