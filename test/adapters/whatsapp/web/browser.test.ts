import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createWhatsappWebAdapter,
  type WhatsappWebAdapter,
} from '../../../../adapters/whatsapp/web/adapter.ts'
import { PATIENCE } from '../../../../adapters/whatsapp/web/patience.ts'
import { PAUSES, type Pauses } from '../../../../adapters/whatsapp/web/pauses.ts'
import type { Incoming, Receive, Status } from '../../../../src/channel.ts'
import { silent, temporaryFolder } from '../../../support/core.ts'
import { browsersOn, killGroup, processesWith } from '../../../support/processes.ts'
import { replyOf } from '../../../support/responder.ts'
import { CHROMIUM, hasChromium, type Phone, startPhone } from '../../../support/whatsapp-phone.ts'

// The real library in a real Chromium; only the page is ours.
if (!hasChromium)
  process.stderr.write(
    `\n*** ${CHROMIUM} IS MISSING: WHATSAPP WEB IS NOT TESTED. Install it, or set CHROMIUM_PATH. ***\n\n`,
  )

// A browser takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const QUICK: Pauses = { ...PAUSES, first: 100, resend: 100 }
const ANA = '5492215550001@c.us'
const BETO = '77001122@lid'

const seconds = () => Math.floor(Date.now() / 1000)

let phone: Phone
let folder: ReturnType<typeof temporaryFolder>
let adapter: WhatsappWebAdapter
let received: Incoming[]

const receive: Receive = async (message, responder) => {
  // As the inbox does: the same message again is not answered again.
  const duplicate = received.some(({ messageId }) => messageId === message.messageId)
  received.push(message)
  const { content } = message
  const reply = replyOf(`oí **${content.kind === 'text' ? content.text : content.kind}**`)
  if (!duplicate) await responder.send(reply)
  return { duplicate, answered: Promise.resolve(reply) }
}

const create = (trial: object = {}, chromium = CHROMIUM, pauses = QUICK) => {
  vi.stubEnv('WHATSAPP_WEB_TRIAL', JSON.stringify(phone.trial(trial)))
  adapter = createWhatsappWebAdapter({
    config: { folder: folder.path, chromium },
    log: silent,
    pauses,
    showQr: () => undefined,
  })
  return adapter
}

const isNow = (state: Status['state'], detail: RegExp = /./, ms = 15_000) =>
  expect
    .poll(() => adapter.status(), { interval: 10, timeout: ms })
    .toMatchObject({ state, detail: expect.stringMatching(detail) })

const link = async () => {
  await adapter.start(receive)
  await isNow('needs-login')
  await phone.order('scan')
  await isNow('ready')
}

beforeEach(async () => {
  phone = await startPhone()
  folder = temporaryFolder()
  received = []
})
afterEach(async () => {
  await adapter.stop()
  await expect.poll(() => browsersOn(folder.path), { timeout: 5000 }).toEqual([])
  await phone.close()
  folder.remove()
  vi.unstubAllEnvs()
})

