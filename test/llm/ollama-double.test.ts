import { type ChatRequest, Ollama } from 'ollama'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HARMLESS, type OllamaDouble } from '../support/ollama.ts'
import {
  contentOf,
  linesOf,
  MODEL,
  openDoubles,
  post,
  QUESTION,
  REPLY,
  textOf,
  until,
} from '../support/ollama-caller.ts'

const { start, faulty } = openDoubles()

const clientOf = ({ url }: OllamaDouble) => new Ollama({ host: url })
const streamed = async (double: OllamaDouble, request: Partial<ChatRequest> = {}) => {
  const lines = []
  const chat = await clientOf(double).chat({ ...QUESTION, ...request, stream: true })
  for await (const line of chat) lines.push(line)
  return lines
}

describe('a foreign client', () => {
  beforeEach(() => {
    // The client writes to the console what it drops.
    for (const method of ['log', 'warn'] as const) {
      vi.spyOn(console, method).mockImplementation(() => {})
    }
  })
  afterEach(() => vi.restoreAllMocks())

  test('gets what the model writes, a token at a time', async () => {
    const double = await start()
    const lines = await streamed(double)
    expect(lines.slice(0, 2).map(line => line.message.content)).toEqual(['Podés', ' ir'])
    expect(contentOf(lines)).toBe(REPLY)
    expect(lines.at(-1)).toMatchObject({
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 6,
      eval_count: 8,
    })
    expect(double.bodies).toEqual([{ ...QUESTION, stream: true }])
    expect(double.headers[0]).toMatchObject({ 'user-agent': expect.stringContaining('ollama-js') })
    expect(double.counters).toMatchObject({ chats: 1, served: 1, failed: 0, aborted: 0 })
  })

  test('gets it whole without a stream', async () => {
    const answer = await clientOf(await start()).chat(QUESTION)
    expect(answer).toMatchObject({ done: true, message: { role: 'assistant', content: REPLY } })
  })

  test('gets as many tokens as it asks for', async () => {
    const lines = await streamed(await start(), { options: { num_predict: 2 } })
    expect(contentOf(lines)).toBe('Podés ir')
    expect(lines.at(-1)).toMatchObject({ done_reason: 'length', eval_count: 2 })
  })

  test('learns which models there are, and which are loaded', async () => {
    const double = await start({ loaded: false, contextLength: 4096, loadMs: 5 })
    const client = clientOf(double)
    const { models } = await client.list()
    expect(models).toMatchObject([{ model: MODEL }])
    expect((await client.ps()).models).toEqual([])
    const loaded = await client.chat({ model: MODEL, messages: [] })
    expect(loaded).toMatchObject({ done: true, done_reason: 'load' })
    expect((await client.ps()).models).toMatchObject([{ model: MODEL, context_length: 4096 }])
    await client.chat({ model: MODEL, messages: [], keep_alive: 0 })
    expect((await client.ps()).models).toEqual([])
    expect(await client.version()).toEqual({ version: expect.any(String) })
  })

  test('is told that a model does not exist', async () => {
    await expect(streamed(await start(), { model: 'other' })).rejects.toMatchObject({
      status_code: 404,
      error: "model 'other' not found",
    })
  })

  test('is told that the server is busy', async () => {
    await expect(streamed(await faulty('503-busy'))).rejects.toMatchObject({
      status_code: 503,
      error: 'server busy, please try again.  maximum pending requests exceeded',
    })
  })

  test('sees that an answer was not finished', async () => {
    await expect(streamed(await faulty('truncated'))).rejects.toThrow('Did not receive done')
  })

  test('sees the error after the first tokens', async () => {
    await expect(streamed(await faulty('error-line'))).rejects.toThrow('unexpectedly stopped')
  })

  test('frees the slot when it leaves', async () => {
    const double = await faulty('endless')
    const chat = await clientOf(double).chat({ ...QUESTION, stream: true })
    expect(double.counters).toMatchObject({ active: 1, aborted: 0 })
    chat.abort()
    await until(() => expect(double.counters).toMatchObject({ active: 0, aborted: 1 }))
    double.fault(undefined)
    expect(contentOf(await streamed(double))).toBe(REPLY)
  })

  test.each(HARMLESS)('understands the harmless shape %s', async fault => {
    const double = await faulty(fault)
    for (let i = 0; i < 3; i++) expect(contentOf(await streamed(double))).toBe(REPLY)
    expect(await clientOf(double).chat(QUESTION)).toMatchObject({ message: { content: REPLY } })
  })
})

