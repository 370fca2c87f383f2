import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Unavailable } from '../../src/llm/unavailable.ts'
import { type Generate, over, PATIENCE_MS, refuses, says, TOTAL_MS } from '../support/assistant.ts'

/** Writes this, and then nothing until it is no longer wanted. */
const hangsAfter =
  (...pieces: readonly string[]): Generate =>
  ({ attempt, signal }) => {
    const write = attempt()
    for (const piece of pieces) write(piece)
    const left = () => new Unavailable('cancelled', { cause: signal.reason })
    return new Promise((_, reject) => {
      if (signal.aborted) reject(left())
      signal.addEventListener('abort', () => reject(left()))
    })
  }
/** What a promise gives, and when. */
const timed = async <T>(promise: Promise<T>) => {
  const started = performance.now()
  const value = await promise
  return { value, ms: Math.round(performance.now() - started) }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  // Nothing is left that would keep the program running.
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('patience', () => {
  test('ends when nothing has been shown', async () => {
    const { answer, counts, requests } = over(hangsAfter('Es gra'))
    const answered = timed(answer({ onText: () => {} }))
    expect(requests).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(TOTAL_MS)
    expect(await answered).toEqual({ value: undefined, ms: PATIENCE_MS })
    expect(requests[0]?.signal.reason).toMatchObject({ kind: 'cancelled' })
    expect(counts().refusals).toEqual({ cancelled: 1 })
  })

  test('is the total once something has been shown; what was shown is the answer', async () => {
    const { answer } = over(hangsAfter('Es gratis. Y ade'))
    const answered = timed(answer({ onText: () => {} }))
    await vi.advanceTimersByTimeAsync(2 * TOTAL_MS)
    expect(await answered).toEqual({
      value: { text: 'Es gratis.', unfinished: true },
      ms: TOTAL_MS,
    })
  })

  test('is told to the pool, as it grows shorter and as it grows', async () => {
    const left: number[] = []
    const { answer } = over(async request => {
      const note = () => left.push(Math.round(request.leftMs()))
      note()
      await vi.advanceTimersByTimeAsync(10_000)
      note()
      request.attempt()('Es gratis. ')
      note()
      return { cut: false }
    })
    await answer({ onText: () => {} })
    expect(left).toEqual([PATIENCE_MS, PATIENCE_MS - 10_000, TOTAL_MS - 10_000])
  })

  test('does not begin again with what comes after the answer', async () => {
    let late = (_: string) => {}
    const { answer } = over(async ({ attempt }) => {
      late = attempt()
      throw new Unavailable('failed')
    })
    const shown: string[] = []
    expect(await answer({ onText: text => shown.push(text) })).toBeUndefined()
    late('Es gratis. Ya está.')
    expect(shown).toEqual([])
  })
})

describe('a person who leaves', () => {
  test('ends the work, and finds later what was shown', async () => {
    const leaving = new AbortController()
    const { answer, counts, requests } = over(hangsAfter('Es gratis. Y ade'))
    const answered = timed(answer({ signal: leaving.signal, onText: () => {} }))
    await vi.advanceTimersByTimeAsync(3000)
    leaving.abort()
    expect(await answered).toEqual({
      value: { text: 'Es gratis.', unfinished: true },
      ms: 3000,
    })
    expect(requests[0]?.signal.reason).toMatchObject({ kind: 'cancelled' })
    expect(counts()).toMatchObject({ answers: 1, refusals: { cancelled: 1 } })
  })

  test('before the question is taken ends it at once', async () => {
    const { answer } = over(hangsAfter())
    expect(await timed(answer({ signal: AbortSignal.abort() }))).toEqual({
      value: undefined,
      ms: 0,
    })
  })

  test('is not listened to any more once there is an answer', async () => {
    const leaving = new AbortController()
    const added = vi.spyOn(leaving.signal, 'addEventListener')
    const removed = vi.spyOn(leaving.signal, 'removeEventListener')
    await over(says('Es gratis.')).answer({ signal: leaving.signal })
    await over(refuses('down')).answer({ signal: leaving.signal })
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      added.mock.calls.map(([, listener]) => listener),
    )
  })
})
