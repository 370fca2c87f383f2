import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Fault } from '../../../../adapters/whatsapp/web/faults.ts'
import { PAUSES } from '../../../../adapters/whatsapp/web/pauses.ts'
import type { FromWorker, Reason } from '../../../../adapters/whatsapp/web/protocol.ts'
import { createSupervisor } from '../../../../adapters/whatsapp/web/supervisor.ts'
import { createFakeChildren } from '../../../support/whatsapp-child.ts'

// Nothing here waits: the clock is turned by hand.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, _: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) reject(new Error('aborted'))
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(new Error('aborted'))
      })
    }),
}))

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

const open = () => {
  const children = createFakeChildren()
  const heard: FromWorker[] = []
  const faults: { fault: Fault; reason: Reason; waitMs: number }[] = []
  const stop = new AbortController()
  let free = true
  const supervisor = createSupervisor({
    config: { folder: 'folder', chromium: 'chromium' },
    launch: children.launch,
    lock: { take: () => free, release: () => undefined },
    pauses: PAUSES,
    hear: message => heard.push(message),
    onFault: (fault, reason, waitMs) => faults.push({ fault, reason, waitMs }),
  })
  const running = supervisor.run(stop.signal)
  return {
    ...children,
    heard,
    faults,
    running,
    stop,
    setFree: (now: boolean) => {
      free = now
    },
    waits: () => faults.map(({ waitMs }) => waitMs),
    /** Until the next child has been started. */
    passWait: () => pass((faults.at(-1)?.waitMs ?? 0) + 1),
  }
}

describe('the supervisor', () => {
  test('replaces a child that says nothing for too long', async () => {
    const { children, latest, faults, running, stop } = open()
    for (let n = 0; n < 5; n++) {
      await pass(PAUSES.silence - 1)
      latest().tells({ kind: 'alive' })
    }
    expect(faults).toEqual([])
    await pass(PAUSES.silence)
    expect(faults).toMatchObject([{ reason: 'silent', waitMs: PAUSES.first }])
    expect(children[0]?.killed()).toBe(true)
    await pass(PAUSES.first)
    expect(children).toHaveLength(2)
    stop.abort()
    await running
  })

  test('waits longer each time, up to five minutes', async () => {
    const { latest, waits, passWait, stop, running } = open()
    for (let n = 0; n < 9; n++) {
      latest().dies()
      await passWait()
    }
    expect(waits().map(ms => ms / 1000)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
    stop.abort()
    await running
  })

  test('begins with the short pause again after it has worked for a while', async () => {
    const { latest, waits, passWait, stop, running } = open()
    for (const works of [0, 0, PAUSES.steady, 0]) {
      latest().tells({ kind: 'ready' })
      for (let ms = 0; ms < works; ms += 1000) {
        latest().tells({ kind: 'alive' })
        await pass(1000)
      }
      latest().tells({ kind: 'failed', reason: 'browser' })
      latest().dies()
      await passWait()
    }
    expect(waits().map(ms => ms / 1000)).toEqual([5, 10, 5, 10])
    stop.abort()
    await running
  })

  test('starts at once after the phone was unlinked, but not over and over', async () => {
    const { children, latest, waits, passWait, stop, running } = open()
    for (const wanted of [2, 3]) {
      latest().tells({ kind: 'failed', reason: 'logged-out' })
      latest().dies()
      await passWait()
      expect(children).toHaveLength(wanted)
    }
    expect(waits()).toEqual([0, 10_000])
    stop.abort()
    await running
  })

  test('does not try again with a number that WhatsApp has blocked', async () => {
    const { children, latest, faults, running } = open()
    latest().tells({ kind: 'failed', reason: 'blocked' })
    latest().dies()
    await running
    expect(faults).toMatchObject([{ fault: { retry: 'never' } }])
    expect(children).toHaveLength(1)
  })

  test('kills a child that has failed and does not end', async () => {
    const { latest, stop, running } = open()
    latest().tells({ kind: 'failed', reason: 'launch' })
    await pass(PAUSES.ending - 1)
    expect(latest().killed()).toBe(false)
    await pass(1)
    expect(latest().killed()).toBe(true)
    stop.abort()
    await running
  })

  test('hears nothing of a child that has failed, but what it has sent and what was written', async () => {
    const { latest, says, heard, faults, stop, running } = open()
    latest().tells({ kind: 'failed', reason: 'browser' })
    latest().tells({ kind: 'failed', reason: 'launch' })
    latest().tells({ kind: 'ready' })
    latest().tells({ kind: 'sent', id: 1, result: 'sent' })
    const { messageId } = says('5492215550001@c.us', 'hola')
    expect(heard).toMatchObject([
      { kind: 'sent', id: 1, result: 'sent' },
      { kind: 'message', message: { messageId } },
    ])
    expect(faults).toHaveLength(1)
    stop.abort()
    await running
  })

  test('waits for the folder while another program uses it', async () => {
    const opened = open()
    expect(opened.children).toHaveLength(1)
    opened.setFree(false)
    opened.latest().dies()
    await opened.passWait()
    expect(opened.faults.at(-1)).toMatchObject({ reason: 'locked' })
    opened.setFree(true)
    await opened.passWait()
    expect(opened.children).toHaveLength(2)
    opened.stop.abort()
    await opened.running
  })

  test('tells the child to end when it is stopped, and starts no other', async () => {
    const { children, latest, faults, stop, running } = open()
    stop.abort()
    await running
    expect(latest().told).toEqual([{ kind: 'stop' }])
    expect([children.length, faults.length]).toEqual([1, 0])
  })
})
