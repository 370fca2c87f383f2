import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Respond } from '../../src/conversation/answering.ts'
import { createInbox, MAX_DEPTH } from '../../src/conversation/inbox.ts'
import { emergency } from '../../src/conversation/replies.ts'
import { createEmergencyCheck } from '../../src/conversation/safety.ts'
import { createUrgent } from '../../src/conversation/urgent.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { silent } from '../support/core.ts'
import { incoming, recordingResponder, replyOf } from '../support/responder.ts'

const emergencyOf = createEmergencyCheck('data', () => true)
const urgent = createUrgent(emergencyOf)
const IN_DANGER = 'mi marido me pega, tengo miedo'
const found = emergencyOf(IN_DANGER)
const HELP = found && emergency(found)

let db: Database
let respond: Respond

const open = () => createInbox({ db, respond: (...args) => respond(...args), urgent, log: silent })
const send = async (inbox: ReturnType<typeof open>, text: string, messageId: string) => {
  const responder = recordingResponder()
  const { answered } = await inbox.receive(incoming(text, { messageId }), responder)
  return { responder, answered }
}

beforeEach(async () => {
  db = await openDatabase(':memory:')
  respond = async ({ messageId }, session) => ({ reply: replyOf(`re: ${messageId}`), session })
})
afterEach(() => db.destroy())

describe('who is in danger gets the help lines', () => {
  test('though as many messages wait as may wait', async () => {
    const gate = Promise.withResolvers<void>()
    respond = async (_message, session) => {
      await gate.promise
      return { reply: replyOf('re'), session }
    }
    const inbox = open()
    const waiting = []
    for (let n = 0; n < MAX_DEPTH; n++) waiting.push(await send(inbox, 'hola', `${n}`))
    const { responder, answered } = await send(inbox, IN_DANGER, 'last')
    expect(await answered).toEqual(HELP)
    expect(responder.sent).toEqual([HELP])
    gate.resolve()
    for (const { answered } of waiting) expect(await answered).toEqual(replyOf('re'))
  })

  test('though nothing can be stored', async () => {
    const inbox = open()
    db.sqlite.pragma('query_only = on')
    const { responder, answered } = await send(inbox, IN_DANGER, '1')
    expect(await answered).toEqual(HELP)
    expect(responder.sent).toEqual([HELP])
    await expect(send(inbox, 'hola', '2')).rejects.toThrow('readonly')
    db.sqlite.pragma('query_only = off')
    expect(await (await send(inbox, 'hola', '2')).answered).toEqual(replyOf('re: 2'))
  })

  test('though the answering breaks, in place of an apology', async () => {
    respond = async () => {
      throw new Error('broken')
    }
    const { responder, answered } = await send(open(), IN_DANGER, '1')
    expect(await answered).toEqual(HELP)
    expect(responder.sent).toEqual([HELP])
  })
})

test('what is not urgent, or is no text, has no such answer', () => {
  expect(urgent(incoming('¿qué papeles llevo?'))).toBeUndefined()
  const content = { kind: 'unsupported', type: 'audio' } as const
  expect(urgent(incoming('', { content }))).toBeUndefined()
})
