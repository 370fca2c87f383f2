import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTelegramAdapter, type TelegramAdapter } from '../../../adapters/telegram/adapter.ts'
import { createWebAdapter } from '../../../adapters/web/adapter.ts'
import type { Receive } from '../../../src/channel.ts'
import { readConfig } from '../../../src/config.ts'
import { silent } from '../../support/core.ts'
import { freePort } from '../../support/program.ts'
import { replyOf } from '../../support/responder.ts'
import { FAILURES, startTelegram, type TelegramDouble, TOKEN } from '../../support/telegram.ts'
import { createReceiver, wordsOf } from '../../support/telegram-adapter.ts'
import { NO_CHATS } from '../../support/web.ts'

const SECRET = 'secreto-del-webhook'
const HEADER = 'x-telegram-bot-api-secret-token'
const UPDATE = {
  update_id: 7,
  message: {
    message_id: 1,
    date: Date.now() / 1000,
    chat: { id: 41, type: 'private' },
    text: 'hola',
  },
}

let telegram: TelegramDouble
let adapter: TelegramAdapter
let web: ReturnType<typeof createWebAdapter>
let url: string

beforeEach(async () => {
  telegram = await startTelegram()
  const port = await freePort()
  url = `http://127.0.0.1:${port}/telegram/aca`
  const webhook = { url, secret: SECRET }
  adapter = createTelegramAdapter({
    config: { token: TOKEN, apiRoot: telegram.url, webhook },
    log: silent,
    pauses: { first: 5, longest: 20, idle: 5, watch: 5 },
  })
  web = createWebAdapter({
    config: readConfig({
      PORT: String(port),
      RATE_LIMIT_ADDRESS: '1',
      TRUST_PROXY: '127.0.0.1',
    }),
    log: silent,
    chats: NO_CHATS,
    health: async () => ({ ready: true, problems: [] }),
    webhooks: adapter.webhook ? [adapter.webhook] : [],
  })
  await web.start(async () => ({ duplicate: false, answered: Promise.resolve(replyOf('')) }))
})
afterEach(async () => {
  await adapter.stop()
  await web.stop()
  await telegram.stop()
})

const post = async (body: unknown, headers: Record<string, string> = { [HEADER]: SECRET }) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return response.status
}
const echo = () => createReceiver(message => replyOf(`oí: ${wordsOf(message)}.`))

