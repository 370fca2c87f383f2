import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HARD_QUESTION } from '../../support/hard-question.ts'
import { startOllama } from '../../support/ollama.ts'
import { freePort, openMachine } from '../../support/program.ts'
import { startTelegram, type TelegramDouble, TOKEN } from '../../support/telegram.ts'
import { seenInTelegram, undeliveredChats } from '../../support/telegram-program.ts'

let telegram: TelegramDouble
let machine: ReturnType<typeof openMachine>
let env: Record<string, string>
beforeEach(async () => {
  machine = openMachine()
  telegram = await startTelegram()
  env = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: telegram.url }
})
afterEach(async () => {
  await machine.close()
  await telegram.stop()
})

/** The program is started twice and more, also where the machine has much else to do. */
const BUSY_MS = 90_000
const PROMPTS = ['soy de Lanús', '¿qué papeles llevo?']
const PEOPLE = Array.from({ length: 12 }, (_, i) => 100 + i)
const seenBy = (chatId: number) =>
  telegram.sent.filter(({ chat_id }) => chat_id === chatId).map(({ seen }) => seen)

/** Without the second of two equal answers beside each other. */
const once = (answers: readonly string[]) => answers.filter((one, i) => one !== answers[i - 1])

const withWebhook = async () => {
  const PORT = String(await freePort())
  const TELEGRAM_WEBHOOK_URL = `http://127.0.0.1:${PORT}/telegram`
  return { PORT, TELEGRAM_WEBHOOK_URL, TELEGRAM_WEBHOOK_SECRET: 'secreto' }
}

describe('killed in the middle of twelve conversations, and started again', () => {
  test.each([
    ['before an answer was sent', 0, async () => ({})],
    ['after 15 answers, then with a webhook', 15, withWebhook],
  ])(
    '%s: no message is lost and none answered twice',
    async (_, answers, change) => {
      for (const prompt of PROMPTS) for (const id of PEOPLE) telegram.says(id, prompt)
      telegram.fault('sendMessage', n => (n < answers ? undefined : 'silent'))
      const first = await machine.start(env)
      await expect.poll(() => telegram.countOf('getUpdates'), { interval: 2 }).toBeGreaterThan(0)
      await expect.poll(() => telegram.sent.length, { interval: 2 }).toBe(answers)
      expect((await first.end('SIGKILL')).signal).toBe('SIGKILL')
      // Telegram has these perhaps, and nobody can know: the only answers that may come twice.
      const maybeSent = undeliveredChats(machine.path)
      const before = new Map(PEOPLE.map(id => [id, seenBy(id)]))

      telegram.fault('sendMessage')
      const second = await machine.start({ ...env, ...(await change()) })
      const session_id = 'una-charla-de-la-pagina'
      const expected: string[] = []
      for (const prompt of PROMPTS)
        expected.push(...seenInTelegram(await second.ask({ prompt, session_id })))
      for (const id of PEOPLE)
        await expect.poll(() => once(seenBy(id)), { timeout: 10_000 }).toEqual(expected)
      expect((await second.end('SIGTERM')).code).toBe(0)
      expect(telegram.open()).toEqual([])
      for (const id of PEOPLE) {
        const twice = seenBy(id).length - expected.length
        expect(twice).toBeLessThanOrEqual(maybeSent.has(id) && before.get(id)?.length ? 1 : 0)
      }
    },
    BUSY_MS,
  )
})

test(
  'told to end while a model writes, it answers first and leaves the rest for later, once',
  async () => {
    const ollama = await startOllama()
    ollama.fault('silence')
    const first = await machine.start({ ...env, OLLAMA_ENDPOINT_1: ollama.url })
    telegram.says(41, HARD_QUESTION)
    // A probe is a chat as well.
    await expect.poll(() => JSON.stringify(ollama.bodies)).toContain(HARD_QUESTION)
    await expect.poll(telegram.isPolled).toBe(true)
    const ended = first.end('SIGTERM')
    await expect.poll(telegram.isPolled).toBe(false)
    expect(telegram.open()).toEqual([])
    const greeting = telegram.says(42, 'hola')
    expect((await ended).code).toBe(0)
    await ollama.stop()
    expect(seenBy(42)).toEqual([])
    const second = await machine.start(env)
    await telegram.screenOf(42).sees('IAMJus')
    telegram.repeats(greeting)
    telegram.says(42, 'gracias')
    await telegram.screenOf(42).sees('De nada')
    expect((await second.end('SIGTERM')).code).toBe(0)
    expect([seenBy(41).length, seenBy(42).length]).toEqual([1, 2])
  },
  BUSY_MS,
)
