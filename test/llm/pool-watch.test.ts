import pino from 'pino'
import { describe, expect, test } from 'vitest'
import { OPTIONS } from '../../src/llm/endpoint.ts'
import { FAST, type openPool } from '../support/pool.ts'
import { eventually, FOREVER, openPools, SLOW } from '../support/pool-caller.ts'

const { start, starts, faulty, open } = openPools()

describe('a model that is not in memory', () => {
  test('is loaded in the background, with the options of every request', async () => {
    const doubles = await starts(2, { loaded: false })
    const { pool, ask } = open(doubles)
    await eventually(() => pool.status().endpoints).toMatchObject([{ warm: true }, { warm: true }])
    await ask()
    const bodies = doubles.flatMap(double => double.bodies)
    expect(bodies).toHaveLength(3)
    for (const { think, keep_alive, options } of bodies) {
      expect({ think, keep_alive }).toEqual({ think: false, keep_alive: -1 })
      expect(options).toEqual({ ...OPTIONS, num_predict: expect.any(Number) })
    }
  })

  test('gets no question while another is', async () => {
    const doubles = [await start({ loaded: false, loadMs: 2000, slots: 4 }), await start(SLOW)]
    const { pool, ask, attempts, names } = open(doubles, { slots: 4 })
    await eventually(() => pool.status().endpoints[0]).toMatchObject({ inFlight: 1, warm: false })
    await Promise.all(Array.from({ length: 6 }, () => ask()))
    expect(new Set(attempts.map(({ endpoint }) => endpoint))).toEqual(new Set([names[1]]))
  })

  test('is waited for when it is the only one', async () => {
    const { ask } = open([await start({ loaded: false, loadMs: 300 })])
    expect(await ask()).toMatchObject({ outcome: 'answered' })
  })

  test('any more is loaded again', async () => {
    const double = await start()
    const { pool } = open([double], { timings: { ...FAST, watchMs: 20 } })
    await eventually(() => pool.status().endpoints).toMatchObject([{ warm: true }])
    const body = { model: 'gemma2:9b', keep_alive: 0 }
    await fetch(`${double.url}/api/chat`, { method: 'POST', body: JSON.stringify(body) })
    await eventually(() => double.bodies.at(-1)?.options?.num_predict).toBe(16)
    await eventually(() => pool.status().endpoints).toMatchObject([{ warm: true }])
  })
})

describe('the status of an endpoint', () => {
  const stateOf = ({ pool }: ReturnType<typeof openPool>) => pool.status().endpoints[0]

  test('is "starting" until it has said something, then "up"', async () => {
    const opened = open([await start()])
    expect(stateOf(opened)).toMatchObject({ state: 'starting', warm: false })
    await eventually(() => stateOf(opened)).toMatchObject({ state: 'up', warm: true })
  })

  test('is "busy" while it writes, or when it says so', async () => {
    const double = await start(SLOW)
    const opened = open([double])
    await eventually(() => stateOf(opened)?.state).toBe('up')
    const asked = opened.ask()
    expect(stateOf(opened)).toMatchObject({ state: 'busy', inFlight: 1, slots: 1 })
    await asked
    expect(stateOf(opened)).toMatchObject({ state: 'up', inFlight: 0, answered: 1 })
    double.fault('503-busy')
    await opened.ask()
    expect(stateOf(opened)).toMatchObject({ state: 'busy', failed: 1 })
  })

  test('is "down" with the reason in words and when it was', async () => {
    const double = await start()
    const opened = open([double])
    await double.stop()
    await opened.ask()
    expect(stateOf(opened)).toMatchObject({
      state: 'down',
      name: `127.0.0.1:${double.port}`,
      ejections: 1,
      lastError: { text: 'no atiende (ECONNREFUSED)', at: expect.any(Date) },
    })
  })

  test('is "down" when it is the only one and fails in all that it is asked', async () => {
    const lines: string[] = []
    const log = pino({}, { write: line => void lines.push(line) })
    const double = await faulty('500-runner')
    const opened = open([double], { log })
    for (let i = 0; i < 3; i++) expect(await opened.ask()).toMatchObject({ outcome: 'failed' })
    expect(stateOf(opened)).toMatchObject({ state: 'down', ejections: 0 })
    expect(lines.filter(line => line.includes('un Ollama falla en todo'))).toHaveLength(1)
    double.fault(undefined)
    expect(await opened.ask()).toMatchObject({ outcome: 'answered' })
    expect(stateOf(opened)).toMatchObject({ state: 'up' })
  })

  test('tells how fast it is, and warns of a context that is too short', async () => {
    const opened = open([await start({ contextLength: 4096 })])
    await eventually(() => stateOf(opened)?.state).toBe('up')
    await opened.ask()
    expect(stateOf(opened)).toMatchObject({
      firstMs: expect.any(Number),
      serviceMs: expect.any(Number),
      tokensPerSecond: expect.any(Number),
      warning: 'el modelo está cargado con 4096 tokens de contexto; hacen falta 8192',
    })
  })

  test('warns of a server that reads only a part of what it is asked, until it reads all', async () => {
    const lines: string[] = []
    const log = pino({}, { write: line => void lines.push(line) })
    const double = await faulty('truncated-prompt')
    const opened = open([double], { log })
    for (let i = 0; i < 2; i++) expect(await opened.ask()).toMatchObject({ outcome: 'answered' })
    const warning = 'el servidor recorta la consulta: revisá OLLAMA_CONTEXT_LENGTH'
    expect(stateOf(opened)).toMatchObject({ state: 'up', warning })
    expect(lines.filter(line => line.includes(warning))).toHaveLength(1)
    double.fault(undefined)
    await opened.ask()
    expect(stateOf(opened)?.warning).toBeUndefined()
  })

  test('says nothing against one that is slow to tell what it has loaded while it writes', async () => {
    const double = await start({ tokenMs: 100 })
    const opened = open([double], { timings: { ...FAST, watchMs: 20, residenceMs: 20 } })
    await eventually(() => stateOf(opened)?.state).toBe('up')
    const asked = opened.ask()
    await eventually(() => double.counters.active).toBe(1)
    double.fault('silence')
    expect(await asked).toMatchObject({ outcome: 'answered' })
    expect(stateOf(opened)).toMatchObject({ ejections: 0 })
  })
})

describe('closing', () => {
  test('ends what waits, what is written and what is probed, and takes nothing more', async () => {
    const [double, cold] = [await start(FOREVER), await start({ loaded: false, loadMs: 60_000 })]
    const { pool, ask } = open([double, cold])
    await eventually(() => cold.counters.active).toBe(1)
    const all = [ask(), ask()]
    await eventually(() => double.counters.active).toBe(1)
    expect(pool.status().waiting).toBe(1)
    pool.close()
    for (const one of all) expect(await one).toMatchObject({ outcome: 'cancelled' })
    expect(await ask()).toMatchObject({ outcome: 'cancelled' })
    for (const { counters } of [double, cold]) await eventually(() => counters.active).toBe(0)
    expect(pool.status().endpoints).toMatchObject([{ failed: 0 }, { failed: 0 }])
  })
})