describe.skipIf(!hasChromium)('WhatsApp Web in a real browser', () => {
  test.each(['_serialized', '$1'] as const)(
    'is linked by QR and answers everybody once, where they wrote (key: %s)',
    async key => {
      phone.show({ key })
      create()
      await adapter.start(receive)
      expect(adapter.status()).toMatchObject({ state: 'needs-login', detail: /QR/ })
      expect(adapter.qr()).toMatch(/^ref-\d+,/)
      await phone.order('scan')
      await isNow('ready', /vinculado/)
      expect(adapter.qr()).toBeUndefined()

      const id = await phone.says({ from: ANA, body: 'hola' })
      await phone.says({ from: BETO, body: '¿qué llevo?' })
      expect(await phone.hears(ANA)).toEqual(['oí *hola*'])
      expect(await phone.hears(BETO)).toEqual(['oí *¿qué llevo?*'])
      expect(received[0]).toMatchObject({
        channel: 'whatsapp',
        chatId: ANA,
        messageId: `false_${ANA}_${id}`,
      })
      await adapter.responder(BETO).typing()
      await expect.poll(() => phone.typing).toEqual([BETO])

      await phone.says({ from: '123@g.us', body: 'en un grupo' })
      await phone.says({ from: 'status@broadcast', body: 'un estado' })
      await phone.says({ from: '99@newsletter', body: 'un canal' })
      await phone.says({ from: ANA, to: BETO, fromMe: true, body: 'lo escribe el ministerio' })
      await phone.says({ from: ANA, body: 'de antes', isNewMsg: false })
      for (const type of ['e2e_notification', 'call_log', 'revoked', 'reaction', 'ciphertext'])
        await phone.says({ from: ANA, type, body: 'no es un mensaje' })
      await phone.order('edit', { from: ANA, id, body: 'hola, corregido' })
      await phone.order('revoke', { from: ANA, id })
      await phone.says({ from: ANA, type: 'ptt', directPath: '/voz' })
      await phone.says({ from: ANA, type: 'image', directPath: '/foto', caption: '¿sirve esto?' })
      expect(await phone.hears(ANA, 3)).toEqual([
        'oí *hola*',
        'oí *unsupported*',
        'oí *¿sirve esto?*',
      ])
      expect(received).toHaveLength(4)
      expect(phone.others).toEqual([])
    },
  )

  test('needs no QR after a restart, also past the lock of another machine', async () => {
    create()
    await link()
    await adapter.stop()
    symlinkSync('otra-maquina-4711', join(folder.path, 'session', 'SingletonLock'))
    create()
    // Resolves as soon as a code is shown, or when none is needed.
    await adapter.start(receive)
    expect(adapter.status().state).toBe('ready')
    await phone.says({ from: ANA, body: 'hola' })
    await phone.hears(ANA)
  })

  test('answers once after the page was loaded again, with frames in it', async () => {
    create()
    await link()
    const opened = phone.opened()
    await phone.order('reload')
    await expect.poll(phone.opened).toBe(opened + 1)
    await phone.order('frames', { count: 3 })
    await phone.says({ from: ANA, body: 'hola' })
    await phone.hears(ANA)
    await phone.says({ from: ANA, body: 'otra cosa' })
    expect(await phone.hears(ANA, 2)).toEqual(['oí *hola*', 'oí *otra cosa*'])
    expect(adapter.status().state).toBe('ready')
  })

  test('replaces a Chromium that was killed, and sends what waited', async () => {
    create()
    await link()
    const before = browsersOn(folder.path)
    for (const pid of before) killGroup(pid)
    await isNow('down', /Chromium se cerró.*Se reintenta en/)
    const sent = adapter.responder(ANA).send(replyOf('esto esperó'))
    await isNow('ready')
    await sent
    expect(await phone.hears(ANA)).toEqual(['esto esperó'])
    expect(browsersOn(folder.path).some(pid => before.includes(pid))).toBe(false)
  })

  test.each(['_serialized', '$1'] as const)(
    'answers what was written while nobody listened, once, and nothing else (key: %s)',
    async key => {
      phone.show({ key })
      phone.leaves({ from: BETO, body: 'de antes de vincular', t: seconds() - 60 })
      create({ patience: { look: 100 } })
      await link()
      await phone.says({ from: ANA, body: 'hola' })
      await phone.hears(ANA)
      await adapter.stop()
      const now = seconds()
      phone.leaves({ from: ANA, body: 'uno', t: now + 1 })
      phone.leaves({ from: ANA, type: 'ptt', directPath: '/voz', t: now + 2 })
      phone.leaves({ from: ANA, body: 'tres', t: now + 3 })
      phone.leaves({ from: '123@g.us', body: 'en un grupo' })
      phone.leaves({ from: ANA, fromMe: true, body: 'lo escribe el ministerio' })
      phone.leaves({ from: '5492215550009@c.us', body: 'de ayer', t: now - 24 * 60 * 60 })
      create({ patience: { look: 100 } })
      await adapter.start(receive)
      // All are answered at once here; that one answer waits for another is the inbox's work.
      expect((await phone.hears(ANA, 4)).sort()).toEqual([
        'oí *hola*',
        'oí *tres*',
        'oí *uno*',
        'oí *unsupported*',
      ])
      const said = received.map(({ content }) => ('text' in content ? content.text : content.kind))
      expect([...new Set(said)]).toEqual(['hola', 'uno', 'unsupported', 'tres'])
      await phone.says({ from: ANA, body: 'y ahora' })
      await phone.hears(ANA, 5)
      expect(phone.sent).toHaveLength(5)
    },
  )

  test('leaves to people what was read on the phone', async () => {
    create()
    await link()
    await adapter.stop()
    phone.leaves({ from: BETO, body: 'ya me contestaron' })
    phone.reads()
    phone.leaves({ from: ANA, body: 'a mí no' })
    create()
    await adapter.start(receive)
    await phone.hears(ANA)
    expect(received.map(({ chatId }) => chatId)).toEqual([ANA])
  })

  test('begins anew with a page that does not get a message out, and sends it then', async () => {
    create({ patience: { send: 500 } })
    await link()
    await phone.order('trouble', { what: 'stuck' })
    const sent = adapter.responder(ANA).send(replyOf('esto esperó'))
    await isNow('down', /no manda los mensajes/)
    await sent
    expect(await phone.hears(ANA)).toEqual(['esto esperó'])
  })

  test('goes by what WhatsApp has, and gives up on a chat that takes nothing while others do', async () => {
    create({ patience: { send: 1500 } })
    await link()
    await phone.order('trouble', { what: 'mute' })
    await adapter.responder(ANA).send(replyOf('esto llegó, sin que la página lo diga'))
    expect(await phone.hears(ANA)).toHaveLength(1)
    await phone.order('trouble', { what: ANA })
    const refused = expect(adapter.responder(ANA).send(replyOf('nunca'))).rejects.toThrow(
      /no quiso/,
    )
    await adapter.responder(BETO).send(replyOf('hola'))
    await refused
    expect(adapter.status().state).toBe('ready')
  })

  test('says so when an answer is not sent: no chat, unknown, refused', async () => {
    create()
    await link()
    await phone.order('trouble', { what: 'refused' })
    for (const to of ['nochat@c.us', 'nolid@lid', ANA])
      await expect(adapter.responder(to).send(replyOf('nunca'))).rejects.toThrow(/no quiso/)
    expect(phone.sent).toEqual([])
    expect(adapter.status().state).toBe('ready')
  })

  test('replaces a page that hangs, within fifteen seconds', async () => {
    expect(PATIENCE.look + PATIENCE.answer).toBeLessThan(15_000)
    create({ patience: { look: 200, answer: 1500 } })
    await link()
    await phone.order('freeze')
    await isNow('down', /dejó de contestar/)
    await isNow('ready')
  })

  test('replaces a child process that hangs, within fifteen seconds', async () => {
    expect(PAUSES.silence).toBeLessThan(15_000)
    create({}, CHROMIUM, { ...QUICK, silence: 3000 })
    await link()
    const [worker = 0] = processesWith('web/worker.ts', folder.path)
    process.kill(worker, 'SIGSTOP')
    await isNow('down', /proceso de WhatsApp dejó de contestar/)
    await isNow('ready')
    expect(processesWith('web/worker.ts', folder.path)).not.toContain(worker)
  })

  test('begins anew when the page is lost to something else, and comes back', async () => {
    create({ authTimeout: 1000, patience: { look: 200 } })
    await link()
    await phone.order('lose')
    await isNow('down', /no se encontró WhatsApp/)
    await isNow('ready')
    await phone.says({ from: ANA, body: 'hola' })
    await phone.hears(ANA)
  })

  test('shows a new QR when the phone unlinks, can be linked again, and stops when it is blocked', async () => {
    create()
    await link()
    await phone.order('logout')
    await isNow('down', /desvinculó/)
    await isNow('needs-login')
    await phone.order('scan')
    await isNow('ready')
    await phone.says({ from: ANA, body: 'hola' })
    await phone.hears(ANA)
    await phone.order('state', { state: 'TOS_BLOCK' })
    await isNow('down', /bloqueó/)
    expect(adapter.status().detail).not.toMatch(/reintenta en/)
  })

  test('becomes ready although WhatsApp had loaded before the library listened', async () => {
    create()
    await link()
    await adapter.stop()
    phone.show({ early: true })
    create({ patience: { look: 200 } })
    await adapter.start(receive)
    expect(adapter.status()).toMatchObject({ state: 'ready' })
    const opened = phone.opened()
    await phone.order('reload')
    await expect.poll(phone.opened).toBe(opened + 1)
    await phone.says({ from: ANA, body: 'hola' })
    await phone.hears(ANA)
  })
})

describe.skipIf(!hasChromium)('WhatsApp Web says in plain words why it does not open', () => {
  const withoutCache = { cache: undefined, version: undefined }
  test.each([
    ['a page that never comes', { hang: true, patience: { open: 1500 } }, /no termina de abrir/],
    ['something else on the page', { authTimeout: 500 }, /no se encontró WhatsApp/],
  ])('%s', async (_, { hang = false, ...trial }: { hang?: boolean } & object, words) => {
    phone.show({ html: '<p>Aceptá las condiciones de la red del hotel' })
    const rule = `--host-resolver-rules=MAP web.whatsapp.com ${phone.silence}`
    create(hang ? { ...trial, ...withoutCache, args: [rule] } : trial)
    await adapter.start(receive)
    expect(adapter.status()).toMatchObject({ state: 'down', detail: expect.stringMatching(words) })
    expect(adapter.status().detail).toMatch(/Se reintenta en \d+ s\.$/)
  })

  test('a program that is no browser', async () => {
    create({}, '/bin/false')
    await adapter.start(receive)
    expect(adapter.status()).toMatchObject({ state: 'down', detail: /Chromium no arranca/ })
  })
})
