import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { ChatBody, Fault } from './ollama-faults.ts'
import { headersOf, steps } from './ollama-stream.ts'

/** Every chat ends as one of served, failed and aborted. */
export interface Counters {
  /** Chats that were seen, those of a broken body aside. */
  chats: number
  /** Chats that hold a slot; they write, or wait for the model to load. */
  active: number
  maxActive: number
  queued: number
  maxQueued: number
  /** Written to the end, which may be a bad one. */
  served: number
  /** Turned away, or cut by the server itself. */
  failed: number
  /** Left by the caller. */
  aborted: number
  /** Sockets open now. */
  connections: number
}

/** A request and its answer, until the answer is whole or somebody hangs up. */
export const openExchange = (res: ServerResponse) => {
  const control = new AbortController()
  const { signal } = control
  let wasCut = false
  res.on('close', () => control.abort())
  // A caller may leave between two bytes; the signal tells it.
  res.on('error', () => {})
  const hang = async (): Promise<never> => {
    if (!signal.aborted) await once(signal, 'abort')
    throw signal.reason
  }
  const cut = () => {
    wasCut = true
    control.abort()
  }
  return {
    res,
    signal,
    /** Waits until somebody hangs up, and throws then. */
    hang,
    orHangUp: <T>(work: Promise<T>) => Promise.race([work, hang()]),
    pause: (ms: number) => sleep(ms, undefined, { signal }),
    /** Ends the exchange from this side. */
    cut,
    reset: () => {
      cut()
      res.socket?.resetAndDestroy()
      signal.throwIfAborted()
    },
    wasCut: () => wasCut,
  }
}

export type Exchange = ReturnType<typeof openExchange>

/** So many chats at a time; the others wait in line, however many. */
const openSlots = (slots: number, counters: Counters) => {
  const waiting: (() => void)[] = []
  return {
    enter: (signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (counters.active < slots) {
          counters.active++
          counters.maxActive = Math.max(counters.maxActive, counters.active)
          return resolve()
        }
        const giveUp = () => {
          waiting.splice(waiting.indexOf(start), 1)
          counters.queued--
          reject(signal.reason)
        }
        const start = () => {
          signal.removeEventListener('abort', giveUp)
          counters.queued--
          resolve()
        }
        signal.addEventListener('abort', giveUp, { once: true })
        waiting.push(start)
        counters.queued++
        counters.maxQueued = Math.max(counters.maxQueued, counters.queued)
      }),
    leave: () => {
      const next = waiting.shift()
      if (next) next()
      else counters.active--
    },
  }
}

/** What the server tells of a model. */
export const cardOf = (model: string) => ({
  name: model,
  model,
  size: 5_443_152_417,
  digest: 'ff02c3702f322b9e075e9568332d96c0a7028002f1a5a056e0a6784320a4db0b',
  details: {
    parent_model: '',
    format: 'gguf',
    family: 'gemma2',
    families: ['gemma2'],
    parameter_size: '9.2B',
    quantization_level: 'Q4_0',
  },
})

interface ModelOptions {
  readonly slots: number
  readonly loaded: boolean
  readonly loadMs: number
  readonly firstTokenMs: number
  readonly tokenMs: number
  readonly contextLength: number
}

/** A model that writes what it is told to, a token at a time. */
export const openModel = (options: ModelOptions, counters: Counters) => {
  const { contextLength, loadMs, firstTokenMs, tokenMs } = options
  const slots = openSlots(options.slots, counters)
  let { loaded } = options
  let loading: Promise<void> | undefined

  const load = async (exchange: Exchange) => {
    if (loaded) return 0
    if (!loading) {
      const mine = sleep(loadMs).then(() => {
        if (loading !== mine) return
        loaded = true
        loading = undefined
      })
      loading = mine
    }
    await exchange.orHangUp(loading)
    return loadMs
  }
  const set = (now: boolean) => {
    loaded = now
    loading = undefined
  }

  const write = async ({ res, signal }: Exchange, bytes: Buffer) => {
    signal.throwIfAborted()
    if (!res.write(bytes)) await once(res, 'drain', { signal })
  }

  const generate = async (
    exchange: Exchange,
    fault: Fault | undefined,
    body: ChatBody,
    text: string,
  ) => {
    const { res, hang, pause, reset } = exchange
    const waited = await load(exchange)
    const answer = { body, text, contextLength, loadMs: waited, firstTokenMs, tokenMs }
    for (const step of steps(fault, answer)) {
      if (step === 'hang') return hang()
      if (step === 'reset') {
        // A reset overtakes what was sent just before it.
        await pause(5)
        return reset()
      }
      if (step.ms !== undefined) await pause(step.ms)
      if (!res.headersSent) res.writeHead(200, headersOf(fault, body)).flushHeaders()
      const bytes = typeof step.bytes === 'string' ? Buffer.from(step.bytes) : step.bytes
      if (fault !== 'one-byte-chunks') await write(exchange, bytes)
      else for (const byte of bytes) await write(exchange, Buffer.of(byte)).then(() => nextTurn())
    }
    res.end()
  }

  return {
    load,
    unload: () => set(false),
    /** As it was at the start. */
    restart: () => set(options.loaded),
    isLoaded: () => loaded,
    chat: async (
      exchange: Exchange,
      fault: Fault | undefined,
      body: ChatBody,
      text: () => string,
    ) => {
      await slots.enter(exchange.signal)
      try {
        await generate(exchange, fault, body, text())
      } finally {
        slots.leave()
      }
    },
  }
}
