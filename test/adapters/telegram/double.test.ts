import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTelegram, type TelegramDouble, TOKEN } from '../../support/telegram.ts'

let telegram: TelegramDouble
beforeEach(async () => {
  telegram = await startTelegram()
})
afterEach(() => telegram.stop())

const call = async (method: string, payload: object = {}, token = TOKEN) => {
  const response = await fetch(`${telegram.url}/bot${token}/${method}`, {
    method: 'POST',
    body: JSON.stringify(payload),
  })
  return (await response.json()) as { ok: boolean; description?: string; result?: unknown }
}
const idsOf = async (payload: object) =>
  ((await call('getUpdates', payload)).result as { update_id: number }[]).map(
    ({ update_id }) => update_id,
  )

describe('the double of the Bot API', () => {
  test('gives what is not confirmed again and again, and what is confirmed never more', async () => {
    const [a, b] = [telegram.says(1, 'a').update_id, telegram.says(1, 'b').update_id]
    expect(await idsOf({})).toEqual([a, b])
    expect(await idsOf({ offset: a })).toEqual([a, b])
    expect(await idsOf({ offset: b })).toEqual([b])
    expect(await idsOf({ offset: 0 })).toEqual([b])
    expect(await idsOf({ offset: b + 1 })).toEqual([])
    expect(telegram.open()).toEqual([])
  })

  test('waits for an update, and tells an earlier poll that there is a later one', async () => {
    const first = call('getUpdates', { timeout: 30 })
    await expect.poll(() => telegram.countOf('getUpdates')).toBe(1)
    const second = idsOf({ timeout: 30 })
    expect((await first).description).toMatch(/^Conflict/)
    const { update_id } = telegram.says(1, 'hola')
    expect(await second).toEqual([update_id])
  })

  test('knows its token', async () => {
    expect(await call('getMe', {}, '1:otro')).toMatchObject({ ok: false, error_code: 401 })
  })

  test.each([
    ['a text of 4097 letters', { text: 'x'.repeat(4097) }, /too long/],
    ['an empty text', { text: ' \n' }, /empty/],
    ['a tag that is not closed', { text: '<b>x', parse_mode: 'HTML' }, /can't parse entities/],
    ['crossed tags', { text: '<b><i>x</b></i>', parse_mode: 'HTML' }, /can't parse entities/],
    ['an unknown tag', { text: '<p>x</p>', parse_mode: 'HTML' }, /can't parse entities/],
    ['an unknown entity', { text: '&nbsp;', parse_mode: 'HTML' }, /can't parse entities/],
    ['a lone <', { text: '1 < 2', parse_mode: 'HTML' }, /can't parse entities/],
    ['a link without an address', { text: '<a>x</a>', parse_mode: 'HTML' }, /can't parse entities/],
    [
      'a button with 65 bytes',
      {
        text: 'x',
        reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: `${'ñ'.repeat(32)}x` }]] },
      },
      /BUTTON_DATA_INVALID/,
    ],
  ])('refuses %s', async (_, message, reason) => {
    const answer = await call('sendMessage', { chat_id: 1, ...message })
    expect(answer).toMatchObject({ ok: false, error_code: 400 })
    expect(answer.description).toMatch(reason)
    expect(telegram.sent).toEqual([])
  })

  test('counts letters after tags and entities', async () => {
    const text = `<b>${'&lt;'.repeat(4096)}</b>`
    expect(await call('sendMessage', { chat_id: 1, text, parse_mode: 'HTML' })).toMatchObject({
      ok: true,
    })
  })
})
