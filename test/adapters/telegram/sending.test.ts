import { afterEach, describe, expect, test } from 'vitest'
import { replyOf } from '../../support/responder.ts'
import { FAILURES, TOKEN } from '../../support/telegram.ts'
import {
  openTelegramAdapter,
  type TelegramHarness,
  wordsOf,
} from '../../support/telegram-adapter.ts'

let harness: TelegramHarness
afterEach(() => harness.close())

const open = async (...args: Parameters<typeof openTelegramAdapter>) => {
  harness = await openTelegramAdapter(...args)
  await harness.start()
  return harness
}
const textsTo = (chatId: number) =>
  harness.telegram.sent.filter(({ chat_id }) => chat_id === chatId).map(({ seen }) => seen)

describe('an answer', () => {
  test('that comes too fast for Telegram is sent once, when it says', async () => {
    const { telegram } = await open()
    telegram.fault('sendMessage', n => (n === 0 ? FAILURES.tooMany(1) : undefined))
    telegram.says(41, 'hola')
    await expect.poll(() => telegram.countOf('sendMessage')).toBe(1)
    const asked = performance.now()
    await telegram.screenOf(41).sees('oí: hola.')
    expect(performance.now() - asked).toBeGreaterThan(800)
    expect(textsTo(41)).toHaveLength(1)
  })

  test('of ten thousand letters comes in parts, with the buttons under the last', async () => {
    const choices = [{ id: 'requisitos', label: 'Qué papeles llevo' }]
    const text = 'Llevá el **DNI** y <la boleta> & algo más. '.repeat(250)
    const { telegram } = await open(() => ({ ...replyOf(text), choices }))
    telegram.says(41, 'hola')
    await telegram.screenOf(41).sees('[Qué papeles llevo]')
    expect(telegram.sent.length).toBeGreaterThan(1)
    expect(telegram.sent.map(({ reply_markup }) => !!reply_markup)).toEqual([
      ...telegram.sent.slice(1).map(() => false),
      true,
    ])
    expect(telegram.sent.every(one => one.link_preview_options?.is_disabled)).toBe(true)
  })

  test('in parts goes on with the part that failed, and repeats none', async () => {
    const { telegram } = await open(() => replyOf('Llevá el **DNI** y algo más. '.repeat(500)))
    telegram.fault('sendMessage', n => (n === 1 || n === 3 ? 'cut' : undefined))
    telegram.says(41, 'hola')
    await harness.sent()
    await expect.poll(() => telegram.sent.length).toBeGreaterThan(2)
    const texts = textsTo(41)
    expect(new Set(texts).size).toBe(texts.length)
    expect(telegram.countOf('sendMessage')).toBe(texts.length + 2)
  })

  test('whose format Telegram does not read is sent as it would be read', async () => {
    const { telegram } = await open(() => replyOf('**5 < 6** y [acá](https://a.ar)'))
    telegram.fault('sendMessage', (_, { parse_mode }) =>
      parse_mode ? FAILURES.unparsable : undefined,
    )
    telegram.says(41, 'hola')
    expect(await telegram.screenOf(41).sees('acá')).toBe('5 < 6 y acá (https://a.ar)\n')
  })

  test('that is cut off before it is obeyed is sent again', async () => {
    const { telegram, log } = await open()
    telegram.fault('sendMessage', n => (n < 3 ? 'cut' : undefined))
    telegram.says(41, 'hola')
    await telegram.screenOf(41).sees('oí: hola.')
    expect(textsTo(41)).toHaveLength(1)
    expect(log()).toContain('se reintenta un envío')
  })

  // Nobody can tell a lost response from a lost message; the person would rather read it twice.
  test('of which only the response is lost arrives twice', async () => {
    const { telegram } = await open()
    telegram.fault('sendMessage', n => (n === 0 ? 'lost' : undefined))
    telegram.says(41, 'hola')
    await telegram.screenOf(41).sees(/(oí: hola\.\n){2}/)
  })

  test('is not kept back by that to another person', async () => {
    const { telegram } = await open()
    telegram.fault('sendMessage', (_, { chat_id }) => (chat_id === 41 ? 'silent' : undefined))
    telegram.says(41, 'hola')
    await expect.poll(() => telegram.countOf('sendMessage')).toBe(1)
    telegram.says(42, 'buenas')
    await telegram.screenOf(42).sees('oí: buenas.')
  })

  test('that takes long does not delay another person', async () => {
    const slow = Promise.withResolvers<void>()
    const { telegram, received } = await open(async message => {
      if (message.chatId === '41') await slow.promise
      return replyOf(`oí: ${wordsOf(message)}.`)
    })
    telegram.says(41, 'larga')
    await expect.poll(() => received.length).toBe(1)
    telegram.says(42, 'corta')
    await telegram.screenOf(42).sees('oí: corta.')
    expect(textsTo(41)).toEqual([])
    slow.resolve()
    await telegram.screenOf(41).sees('oí: larga.')
  })

  test('that will never be taken is refused without the words, the token or the chat', async () => {
    const { telegram, adapter } = await open()
    telegram.fault('sendMessage', () => ({
      status: 400,
      body: { ok: false, error_code: 400, description: 'Bad Request: MESSAGE_BROKEN' },
    }))
    const error = await adapter
      .responder('41')
      .send(replyOf('mi nombre es Ana'))
      .catch((error: unknown) => error)
    const told = JSON.stringify(error, Object.getOwnPropertyNames(error))
    expect(told).toContain('MESSAGE_BROKEN')
    expect(told).not.toMatch(new RegExp(`Ana|${TOKEN}|41`))
  })
})

describe('a person who blocked the bot', () => {
  test('is not written to any more, without an error, until they write', async () => {
    const { telegram, adapter, log } = await open()
    telegram.fault('sendMessage', () => FAILURES.blocked)
    const responder = adapter.responder('41')
    await responder.send(replyOf('uno'))
    await responder.send(replyOf('dos'))
    await responder.typing()
    expect(telegram.countOf('sendMessage')).toBe(1)
    expect(telegram.countOf('sendChatAction')).toBe(0)
    expect(log().match(/bloqueó el bot/g)).toHaveLength(1)
    expect(log()).not.toMatch(/[":]41\b/)
    telegram.fault('sendMessage')
    telegram.says(41, 'volví')
    await telegram.screenOf(41).sees('oí: volví.')
  })
})

test('that "typing" cannot be shown is nobody’s problem', async () => {
  const { telegram, adapter } = await open()
  for (const fault of ['cut', FAILURES.broken, FAILURES.tooMany(1)] as const) {
    telegram.fault('sendChatAction', () => fault)
    await adapter.responder('41').typing()
  }
  expect(telegram.countOf('sendChatAction')).toBe(3)
})