describe('the line before the model', () => {
  test('is as long as it must be, and as many are served at a time as there are slots', async () => {
    const double = await start({ slots: 2 })
    const texts = await Promise.all(Array.from({ length: 9 }, () => textOf(double)))
    for (const text of texts) expect(contentOf(linesOf(text))).toBe(REPLY)
    expect(double.counters).toMatchObject({ served: 9, maxActive: 2, active: 0, queued: 0 })
    expect(double.counters.maxQueued).toBeGreaterThan(0)
  })

  test('is left by the caller who hangs up', async () => {
    const double = await start()
    double.fault(n => (n === 0 ? 'hang-mid' : undefined))
    const first = await post(double)
    const control = new AbortController()
    const second = post(double, {}, control.signal)
    await until(() => expect(double.counters.queued).toBe(1))
    control.abort()
    await expect(second).rejects.toThrow('abort')
    await until(() => expect(double.counters).toMatchObject({ active: 1, queued: 0, aborted: 1 }))
    const third = textOf(double)
    await until(() => expect(double.counters.queued).toBe(1))
    await first.body?.cancel()
    expect(contentOf(linesOf(await third))).toBe(REPLY)
  })

  test('is passed by who is turned away', async () => {
    const double = await start()
    double.fault(n => (n === 0 ? 'hang-mid' : '500-runner'))
    await post(double)
    expect((await post(double)).status).toBe(500)
    expect(double.counters).toMatchObject({ active: 1, maxQueued: 0, failed: 1 })
  })

  test('waits once for a model that is not loaded', async () => {
    const double = await start({ loaded: false, loadMs: 30, slots: 3 })
    const asked = performance.now()
    const texts = await Promise.all([1, 2, 3].map(() => textOf(double)))
    expect(performance.now() - asked).toBeGreaterThanOrEqual(29)
    for (const text of texts) expect(linesOf(text).at(-1)).toHaveProperty('load_duration', 30e6)
    expect(linesOf(await textOf(double)).at(-1)).not.toHaveProperty('load_duration')
  })
})

describe('the port', () => {
  test('refuses connections once the server stopped, and serves again after a restart', async () => {
    const double = await faulty('hang-mid')
    const cut = textOf(double)
    await until(() => expect(double.counters.active).toBe(1))
    await Promise.all([expect(cut).rejects.toThrow(), double.stop()])
    expect(double.counters).toMatchObject({ active: 0, connections: 0, failed: 1, aborted: 0 })
    await expect(post(double)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    double.fault(undefined)
    await double.restart()
    expect(contentOf(linesOf(await textOf(double)))).toBe(REPLY)
  })

  test('answers what is no chat as the real server does', async () => {
    const { url } = await start()
    expect(await (await fetch(url)).text()).toBe('Ollama is running')
    expect((await fetch(`${url}/api/nothing`)).status).toBe(404)
    const bad = (body: string) => fetch(`${url}/api/chat`, { method: 'POST', body })
    const empty = await bad('')
    expect([empty.status, await empty.json()]).toEqual([400, { error: 'missing request body' }])
    expect((await bad('{"model":')).status).toBe(400)
    expect((await bad('nothing')).status).toBe(400)
  })

  test('closes a connection that is idle only when it is told to', async () => {
    const [keeping, closing] = [await start(), await faulty('close-after')]
    await textOf(keeping)
    await textOf(closing)
    await until(() => expect(closing.counters.connections).toBe(0))
    expect(keeping.counters.connections).toBe(1)
  })
})

describe('a model that writes something else', () => {
  test('writes what a function makes of the question', async () => {
    const double = await start()
    double.reply(({ messages }) => `Oí: ${messages.at(-1)?.content} `)
    expect(contentOf(linesOf(await textOf(double)))).toBe('Oí: ¿Dónde queda la oficina? ')
  })

  test('fails as a function says of each chat', async () => {
    const double = await start()
    double.fault((n, { stream }) => (n === 1 && stream === false ? '429' : undefined))
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await post(double, { stream: false })).status)
    expect(statuses).toEqual([200, 429, 200])
  })
})
