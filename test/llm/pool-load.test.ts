import { beforeAll, describe, expect, test, vi } from 'vitest'
import { TIMINGS } from '../../src/llm/timings.ts'
import { everyMs, FAST, SCALE } from '../support/pool.ts'
import { type Figures, runHopeless, runPool, timeToReturn, warmUp } from '../support/pool-runs.ts'

const GOOD = undefined
const ALL_GOOD = [GOOD, GOOD, GOOD, GOOD]
/** What a person waits, and the time that it takes to see that it is over. */
const IN_TIME = FAST.patienceMs + 50
const AT_ONCE = 50
/** At this speed a moment in which the machine does something else is long: one failure is no proof. */
const AGAIN = { retry: 2 }

// They wait for the most part, and can do so side by side.
vi.setConfig({ maxConcurrency: 6, testTimeout: 60_000 })
beforeAll(async () => {
  await warmUp()
})

const expectAnswers = ({ answered, shed, late, failed, asked }: Figures, share: number) => {
  const missing = asked - answered
  expect({ missing, shed, late, failed }).toMatchObject({
    missing: expect.toSatisfy((count: number) => count <= asked * (1 - share)),
  })
}

/** What holds however bad the servers are. */
const expectOrder = (figures: Figures) => {
  expect(figures).toMatchObject({ maxActive: 1, maxQueued: 0, left: 0 })
  expect(figures.mostAtOneEndpoint).toBeLessThanOrEqual(1)
  expect(figures.mostAttempts).toBeLessThanOrEqual(3)
  expect(figures.slowest).toBeLessThanOrEqual(IN_TIME)
}

describe('with no good endpoint', AGAIN, () => {
  test('there is no answer at once when nobody listens', async () => {
    const { answered, slowest, after } = await runHopeless('stop', 8)
    expect(answered).toBe(0)
    expect(slowest).toBeLessThanOrEqual(AT_ONCE)
    expect(after.outcome).toBe('down')
    expect(after.tookMs).toBeLessThanOrEqual(AT_ONCE)
  })

  test.each(['silence', 'hang-mid'] as const)(
    'some wait for nothing when all hang (%s), and the next do not',
    async fault => {
      const { answered, slowest, timeouts, after } = await runHopeless(fault, 8)
      expect(answered).toBe(0)
      expect(timeouts).toBeLessThanOrEqual(4)
      expect(slowest).toBeLessThanOrEqual(IN_TIME)
      expect(after.outcome).toBe('down')
      expect(after.tookMs).toBeLessThanOrEqual(AT_ONCE)
    },
  )
})

describe.concurrent('with two bad endpoints of four', AGAIN, () => {
  test.each([
    ['silence', '503-busy'],
    ['truncated', 'slow-first'],
    ['hang-mid', 'malformed-line'],
  ] as const)('%s and %s: 99 of 100 are answered', async (...bad) => {
    const every = everyMs(2, 0.68)
    const figures = await runPool({ plans: [...bad, GOOD, GOOD], every, count: 30 })
    expectAnswers(figures, 0.99)
    expectOrder(figures)
  })
})

describe.concurrent('with three bad endpoints of four', AGAIN, () => {
  test.each([
    ['silence', 'truncated', '500-runner'],
    ['silence', 'silence', 'silence'],
  ] as const)('%s, %s and %s: what is too much is refused and nothing is late', async (...bad) => {
    const figures = await runPool({ plans: [...bad, GOOD], every: everyMs(1, 1.36), count: 30 })
    expect(figures.late).toBe(0)
    expect(figures.shed).toBeGreaterThan(0)
    expect(figures.answered).toBeGreaterThan(figures.asked / 2)
    expectOrder(figures)
  })
})

describe.concurrent('with good endpoints', AGAIN, () => {
  test('three times too much is answered or refused in time', async () => {
    const figures = await runPool({ plans: ALL_GOOD, every: everyMs(4, 3), count: 150 })
    expect(figures.answered + figures.shed).toBe(figures.asked)
    // What four of them can do in the time, and what still waits at its end.
    expect(figures.answered).toBeGreaterThan(figures.asked / 3)
    expectOrder(figures)
  })

  test('each gets its share', async () => {
    const options = { firstTokenMs: 30, tokenMs: 60 }
    const figures = await runPool({ plans: ALL_GOOD, options, every: 50, count: 200 })
    expectAnswers(figures, 1)
    for (const answered of figures.answeredBy) {
      expect(answered).toBeGreaterThanOrEqual(45)
      expect(answered).toBeLessThanOrEqual(55)
    }
    expectOrder(figures)
  })

  test('one that is three times slower gets less, and all are answered', async () => {
    const options = (i: number) => (i === 0 ? { firstTokenMs: 180, tokenMs: 360 } : {})
    const figures = await runPool({ plans: ALL_GOOD, options, count: 50 })
    expectAnswers(figures, 1)
    expect(figures.answeredBy[0]).toBeLessThan(Math.min(...figures.answeredBy.slice(1)))
    expectOrder(figures)
  })

  test('one that fails now and then costs no answer', async () => {
    let state = 1
    const halfOfThem = () => {
      state = (state * 48_271) % 2_147_483_647
      return state % 2 === 0 ? '500-runner' : undefined
    }
    const figures = await runPool({ plans: [halfOfThem, GOOD, GOOD, GOOD], count: 50 })
    expectAnswers(figures, 0.99)
    expect(figures.retried).toBeLessThanOrEqual(figures.asked / 4)
    expectOrder(figures)
  })
})

describe.concurrent('an endpoint that works again serves again in twenty seconds', AGAIN, () => {
  const twenty = 20_000 * SCALE
  // The probes come at their own time: the server returns soon after one, or long after.
  const moments = [0, 250, 500].map(ms => ms * 20 * SCALE)

  test.each([
    ['was stopped', 'stop'],
    ['said nothing', 'silence'],
    ['stopped in the middle', 'hang-mid'],
    ['failed', '500-runner'],
  ] as const)('after it %s', async (_, what) => {
    const took = await Promise.all(moments.map(ms => timeToReturn(what, ms)))
    expect(Math.max(...took)).toBeLessThanOrEqual(twenty)
  })
})

test('the times of these tests are those of the program, a twentieth of each', () => {
  expect(FAST.patienceMs).toBe(TIMINGS.patienceMs / 20)
  expect(Object.keys(FAST)).toEqual(Object.keys(TIMINGS))
})
