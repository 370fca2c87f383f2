import { describe, expect, test } from 'vitest'
import { REPLY } from '../support/ollama-caller.ts'
import { FAST } from '../support/pool.ts'
import { eventually, FOREVER, leaving, openPools, SLOW } from '../support/pool-caller.ts'

const { start, starts, faulty, open } = openPools()

/** Whoever streams would have to be quicker than this. */
const HASTY = { ...FAST, firstWarmMs: 50, writeMs: 50 }

describe('a question', () => {
  test('is answered by one endpoint', async () => {
    const doubles = await starts(2)
    const { pool, ask } = open(doubles)
    expect(await ask()).toMatchObject({ outcome: 'answered', text: REPLY })
    expect(doubles.map(({ counters }) => counters.chats).sort()).toEqual([0, 1])
    expect(pool.status().counts).toEqual({
      answered: 1,
      shed: 0,
      retried: 0,
      failed: 0,
      cancelled: 0,
    })
  })

  test('goes to another endpoint when one fails, and never twice to the same', async () => {
    const doubles = [await faulty('500-runner'), await faulty('truncated'), await faulty('empty')]
    const { pool, ask, attempts, names } = open(doubles)
    expect(await ask()).toMatchObject({ outcome: 'failed' })
    expect(attempts.map(({ endpoint }) => endpoint).sort()).toEqual([...names].sort())
    expect(pool.status().counts).toMatchObject({ retried: 2, failed: 1 })
  })

  test('is tried three times at most', async () => {
    const doubles = await Promise.all([1, 2, 3, 4].map(() => faulty('500-runner')))
    const { ask, attempts } = open(doubles)
    expect(await ask()).toMatchObject({ outcome: 'failed' })
    expect(attempts).toHaveLength(3)
  })

  test('of which some was shown is not asked again', async () => {
    const doubles = [await faulty('error-line'), await start()]
    const { ask, attempts } = open(doubles)
    const shown: string[] = []
    expect(await ask({ show: piece => shown.push(piece) })).toMatchObject({ outcome: 'failed' })
    expect(shown.join('')).toBe('Podés ir a la')
    expect(attempts).toHaveLength(1)
  })

  test('may come whole', async () => {
    const doubles = [await faulty('malformed-line'), await start()]
    const { ask } = open(doubles, { stream: false })
    expect(await ask()).toMatchObject({ outcome: 'answered', text: REPLY })
  })

  test('that comes whole may take all the time that its person waits', async () => {
    const { pool, ask } = open([await start({ firstTokenMs: 200 })], {
      stream: false,
      timings: HASTY,
    })
    expect(await ask()).toMatchObject({ outcome: 'answered', text: REPLY })
    expect(pool.status().endpoints).toMatchObject([{ failed: 0, ejections: 0 }])
  })

  test('that does not come whole in that time is bad luck, until a probe finds that it hangs', async () => {
    const { pool, ask } = open([await start(FOREVER)], { stream: false, timings: HASTY })
    const { outcome, tookMs } = await ask({ patienceMs: 500 })
    expect(outcome).not.toBe('answered')
    expect(tookMs).toBeLessThan(2000)
    const [endpoint] = pool.status().endpoints
    expect(endpoint).toMatchObject({ failed: 1, ejections: 0 })
    expect(endpoint?.lastError?.text).toBe('no terminó de contestar')
    await eventually(() => pool.status().endpoints[0]?.state).toBe('down')
  })
})

describe('a question that an endpoint rejects', () => {
  test('may be taken by another, and then it was the endpoint', async () => {
    const doubles = [await faulty('400-thinking'), await start()]
    const { pool, ask } = open(doubles)
    expect(await ask()).toMatchObject({ outcome: 'answered' })
    expect(pool.status().endpoints[0]).toMatchObject({ failed: 1, state: 'up' })
  })

  test('by two is not worth a third, and nobody is blamed', async () => {
    const doubles = await Promise.all([1, 2, 3].map(() => faulty('400-context')))
    const { pool, ask, attempts } = open(doubles)
    expect(await ask()).toMatchObject({ outcome: 'failed' })
    expect(attempts).toHaveLength(2)
    expect(pool.status().endpoints.map(({ failed }) => failed)).toEqual([0, 0, 0])
  })
})

