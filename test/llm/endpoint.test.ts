import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEndpoint, OPTIONS } from '../../src/llm/endpoint.ts'
import { Fault } from '../../src/llm/faults.ts'
import { generate, outcomeOf } from '../support/generation.ts'
import type { OllamaDouble } from '../support/ollama.ts'
import { MODEL, openDoubles, QUESTION, REPLY } from '../support/ollama-caller.ts'

const { start, faulty } = openDoubles()

describe('a request', () => {
  test('is the same on the wire whatever the form of the answer, but for that form', async () => {
    const double = await start()
    await generate(double)
    await generate(double, { stream: false })
    const request = {
      ...QUESTION,
      think: false,
      keep_alive: -1,
      options: { num_ctx: 8192, num_predict: 450, temperature: 0.2, seed: 7 },
    }
    expect(double.bodies).toEqual([
      { ...request, stream: true },
      { ...request, stream: false },
    ])
  })

  test('for fewer words changes nothing that would have the model loaded again', async () => {
    const double = await start()
    const { text, cut } = await generate(double, { tokens: 3 })
    expect([text, cut]).toEqual(['Podés ir a', true])
    expect(double.bodies[0]?.options).toEqual({ ...OPTIONS, num_predict: 3 })
  })
})

describe('a completion', () => {
  test('tells how long the words took, and how fast the model says it wrote', async () => {
    const completion = await generate(await start({ firstTokenMs: 30, tokenMs: 5 }))
    expect(completion).toMatchObject({ text: REPLY, cut: false, promptTokens: 6 })
    expect(completion.tokensPerSecond).toBeCloseTo(200)
    expect(completion.firstMs).toBeGreaterThanOrEqual(29)
    expect(completion.tookMs).toBeGreaterThanOrEqual(completion.firstMs + 30)
  })

  test('tells that it was cut, and how little of the prompt was read', async () => {
    expect(await generate(await faulty('done-length'))).toMatchObject({ cut: true })
    expect(await generate(await faulty('truncated-prompt'))).toMatchObject({ promptTokens: 1 })
  })

  test('that comes whole has its first words at the end', async () => {
    const { firstMs, text } = await generate(await start({ tokenMs: 5 }), { stream: false })
    expect(text).toBe(REPLY)
    expect(firstMs).toBeGreaterThanOrEqual(40)
  })
})

describe('what is loaded', () => {
  const residence = ({ url }: Pick<OllamaDouble, 'url'>, model = MODEL, signal?: AbortSignal) =>
    createEndpoint({ url, model, stream: true }).residence(signal ?? AbortSignal.timeout(5000))

  test('is told with its context', async () => {
    const double = await start({ contextLength: 4096 })
    expect(await residence(double)).toEqual({ warm: true, contextLength: 4096 })
    expect(await residence({ url: `${double.url}/` })).toMatchObject({ warm: true })
  })

  test('may be nothing, or another model', async () => {
    const cold = { warm: false, contextLength: undefined }
    expect(await residence(await start({ loaded: false }))).toEqual(cold)
    expect(await residence(await start(), 'gemma4:12b')).toEqual(cold)
  })

  test('may be told with the tag that a name without one stands for', async () => {
    const double = await start({ model: 'gemma4:latest' })
    expect(await residence(double, 'gemma4')).toMatchObject({ warm: true })
  })

  test('is not known where nobody answers', async () => {
    const double = await start()
    await double.stop()
    await expect(residence(double)).rejects.toMatchObject({ kind: 'refused' })
    await expect(residence(await faulty('rst-accept'))).rejects.toMatchObject({ kind: 'broken' })
  })

  test('is waited for no longer than the caller wants', async () => {
    const control = new AbortController()
    const asked = residence(await faulty('silence'), MODEL, control.signal)
    control.abort(new Fault('silent', 'no contesta'))
    await expect(asked).rejects.toBe(control.signal.reason)
  })
})

describe('a foreign server', () => {
  const foreign = new LLMock({ port: 0 })
  beforeAll(async () => {
    foreign.onMessage('¿Dónde queda la oficina?', { content: REPLY })
    foreign.onMessage('falla', {
      error: { message: 'se rompió', type: 'server_error' },
      status: 500,
    })
    foreign.onMessage('lleno', { error: { message: 'hay fila', type: 'rate' }, status: 429 })
    await foreign.start()
  })
  afterAll(() => foreign.stop())

  test.each([true, false])('is understood (stream: %s)', async stream => {
    const pieces: string[] = []
    const onText = (piece: string) => pieces.push(piece)
    const completion = await generate(foreign, { stream, onText })
    expect(completion).toMatchObject({ text: REPLY, cut: false, tokensPerSecond: undefined })
    expect(pieces.join('')).toBe(REPLY)
  })

  test('may tell of an error as an object', async () => {
    const messages = [{ role: 'user', content: 'falla' }]
    await expect(generate(foreign, { messages })).rejects.toMatchObject({
      kind: 'broken',
      message: 'HTTP 500: se rompió',
    })
    expect(
      await outcomeOf(generate(foreign, { messages: [{ role: 'user', content: 'lleno' }] })),
    ).toBe('busy')
  })

  test('that does not tell what it has loaded counts as warm', async () => {
    const endpoint = createEndpoint({ url: foreign.url, model: MODEL, stream: true })
    expect(await endpoint.residence(AbortSignal.timeout(5000))).toEqual({
      warm: true,
      contextLength: undefined,
    })
  })
})
