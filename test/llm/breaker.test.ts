import { describe, expect, test } from 'vitest'
import { type Breaker, createBreaker } from '../../src/llm/breaker.ts'
import { TIMINGS } from '../../src/llm/timings.ts'

const { ejectMs, ejectMostMs, busyMs } = TIMINGS

const fail = (breaker: Breaker, times: number, now = 0, softMayOpen = true) => {
  for (let i = 0; i < times; i++) breaker.failed('broken', now, softMayOpen)
}
const succeed = (breaker: Breaker, times: number) => {
  for (let i = 0; i < times; i++) breaker.succeeded()
}
const opened = () => {
  const breaker = createBreaker(TIMINGS)
  breaker.failed('refused', 0, true)
  return breaker
}

describe('an endpoint is left out', () => {
  test.each(['refused', 'silent', 'endless', 'no-model'] as const)(
    'at once when it is %s, even if many others are out',
    kind => {
      const breaker = createBreaker(TIMINGS)
      breaker.failed(kind, 100, false)
      expect(breaker).toMatchObject({ open: true, probeAt: 100 + ejectMs, ejections: 1 })
    },
  )

  test.each(['busy', 'slow', 'broken', 'garbled', 'empty'] as const)(
    'by %s only the third time',
    kind => {
      const breaker = createBreaker(TIMINGS)
      breaker.failed(kind, 0, true)
      breaker.failed(kind, 0, true)
      expect(breaker).toMatchObject({ open: false, strikes: 2 })
      breaker.failed(kind, 0, true)
      expect(breaker).toMatchObject({ open: true, ejections: 1 })
    },
  )

  test.each(['rejected', 'cancelled'] as const)('never for a request that was %s', kind => {
    const breaker = createBreaker(TIMINGS)
    for (let i = 0; i < 10; i++) breaker.failed(kind, 0, true)
    expect(breaker).toMatchObject({ open: false, strikes: 0 })
  })

  test('not for faults between which it answers', () => {
    const breaker = createBreaker(TIMINGS)
    for (let i = 0; i < 10; i++) {
      fail(breaker, 2)
      breaker.succeeded()
    }
    expect(breaker.open).toBe(false)
  })

  test('not by bad luck while too many others are out, but as soon as they are back', () => {
    const breaker = createBreaker(TIMINGS)
    fail(breaker, 9, 0, false)
    expect(breaker.open).toBe(false)
    fail(breaker, 1)
    expect(breaker.open).toBe(true)
  })
})

describe('an endpoint that was left out', () => {
  test('comes back when a probe succeeds, and only then', () => {
    const breaker = opened()
    breaker.succeeded()
    expect(breaker.open).toBe(true)
    breaker.probed(true, ejectMs, ejectMs)
    expect(breaker.open).toBe(false)
  })

  test('is probed less and less often, counted from when each probe began', () => {
    const breaker = opened()
    const pauses = [1000, 2000, 3000, 4000].map(began => {
      breaker.probed(false, began, began)
      return breaker.probeAt - began
    })
    expect(pauses).toEqual([2 * ejectMs, ejectMostMs, ejectMostMs, ejectMostMs])
  })

  test('is let breathe for a second after a probe that took longer than the pause', () => {
    const breaker = opened()
    const now = 2 * ejectMostMs
    breaker.probed(false, 0, now)
    expect(breaker.probeAt - now).toBe(1000)
  })

  test('is out again with its first fault after that, until it has answered three times', () => {
    const breaker = opened()
    breaker.probed(true, 0, 0)
    succeed(breaker, 2)
    fail(breaker, 1)
    expect(breaker).toMatchObject({ open: true, ejections: 2 })
    breaker.probed(true, 0, 0)
    succeed(breaker, 3)
    fail(breaker, 1)
    expect(breaker.open).toBe(false)
  })

  test('is forgiven after twenty answers', () => {
    const breaker = opened()
    breaker.probed(false, 0, 0)
    breaker.probed(true, 0, 0)
    succeed(breaker, 19)
    expect(breaker.ejections).toBe(2)
    succeed(breaker, 1)
    expect(breaker.ejections).toBe(0)
  })

  test('is not blamed for what was still under way', () => {
    const breaker = opened()
    const { probeAt } = breaker
    breaker.failed('silent', 1000, true)
    expect(breaker).toMatchObject({ probeAt, ejections: 1 })
  })
})

test('an endpoint that is busy gets nothing for a moment', () => {
  const breaker = createBreaker(TIMINGS)
  breaker.failed('busy', 500, true)
  expect(breaker).toMatchObject({ open: false, busyUntil: 500 + busyMs })
})