describe('a server', () => {
  test.each([1, 2])('gets as many questions at a time as it has slots: %i', async slots => {
    const double = await start({ slots, tokenMs: 2 })
    const { pool, ask } = open([double], { slots })
    const all = Array.from({ length: slots * 5 }, () => ask())
    await eventually(() => pool.status()).toMatchObject({ waiting: slots * 4 })
    for (const one of all) expect(await one).toMatchObject({ outcome: 'answered' })
    expect(double.counters).toMatchObject({ maxActive: slots, maxQueued: 0 })
  })

  test('that has not answered yet is not held to be slower than the others', async () => {
    const doubles = await starts(4)
    const { ask, attempts } = open(doubles)
    for (let i = 0; i < 8; i++) await ask()
    expect(new Set(attempts.map(({ endpoint }) => endpoint)).size).toBe(4)
  })

  test('that takes longer than anybody waits is still tried when it is free', async () => {
    const timings = { ...FAST, patienceMs: 200 }
    const doubles = [await start({ firstTokenMs: 300 })]
    const { ask } = open(doubles, { timings })
    for (let i = 0; i < 3; i++) {
      expect(await ask({ patienceMs: 5000 })).toMatchObject({ outcome: 'answered' })
    }
    await eventually(() => doubles[0]?.counters.active).toBe(0)
    expect(await ask()).toMatchObject({ outcome: 'late' })
  })

  test('that is slow gets a question when the others would take even longer', async () => {
    const others = await starts(2, { firstTokenMs: 50 })
    const { ask, attempts, names } = open([await start({ firstTokenMs: 150 }), ...others])
    const toSlow = () => attempts.filter(({ endpoint }) => endpoint === names[0]).length
    await Promise.all([ask(), ask(), ask()])
    await Promise.all([ask(), ask(), ask()])
    expect(toSlow()).toBe(1)
    await Promise.all(Array.from({ length: 9 }, () => ask()))
    expect(toSlow()).toBeGreaterThan(1)
  })

  test('that was slow is tried again when that was long ago', async () => {
    const slow = await start({ firstTokenMs: 150 })
    const { ask, attempts, names } = open([slow, await start()], {
      timings: { ...FAST, forgetMs: 1500 },
    })
    const toSlow = () => attempts.filter(({ endpoint }) => endpoint === names[0]).length
    while (toSlow() < 2) await ask()
    expect(attempts.length).toBeGreaterThan(4)
  })

  test('that failed is used last until a few words of it have come well', async () => {
    const [bad, ...good] = [await faulty('500-runner'), ...(await starts(2))]
    const { pool, ask, attempts, names } = open([bad, ...good])
    const toBad = () => attempts.filter(({ endpoint }) => endpoint === names[0]).length
    while (toBad() === 0) await ask()
    bad.fault(undefined)
    for (let i = 0; i < 4; i++) await ask()
    expect(toBad()).toBe(1)
    await eventually(() => bad.counters.served).toBe(1)
    await eventually(() => pool.status().endpoints[0]?.inFlight).toBe(0)
    for (let i = 0; i < 3; i++) await ask()
    expect(toBad()).toBeGreaterThan(1)
  })
})

describe('there is no answer', () => {
  test('for who would wait too long', async () => {
    const double = await start(SLOW)
    const { pool, ask } = open([double])
    const all = await Promise.all(Array.from({ length: 9 }, () => ask()))
    expect(all.filter(({ outcome }) => outcome === 'busy')).toHaveLength(4)
    expect(pool.status().counts).toMatchObject({ answered: 5, shed: 4 })
  })

  test('for who has waited until there is not time enough left', async () => {
    const double = await start({ firstTokenMs: 300 })
    const { ask } = open([double])
    const [first, second] = await Promise.all([ask(), ask({ patienceMs: 550 })])
    expect([first?.outcome, second?.outcome]).toEqual(['answered', 'busy'])
    expect(double.counters.chats).toBe(1)
  })

  test('when no endpoint is up', async () => {
    const doubles = await starts(2)
    for (const double of doubles) await double.stop()
    const { pool, ask } = open(doubles)
    await eventually(() => pool.status().endpoints.map(({ state }) => state)).toEqual([
      'down',
      'down',
    ])
    expect(await ask()).toMatchObject({ outcome: 'down' })
  })
})

describe('a caller that leaves', () => {
  test('while the question waits takes no place and is nobody’s fault', async () => {
    const double = await start(SLOW)
    const { pool, ask } = open([double])
    const { signal, leave } = leaving()
    const first = ask()
    const second = ask({ leave: signal })
    await eventually(() => pool.status().waiting).toBe(1)
    leave()
    expect(await second).toMatchObject({ outcome: 'cancelled' })
    expect(pool.status()).toMatchObject({ waiting: 0, counts: { cancelled: 1, failed: 0 } })
    expect(await first).toMatchObject({ outcome: 'answered' })
    expect(double.counters.chats).toBe(1)
  })

  test('while the answer is written frees the place and is nobody’s fault', async () => {
    const double = await start(FOREVER)
    const { pool, ask } = open([double])
    const { signal, leave } = leaving()
    const asked = ask({ leave: signal })
    await eventually(() => double.counters.active).toBe(1)
    leave()
    expect(await asked).toMatchObject({ outcome: 'cancelled' })
    await eventually(() => double.counters.active, 250).toBe(0)
    await eventually(() => pool.status().endpoints, 250).toMatchObject([
      { state: 'up', inFlight: 0, failed: 0, lastError: undefined },
    ])
  })

  test('leaves the next one a server that is ready', async () => {
    const double = await start({ firstTokenMs: 50 })
    const { ask } = open([double])
    const { signal, leave } = leaving()
    const [gone, next] = [ask({ leave: signal }), ask()]
    await eventually(() => double.counters.active).toBe(1)
    leave()
    expect((await gone).outcome).toBe('cancelled')
    expect((await next).outcome).toBe('answered')
    expect(double.counters).toMatchObject({ maxActive: 1, maxQueued: 0 })
  })
})
