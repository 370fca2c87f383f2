import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTelegramAdapter } from '../../../adapters/telegram/adapter.ts'
import { Unanswered } from '../../../src/conversation/answering.ts'
import { silent } from '../../support/core.ts'
import { replyOf } from '../../support/responder.ts'
import { FAILURES, TOKEN } from '../../support/telegram.ts'
import {
  openTelegramAdapter,
  type TelegramHarness,
  wordsOf,
} from '../../support/telegram-adapter.ts'

let harness: TelegramHarness
beforeEach(async () => {
  harness = await openTelegramAdapter()
})
afterEach(() => harness.close())

const stateOf = () => harness.adapter.status().state
const becomes = (state: string) => expect.poll(stateOf, { interval: 5 }).toBe(state)
/** Milliseconds that it took. */
const timed = async (work: () => Promise<unknown>) => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

describe('a Bot API that is not there', () => {
  test('is waited for, and the status says so in words', async () => {
    const { telegram, adapter, start } = harness
    await telegram.stop()
    await start()
    expect(adapter.status()).toMatchObject({
      state: 'starting',
      detail: expect.stringMatching(/No hay conexión con Telegram.*Se reintenta solo/),
    })
    await telegram.restart()
    await becomes('ready')
    telegram.says(41, 'hola')
    await telegram.screenOf(41).sees('oí: hola.')
    expect(adapter.status().detail).toBe('@iamjus_bot')
  })

  test('while it runs is reported, and what was written meanwhile is answered', async () => {
    const { telegram, start } = harness
    await start()
    telegram.says(41, 'antes')
    await telegram.screenOf(41).sees('oí: antes.')
    await harness.sent()
    await telegram.stop()
    await becomes('starting')
    telegram.says(41, 'durante')
    await telegram.restart()
    expect(await telegram.screenOf(41).sees('oí: durante.')).toBe('oí: antes.\noí: durante.\n')
    await becomes('ready')
  })

  test('gets the answers from before the restart once it is there', async () => {
    const { telegram, adapter, start } = harness
    await telegram.stop()
    const sending = adapter.responder('41').send(replyOf('esto quedó pendiente.'))
    await start()
    await telegram.restart()
    await sending
    expect(telegram.screenOf(41).text()).toBe('esto quedó pendiente.\n')
  })

  test('does not keep the channel from stopping', async () => {
    const { telegram, adapter, start } = harness
    await telegram.stop()
    await start()
    const sending = adapter.responder('41').send(replyOf('nunca llega'))
    const refused = expect(sending).rejects.toThrow(/No hay conexión/)
    expect(await timed(() => adapter.stop())).toBeLessThan(1000)
    await refused
    expect(stateOf()).toBe('off')
  })

  test('or is there and says nothing does not either', async () => {
    const { telegram, adapter, start } = harness
    for (const method of ['getMe', 'getUpdates']) {
      telegram.fault(method, () => 'silent')
      const started = start()
      await expect.poll(() => telegram.countOf(method)).toBeGreaterThan(0)
      expect(await timed(() => adapter.stop())).toBeLessThan(2000)
      await started
      telegram.fault(method)
    }
  })

  test('answers with a fault of its own: it is asked again', async () => {
    const { telegram, start } = harness
    telegram.fault('getMe', n => (n < 2 ? FAILURES.broken : undefined))
    await start()
    expect(stateOf()).toBe('starting')
    await becomes('ready')
  })
})

describe('a channel that cannot work', () => {
  test('for its token says so, and asks no more', async () => {
    const { telegram } = harness
    const config = { token: '1:otro', apiRoot: telegram.url }
    const adapter = createTelegramAdapter({ config, log: silent })
    await adapter.start(harness.receive)
    expect(adapter.status()).toMatchObject({
      state: 'down',
      detail: expect.stringMatching(/no reconoce el token.*@BotFather/),
    })
    await adapter.stop()
    expect(telegram.calls).toHaveLength(1)
  })

  test.each([
    ['revoked while it runs', FAILURES.unauthorised, /no reconoce el token/],
    ['used by another program', FAILURES.conflict, /Otro programa está usando el mismo bot/],
  ])('because its token is %s is down', async (_, answer, detail) => {
    const { telegram, adapter, start } = harness
    await start()
    await expect.poll(() => telegram.countOf('getUpdates')).toBe(1)
    telegram.fault('getUpdates', () => answer)
    telegram.says(41, 'hola')
    await becomes('down')
    expect(adapter.status().detail).toMatch(detail)
    const asked = telegram.countOf('getUpdates')
    await adapter.stop()
    expect(telegram.countOf('getUpdates') - asked).toBeLessThanOrEqual(1)
  })
})

describe('an update', () => {
  test('is confirmed only once it is stored, and is offered until then', async () => {
    const { telegram, adapter, receive, received } = harness
    let works = false
    await adapter.start(async (message, responder) => {
      if (!works && wordsOf(message) === 'uno') throw new Error('SQLITE_FULL')
      return receive(message, responder)
    })
    const { update_id } = telegram.says(41, 'uno')
    await telegram.screenOf(41).sees(/todavía no pude leer/)
    telegram.says(42, 'dos')
    await telegram.screenOf(42).sees('oí: dos.')
    const asked = telegram.countOf('getUpdates')
    await expect.poll(() => telegram.countOf('getUpdates')).toBeGreaterThan(asked + 3)
    expect(telegram.open()).toContain(update_id)
    works = true
    await telegram.screenOf(41).sees('oí: uno.')
    await expect.poll(telegram.open).toEqual([])
    expect(received.map(wordsOf)).toEqual(['dos', 'uno'])
    expect(
      telegram
        .screenOf(41)
        .text()
        .match(/no pude/g),
    ).toHaveLength(1)
  })

  test('that the core will never take is not offered again, and the person is told', async () => {
    const { telegram, adapter } = harness
    await adapter.start(async () => {
      throw new Unanswered('el mensaje es viejo')
    })
    telegram.says(41, 'de ayer')
    await telegram.screenOf(41).sees(/muy tarde/)
    await expect.poll(telegram.open).toEqual([])
  })

  test('that is being stored when the channel stops is stored first', async () => {
    const { telegram, adapter } = harness
    const storing = Promise.withResolvers<void>()
    let stored = 0
    await adapter.start(async () => {
      await storing.promise
      stored++
      return { duplicate: false, answered: Promise.resolve(replyOf('')) }
    })
    telegram.says(41, 'uno')
    telegram.says(42, 'dos')
    await expect.poll(() => telegram.countOf('getUpdates')).toBeGreaterThan(0)
    const stopped = adapter.stop()
    storing.resolve()
    await stopped
    expect([stored, telegram.open()]).toEqual([2, []])
  })

  test('is asked for at leisure when the server does not wait', async () => {
    const { telegram, start } = harness
    telegram.fault('getUpdates', () => ({ status: 200, body: { ok: true, result: [] } }))
    await start()
    await expect.poll(() => telegram.countOf('getUpdates')).toBeGreaterThan(5)
    expect(telegram.countOf('getUpdates')).toBeLessThan(100)
  })
})

test('the log has neither the token nor the chat nor what was said', async () => {
  const { telegram, adapter, start, log } = harness
  telegram.fault('sendMessage', n => (n === 0 ? 'cut' : undefined))
  await start()
  telegram.says(987_654, 'me llamo Ana')
  await telegram.screenOf(987_654).sees('Ana')
  await telegram.stop()
  await becomes('starting')
  await adapter.stop()
  expect(log()).toContain('"state":"starting"')
  expect(log()).not.toMatch(new RegExp(`${TOKEN}|987654|Ana`))
})
