import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withTyping } from '../../src/conversation/typing.ts'
import { recordingResponder } from '../support/responder.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('quick work shows nothing', async () => {
  const responder = recordingResponder()
  await expect(withTyping(responder, async () => 'done')).resolves.toBe('done')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(responder.typings).toBe(0)
})

test('slow work shows that an answer is being prepared, again and again until it is done', async () => {
  const responder = recordingResponder()
  const work = Promise.withResolvers<string>()
  const result = withTyping(responder, () => work.promise)
  await vi.advanceTimersByTimeAsync(1000)
  expect(responder.typings).toBe(1)
  await vi.advanceTimersByTimeAsync(5000)
  expect(responder.typings).toBe(2)
  work.resolve('done')
  await expect(result).resolves.toBe('done')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(responder.typings).toBe(2)
  expect(vi.getTimerCount()).toBe(0)
})

test('a platform that refuses to show it does not harm the work', async () => {
  const work = Promise.withResolvers<string>()
  let refused = 0
  const typing = async () => {
    refused++
    throw new Error('429')
  }
  const result = withTyping({ ...recordingResponder(), typing }, () => work.promise)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(refused).toBeGreaterThan(0)
  work.resolve('done')
  await expect(result).resolves.toBe('done')
})

test('work that fails gives its error and shows nothing more', async () => {
  const responder = recordingResponder()
  const work = Promise.withResolvers<string>()
  const result = withTyping(responder, () => work.promise)
  await vi.advanceTimersByTimeAsync(1000)
  work.reject(new Error('broken'))
  await expect(result).rejects.toThrow('broken')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(responder.typings).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})