describe('by webhook', () => {
  test('messages come, also those from before, and nothing is polled', async () => {
    telegram.says(41, 'de antes')
    await adapter.start(echo().receive)
    await telegram.screenOf(41).sees('oí: de antes.')
    for (let n = 0; n < 20; n++) telegram.says(42, `mensaje ${n}`)
    await telegram.screenOf(42).sees('oí: mensaje 19.')
    expect(adapter.status()).toMatchObject({ state: 'ready', detail: '@iamjus_bot' })
    expect(telegram.countOf('getUpdates')).toBe(0)
    expect(telegram.calls.find(({ method }) => method === 'setWebhook')?.payload).toEqual({
      url,
      secret_token: SECRET,
      allowed_updates: ['message', 'callback_query'],
      drop_pending_updates: false,
    })
  })

  test.each([
    ['no secret', {}],
    ['an empty secret', { [HEADER]: '' }],
    ['a wrong secret', { [HEADER]: `${SECRET}!` }],
  ])('a post with %s gets 401 and is not read', async (_, headers) => {
    const { receive, received } = echo()
    await adapter.start(receive)
    expect(await post(UPDATE, headers)).toBe(401)
    expect(received).toEqual([])
  })

  test.each([
    ['no JSON', '{'],
    ['no update', '{}'],
    ['null', 'null'],
    ['nothing', ''],
  ])('a post with the secret and %s gets 400', async (_, body) => {
    await adapter.start(echo().receive)
    expect(await post(body)).toBe(400)
  })

  test('the post is answered when the message is stored, however long the answer takes', async () => {
    const slow = Promise.withResolvers<void>()
    const { receive } = createReceiver(() => slow.promise.then(() => replyOf('al fin.')))
    await adapter.start(receive)
    expect(await post(UPDATE)).toBe(200)
    expect(telegram.sent).toEqual([])
    slow.resolve()
    await telegram.screenOf(41).sees('al fin.')
  })

  test('a message that could not be stored comes again', async () => {
    let tries = 0
    const { receive, received } = echo()
    const failing: Receive = (message, responder) => {
      if (tries++ < 2) throw new Error('SQLITE_FULL')
      return receive(message, responder)
    }
    await adapter.start(failing)
    telegram.says(41, 'hola')
    await telegram.screenOf(41).sees('oí: hola.')
    expect(received).toHaveLength(1)
    expect(
      telegram
        .screenOf(41)
        .text()
        .match(/no pude leer/g),
    ).toHaveLength(1)
  })

  test('before the start and after the stop Telegram is told to try later', async () => {
    const { receive, received } = echo()
    expect(await post(UPDATE)).toBe(503)
    await adapter.start(receive)
    await adapter.stop()
    expect(await post(UPDATE)).toBe(503)
    expect(received).toEqual([])
  })

  test('a bad address of the webhook is told to the operator', async () => {
    const description = 'Bad Request: bad webhook: An HTTPS URL must be provided'
    const body = { ok: false, error_code: 400, description }
    telegram.fault('setWebhook', () => ({ status: 400, body }))
    await adapter.start(echo().receive)
    expect(adapter.status()).toMatchObject({
      state: 'down',
      detail: expect.stringContaining('HTTPS URL must be provided'),
    })
  })

  const statusIs = (state: string, words: RegExp) =>
    expect
      .poll(() => adapter.status(), { interval: 5 })
      .toMatchObject({ state, detail: expect.stringMatching(words) })
  const infoOf = (info: object) => () => ({ status: 200, body: { ok: true, result: info } })

  test('a token that is revoked is told to the operator at the next answer', async () => {
    await adapter.start(echo().receive)
    telegram.fault('getWebhookInfo', () => 'silent')
    telegram.fault('sendMessage', () => FAILURES.unauthorised)
    expect(await post(UPDATE)).toBe(200)
    await statusIs('down', /no reconoce el token.*@BotFather/)
  })

  test('a token that is revoked is noticed although nobody writes', async () => {
    await adapter.start(echo().receive)
    telegram.fault('getWebhookInfo', () => FAILURES.unauthorised)
    await statusIs('down', /no reconoce el token.*@BotFather/)
    telegram.fault('getWebhookInfo')
    await statusIs('ready', /@iamjus_bot/)
  })

  test('an address that somebody else has set is told to the operator', async () => {
    await adapter.start(echo().receive)
    telegram.fault('getWebhookInfo', infoOf({ url: 'https://otro.ar', pending_update_count: 0 }))
    await statusIs('down', /Otro programa cambió el webhook/)
  })

  test('that Telegram does not reach the address is told, until it does', async () => {
    await adapter.start(echo().receive)
    const failed = { last_error_message: 'SSL error', last_error_date: Date.now() / 1000 }
    telegram.fault('getWebhookInfo', infoOf({ url, pending_update_count: 3, ...failed }))
    await statusIs('starting', /no puede entregar.*SSL error.*Se reintenta solo/)
    telegram.fault('getWebhookInfo', infoOf({ url, pending_update_count: 0, ...failed }))
    await statusIs('ready', /@iamjus_bot/)
  })

  test('the limit of messages from one address does not count: they all come from Telegram', async () => {
    await adapter.start(echo().receive)
    const headers = { [HEADER]: SECRET, 'x-forwarded-for': '149.154.167.220' }
    expect([await post(UPDATE, headers), await post(UPDATE, headers)]).toEqual([200, 200])
  })

  test('a long update is taken, and the path is for posts alone', async () => {
    await adapter.start(echo().receive)
    const long = { ...UPDATE, message: { ...UPDATE.message, caption: 'x'.repeat(200_000) } }
    expect(await post(long)).toBe(200)
    expect((await fetch(url)).status).toBe(405)
  })
})
