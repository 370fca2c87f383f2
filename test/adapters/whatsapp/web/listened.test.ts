import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createListened } from '../../../../adapters/whatsapp/web/listened.ts'
import { temporaryFolder } from '../../../support/core.ts'

const HOUR = 60 * 60 * 1000

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => {
  vi.useRealTimers()
  folder.remove()
})

describe('until when WhatsApp was listened to', () => {
  test('is not known before the first time: nothing was missed', () => {
    expect(createListened(folder.path).since()).toBeUndefined()
  })

  test('is remembered, but not from before the first time', () => {
    const before = Date.now()
    createListened(folder.path).touch()
    const since = createListened(folder.path).since() ?? 0
    expect(since).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000)
    expect(since).toBeLessThanOrEqual(Date.now())
  })

  test('counts for twelve hours, with a margin for what was on its way', () => {
    const listened = createListened(folder.path)
    listened.touch()
    const now = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: now + 10 * HOUR })
    listened.touch()
    vi.setSystemTime(now + 11 * HOUR)
    expect(listened.since()).toBeLessThan(now + 10 * HOUR)
    expect(listened.since()).toBeGreaterThan(now + 9 * HOUR)
    vi.setSystemTime(now + 30 * HOUR)
    expect(listened.since()).toBe(now + 18 * HOUR)
  })

  test('of a folder that is gone is forgotten, without an error', () => {
    const listened = createListened(join(folder.path, 'nada'))
    listened.touch()
    expect(listened.since()).toBeUndefined()
  })
})
