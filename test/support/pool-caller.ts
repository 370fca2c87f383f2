import { afterEach, expect } from 'vitest'
import { Fault } from '../../src/llm/faults.ts'
import type { OllamaOptions } from './ollama.ts'
import { openDoubles } from './ollama-caller.ts'
import { openPool } from './pool.ts'

/** Doubles, and pools over them that are closed after each test, before the doubles stop. */
export const openPools = () => {
  const { start, faulty } = openDoubles()
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })
  return {
    start,
    faulty,
    starts: (count: number, options: OllamaOptions = {}) =>
      Promise.all(Array.from({ length: count }, () => start(options))),
    open: (...args: Parameters<typeof openPool>) => {
      const opened = openPool(...args)
      closing.push(opened.pool.close)
      return opened
    },
  }
}

export const eventually = <T>(value: () => T, timeout = 5000) =>
  expect.poll(value, { timeout, interval: 2 })

/** Never says anything. */
export const FOREVER: OllamaOptions = { firstTokenMs: 60_000 }
/** Slow enough to see what happens meanwhile. */
export const SLOW: OllamaOptions = { firstTokenMs: 100 }

export const leaving = () => {
  const control = new AbortController()
  const leave = () => control.abort(new Fault('cancelled', 'se fue'))
  return { signal: control.signal, leave }
}
