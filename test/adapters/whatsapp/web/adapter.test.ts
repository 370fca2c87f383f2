import { Writable } from 'node:stream'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWhatsappWebAdapter } from '../../../../adapters/whatsapp/web/adapter.ts'
import { PAUSES } from '../../../../adapters/whatsapp/web/pauses.ts'
import { temporaryFolder } from '../../../support/core.ts'
import { replyOf } from '../../../support/responder.ts'
import { createFakeChildren } from '../../../support/whatsapp-child.ts'

const ANA = '5492215550001@c.us'
const QR = 'ref-1,aaa,bbb,secret'

const open = (folder: string) => {
  const drawn: string[] = []
  let logged = ''
  const stream = new Writable({
    write: (chunk, _, done) => {
      logged += chunk
      done()
    },
  })
  const children = createFakeChildren(child => child.tells({ kind: 'qr', qr: QR }))
  const adapter = createWhatsappWebAdapter({
    config: { folder, chromium: 'none' },
    log: pino({ level: 'trace' }, stream),
    launch: children.launch,
    pauses: { ...PAUSES, first: 1, resend: 1 },
    showQr: qr => drawn.push(qr),
  })
  return { ...children, adapter, drawn, logged: () => logged }
}

let folder: ReturnType<typeof temporaryFolder>
let opened: ReturnType<typeof open>
let stored: string[]
/** Stores a message when it may. */
let storage: Promise<void>
beforeEach(async () => {
  folder = temporaryFolder()
  opened = open(folder.path)
  stored = []
  storage = Promise.resolve()
  await opened.adapter.start(async ({ messageId }) => {
    await storage
    stored.push(messageId)
    return { duplicate: false, answered: Promise.resolve(replyOf('')) }
  })
})
afterEach(async () => {
  await opened.adapter.stop()
  folder.remove()
})

describe('the WhatsApp Web channel', () => {
  test('shows the QR while it is of use, and never in the log', async () => {
    const { adapter, latest, drawn, logged } = opened
    expect(adapter.status()).toMatchObject({ state: 'needs-login' })
    expect([adapter.qr(), ...drawn]).toEqual([QR, QR])
    latest().tells({ kind: 'linking' })
    expect([adapter.qr(), adapter.status().state]).toEqual([undefined, 'starting'])
    latest().tells({ kind: 'ready' })
    expect(adapter.status()).toMatchObject({ state: 'ready', detail: 'vinculado' })
    await adapter.responder(ANA).send(replyOf('un secreto'))
    expect(logged()).not.toMatch(/ref-1|un secreto|549221/)
    expect(logged()).toContain('vinculado')
  })

  test('sends nothing before the phone is linked, and all of it then', async () => {
    const { adapter, latest, sent } = opened
    const sending = adapter.responder(ANA).send(replyOf('esperó'))
    await adapter.responder(ANA).typing()
    expect(latest().told).toEqual([])
    latest().tells({ kind: 'ready' })
    await sending
    expect(sent).toMatchObject([{ chatId: ANA, text: 'esperó' }])
  })

  test('tries again what the page refused, but not for ever', async () => {
    const { adapter, latest, logged } = opened
    latest().tells({ kind: 'ready' })
    latest().answers('later')
    await expect(adapter.responder(ANA).send(replyOf('hola'))).rejects.toThrow(/no quiso/)
    expect(latest().told).toHaveLength(5)
    latest().answers('gone')
    await expect(adapter.responder(ANA).send(replyOf('hola'))).rejects.toThrow(/no quiso/)
    expect(latest().told).toHaveLength(6)
    expect(logged()).not.toMatch(/hola|549221/)
  })

  test('sends with the next child what the last one had not confirmed', async () => {
    const { adapter, children, latest, sent } = opened
    latest().tells({ kind: 'ready' })
    latest().answers('silence')
    const sending = adapter.responder(ANA).send(replyOf('hola'))
    await expect.poll(() => latest().told.length).toBe(1)
    latest().dies()
    expect(adapter.status()).toMatchObject({
      state: 'down',
      detail: 'WhatsApp: El proceso de WhatsApp se cerró. Se reintenta en 1 s.',
    })
    await expect.poll(() => children.length).toBe(2)
    latest().tells({ kind: 'ready' })
    await sending
    expect(sent).toHaveLength(1)
  })

  test('goes on with the part of a long answer that was not confirmed', async () => {
    const { adapter, children, latest, sent } = opened
    latest().tells({ kind: 'ready' })
    const paragraphs = Array.from(
      { length: 300 },
      (_, n) => `Párrafo ${n}, con lo que hay que llevar.`,
    )
    opened.onSent(() => sent.length === 2 && latest().answers('silence'))
    const sending = adapter.responder(ANA).send(replyOf(paragraphs.join('\n\n')))
    await expect.poll(() => latest().told.length).toBe(3)
    latest().dies()
    await expect.poll(() => children.length).toBe(2)
    latest().tells({ kind: 'ready' })
    await sending
    const arrived = sent.map(({ text }) => text).join('\n\n')
    expect(arrived).toBe(paragraphs.join('\n\n'))
  })

  test('stores what is written until the child has ended, however it is stopped', async () => {
    const { adapter, latest, says } = opened
    latest().tells({ kind: 'ready' })
    latest().lingers()
    const slow = Promise.withResolvers<void>()
    storage = slow.promise
    const stopped = adapter.stop()
    const first = says(ANA, 'mientras se cierra')
    await expect.poll(() => latest().told).toContainEqual({ kind: 'stop' })
    const second = says(ANA, 'y después')
    latest().dies()
    slow.resolve()
    await stopped
    expect(stored).toEqual([first.messageId, second.messageId])
  })

  test('gives back at the end what it could not send: the next start has it', async () => {
    const sending = opened.adapter.responder(ANA).send(replyOf('hola'))
    const refused = expect(sending).rejects.toThrow(/se cerró/)
    await opened.adapter.stop()
    await refused
  })
})
