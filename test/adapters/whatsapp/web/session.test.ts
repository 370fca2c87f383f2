import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Client } from '../../../../adapters/whatsapp/web/library.ts'
import { look, nudge, type Sight } from '../../../../adapters/whatsapp/web/page.ts'
import { PATIENCE } from '../../../../adapters/whatsapp/web/patience.ts'
import type { FromWorker } from '../../../../adapters/whatsapp/web/protocol.ts'
import { createSession } from '../../../../adapters/whatsapp/web/session.ts'

// The clock is turned by hand, and the page is what it is said to be.
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const LOADED: Sight = {
  whatsapp: true,
  watched: true,
  injected: false,
  state: 'CONNECTED',
  synced: false,
}

const open = async () => {
  const told: FromWorker[] = []
  const failures: unknown[] = []
  const listeners = new Map<string, () => void>()
  let sight = LOADED
  let nudges = 0
  const emit = (event: string) => listeners.get(event)?.()
  const pupPage = {
    on: () => undefined,
    evaluate: async (run: unknown) => {
      if (run === nudge) nudges++
      return run === look ? sight : undefined
    },
  }
  const client = {
    pupPage,
    pupBrowser: null,
    initialize: async () => undefined,
    on: (event: string, listener: () => void) => listeners.set(event, listener),
  } as unknown as Client
  const session = createSession({
    client,
    tell: message => told.push(message),
    fail: error => failures.push(error),
    patience: PATIENCE,
    listened: { since: () => undefined, touch: () => undefined },
  })
  await session.open()
  return {
    emit,
    failures,
    told: () => told.map(({ kind }) => kind),
    nudges: () => nudges,
    shows: (more: Partial<Sight>) => {
      sight = { ...LOADED, ...more }
    },
    looks: (count: number) => vi.advanceTimersByTimeAsync(count * PATIENCE.look),
  }
}

describe('a session of WhatsApp Web', () => {
  test('has patience while the chats come in, but not for ever', async () => {
    const { emit, failures, looks } = await open()
    emit('authenticated')
    for (let n = 0; n < 5; n++) {
      await looks(45)
      emit('loading_screen')
    }
    expect(failures).toEqual([])
    await looks(52)
    expect(failures).toMatchObject([{ reason: 'deadline' }])
  })

  test('tells the library what it missed, also when the page was loaded again just then', async () => {
    const { emit, looks, shows, nudges, told } = await open()
    shows({ synced: true })
    await looks(2)
    expect(nudges()).toBe(1)
    emit('authenticated')
    emit('ready')
    await looks(0)
    // In the meantime another page has come.
    await looks(3)
    expect(nudges()).toBe(2)
    expect(told()).toEqual(['linking', 'ready', 'linking'])
  })

  test('tells it again where it did not hear', async () => {
    const { looks, shows, nudges } = await open()
    shows({ synced: true })
    await looks(12)
    expect(nudges()).toBe(2)
  })

  test('is not open any more while WhatsApp is loaded once more, and helped out of it', async () => {
    const { emit, looks, shows, told, nudges } = await open()
    shows({ injected: true, synced: true })
    emit('authenticated')
    emit('ready')
    await looks(1)
    emit('authenticated')
    await looks(2)
    expect(told()).toEqual(['linking', 'ready', 'linking'])
    expect(nudges()).toBe(1)
  })
})
