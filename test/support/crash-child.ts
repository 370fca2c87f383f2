// One life of the service, started by crash.test.ts and killed by it. What it is told stands in
// its first argument as JSON. A line on descriptor 3 is one step: a message was stored, an answer is
// about to be sent, an answer was sent. Not on stdout, which does not wait for who reads it: when
// the reader was slow a step failed, and the answer with it.
import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Responder } from '../../src/channel.ts'
import { readConfig } from '../../src/config.ts'
import { createCore } from '../../src/core.ts'
import { silent } from './core.ts'
import { incoming } from './responder.ts'

export interface Life {
  readonly folder: string
  /** Stands still after this many steps, in the middle of what it is doing, until it is killed. */
  readonly freezeAfter?: number
  readonly send: readonly {
    readonly chatId: string
    readonly messageId: string
    readonly text: string
  }[]
}

const STEPS = 3
const ORPHAN_MS = 60_000

const live = async ({ folder, freezeAfter, send }: Life) => {
  let steps = 0
  const step = (what: string) => {
    writeSync(STEPS, `${what}\n`)
    if (++steps !== freezeAfter) return
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ORPHAN_MS)
    process.exit(1)
  }
  mkdirSync(join(folder, 'outbox'), { recursive: true })
  // A kill may come in the middle of a write, and half of an answer has not been sent.
  const deliver = (sent: object) => {
    const name = randomUUID()
    writeFileSync(join(folder, name), JSON.stringify(sent))
    renameSync(join(folder, name), join(folder, 'outbox', name))
  }
  const responderOf = (chatId: string): Responder => ({
    send: async reply => {
      step('sending')
      deliver({ chatId, reply })
      step('sent')
    },
    typing: async () => {},
  })
  const config = readConfig({ DATABASE_PATH: join(folder, 'iamjus.db') })
  const core = await createCore(config, silent)
  await core.inbox.recover((_, chatId) => responderOf(chatId))
  // All at once, as after a network came back.
  const receive = async ({ chatId, messageId, text }: Life['send'][number]) => {
    const message = incoming(text, { channel: 'telegram', chatId, messageId })
    const { answered } = await core.inbox.receive(message, responderOf(chatId))
    step('stored')
    await answered
  }
  await Promise.all(send.map(receive))
  await core.close(ORPHAN_MS)
}

const [, , life] = process.argv
if (life) await live(JSON.parse(life))
