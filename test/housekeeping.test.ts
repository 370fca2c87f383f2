import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createHousekeeping } from '../src/housekeeping.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const MINUTE = 60_000

const open = (broken = '') => {
  const done: string[] = []
  const lines: string[] = []
  const log = pino({}, { write: line => void lines.push(line) })
  const task = (name: string) => ({
    name,
    run: async () => {
      if (name === broken) throw new Error('no hay lugar')
      done.push(name)
    },
  })
  const tasks = ['barrer', 'copiar'].map(task)
  return { done, lines, housekeeping: createHousekeeping({ tasks, log }) }
}

test('each task is done a minute after the start, and again each hour', async () => {
  const { done, housekeeping } = open()
  housekeeping.start()
  await vi.advanceTimersByTimeAsync(MINUTE - 1)
  expect(done).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(done).toEqual(['barrer', 'copiar'])
  await vi.advanceTimersByTimeAsync(60 * MINUTE)
  expect(done).toHaveLength(4)
})

test('one that fails is logged and keeps nothing else from being done', async () => {
  const { done, lines, housekeeping } = open('barrer')
  await housekeeping.run()
  expect(done).toEqual(['copiar'])
  expect(lines.join('')).toContain('mantenimiento: no se pudo barrer')
})

test('once stopped nothing more is done', async () => {
  const { done, housekeeping } = open()
  housekeeping.start()
  housekeeping.stop()
  await vi.advanceTimersByTimeAsync(180 * MINUTE)
  expect(done).toEqual([])
})
