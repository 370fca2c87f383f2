import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type GraphDouble, startGraph } from './support/graph.ts'
import { HARD_QUESTION } from './support/hard-question.ts'
import { type OllamaDouble, startOllama } from './support/ollama.ts'
import { freePort, openMachine } from './support/program.ts'
import { startTelegram, type TelegramDouble, TOKEN } from './support/telegram.ts'
import { eventsOf, type GenerateJson, newChat, openClient } from './support/web.ts'
import { BETO } from './support/whatsapp-cloud.ts'

let machine: ReturnType<typeof openMachine>
let telegram: TelegramDouble
let graph: GraphDouble
let ollama: OllamaDouble
beforeEach(async () => {
  machine = openMachine()
  telegram = await startTelegram()
  graph = await startGraph()
  ollama = await startOllama({ slots: 64, firstTokenMs: 600_000 })
})
afterEach(async () => {
  await machine.close()
  await Promise.all([telegram.stop(), graph.stop(), ollama.stop()])
})

const channels = () => ({
  ...graph.env,
  TELEGRAM_BOT_TOKEN: TOKEN,
  TELEGRAM_API_ROOT: telegram.url,
})

/** What only a model can answer. */
const STREAMS = 50
/** Of a machine on which much else runs. */
const PATIENCE = 150_000

// The program ends itself with another code when it takes longer than its grace of ten seconds.
describe('told to end with fifty answers on their way and all channels on', () => {
  test(
    'it takes no more, ends what it has begun, says so meanwhile, and ends well',
    async () => {
      const env = { ...channels(), OLLAMA_ENDPOINT_1: ollama.url, OLLAMA_SLOTS: '64' }
      const program = await machine.start(env)
      graph.hookTo(`${program.url}/webhooks/whatsapp`)
      const accept = { accept: 'text/event-stream' }
      const streams = Array.from({ length: STREAMS }, async () => {
        const body = { prompt: HARD_QUESTION, session_id: newChat() }
        return (await program.post('/generate', body, accept)).text()
      })
      telegram.says(71, HARD_QUESTION)
      graph.says(BETO, HARD_QUESTION)
      await expect.poll(() => ollama.counters.active, { timeout: PATIENCE }).toBe(STREAMS + 2)

      const ending = program.end('SIGTERM')
      await expect.poll(async () => (await program.get('/readyz')).status).toBe(503)
      expect((await program.get('/livez')).status).toBe(200)
      const refused = await program.post('/generate', { prompt: 'hola' })
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
      telegram.says(72, 'hola')
      graph.says({ phone: '5491155551111' }, 'hola')

      for (const text of await Promise.all(streams))
        expect(eventsOf(text).at(-1)).toMatchObject({ event: 'done', data: { source: 'fallback' } })
      const { code, stderr } = await ending
      expect(code).toBe(0)
      expect(stderr).not.toMatch(/"level":"(error|fatal)"/)

      // What it did not take, the next one does; what it answered is not answered again.
      const next = await machine.start(channels())
      graph.hookTo(`${next.url}/webhooks/whatsapp`)
      await telegram.screenOf(72).sees('IAMJus')
      await graph.screenOf('5491155551111').sees('IAMJus')
      for (const chat of [71, 72])
        expect(telegram.sent.filter(({ chat_id }) => chat_id === chat)).toHaveLength(1)
      for (const phone of [BETO.phone, '5491155551111']) expect(graph.sentTo(phone)).toHaveLength(1)
      expect((await next.end('SIGTERM')).code).toBe(0)
    },
    PATIENCE,
  )
})

describe('told to end again and again while people write', () => {
  const PROMPTS = ['hola', 'soy de Tigre', '¿dónde queda?', '¿qué papeles llevo?', '¿es gratis?']
  const CHATS = 16
  const CYCLES = 4

  test(
    'nothing is lost and nothing is answered twice, on the page or in Telegram',
    async () => {
      const PORT = String(await freePort())
      const client = openClient(`http://127.0.0.1:${PORT}`)
      const total = CHATS * PROMPTS.length
      const answers = new Map<string, GenerateJson>()
      const write = async (session_id: string) => {
        for (const [n, prompt] of PROMPTS.entries()) {
          const message = { prompt, session_id, message_id: `m${n}` }
          const ask = () => client.ask(message)
          // As the page does: the same message, until it is answered.
          const answer = await vi.waitFor(ask, { timeout: PATIENCE, interval: 20 })
          answers.set(`${session_id} ${n}`, answer)
          telegram.says(answers.size, '¿qué papeles llevo en Merlo?')
        }
      }
      let program = await machine.start({ ...channels(), PORT })
      const chats = Array.from({ length: CHATS }, newChat)
      const written = Promise.all(chats.map(write))
      written.catch(() => undefined)
      for (let cycle = 1; cycle <= CYCLES; cycle++) {
        const enough = (total * cycle) / (CYCLES + 1)
        await vi.waitUntil(() => answers.size >= enough, { timeout: PATIENCE, interval: 1 })
        expect((await program.end('SIGTERM')).code).toBe(0)
        program = await machine.start({ ...channels(), PORT })
      }
      await written

      for (const chat of chats) {
        const history = await client.history(chat)
        expect(history.map(turn => turn.prompt)).toEqual(PROMPTS)
        for (const [n, turn] of history.entries())
          expect(turn.response).toBe(answers.get(`${chat} ${n}`)?.response)
      }
      const heard = () => telegram.sent.map(({ chat_id }) => chat_id).sort((a, b) => a - b)
      const everybody = Array.from({ length: total }, (_, i) => i + 1)
      await expect.poll(heard, { timeout: PATIENCE }).toEqual(everybody)
      expect((await program.end('SIGTERM')).code).toBe(0)
      expect(heard()).toEqual(everybody)
    },
    2 * PATIENCE,
  )
})
