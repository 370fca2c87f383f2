import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { createEndpoint, type Endpoint } from '../../src/llm/endpoint.ts'
import { Fault, type FaultKind } from '../../src/llm/faults.ts'
import { createPool, type Pool } from '../../src/llm/pool.ts'
import { TIMINGS, type Timings } from '../../src/llm/timings.ts'
import { type Refusal, Unavailable } from '../../src/llm/unavailable.ts'
import type { Logger } from '../../src/observability/logger.ts'
import type { OllamaDouble } from './ollama.ts'

export const scaled = (timings: Timings, factor: number): Timings => ({
  ...timings,
  ...Object.fromEntries(Object.entries(timings).map(([name, ms]) => [name, ms * factor])),
})

/** An answer that takes about six seconds takes a twentieth of that here, and so does all else. */
export const SCALE = 1 / 20
export const FAST = scaled(TIMINGS, SCALE)

/** An answer of 300 ms. */
export const JOB = { reply: 'Podés ir', firstTokenMs: 60, tokenMs: 120 }
/** The same, of many quick pieces. */
export const QUICK_PIECES = { ...JOB, firstTokenMs: 298, tokenMs: 1 }
const JOB_MS = 300

/** Milliseconds between requests that keep so many endpoints of one slot as busy as this. */
export const everyMs = (endpoints: number, load: number) => JOB_MS / endpoints / load

/** One try at one endpoint; those of the probes are not among them. */
interface Attempt {
  readonly request: string | undefined
  readonly endpoint: string
  readonly ended: 'answered' | FaultKind
}

export interface Ended {
  /** `late` when patience ended first. */
  readonly outcome: 'answered' | 'late' | Refusal
  readonly tookMs: number
  readonly text: string | undefined
}

const noteAttempts = (endpoint: Endpoint, attempts: Attempt[]): Endpoint => ({
  ...endpoint,
  generate: async generation => {
    const { name } = endpoint
    const request = generation.messages[0]?.content
    const note = (ended: Attempt['ended']) => {
      if (generation.tokens === undefined) attempts.push({ request, endpoint: name, ended })
    }
    try {
      const completion = await endpoint.generate(generation)
      note('answered')
      return completion
    } catch (error) {
      if (error instanceof Fault) note(error.kind)
      throw error
    }
  },
})

interface PoolSettings {
  readonly slots?: number
  readonly timings?: Timings
  readonly stream?: boolean
  readonly log?: Logger
}

let asked = 0

/** A pool over these doubles, and a way to ask it as one person does. */
export const openPool = (doubles: readonly OllamaDouble[], settings: PoolSettings = {}) => {
  const { slots = 1, timings = FAST, stream = true, log = pino({ enabled: false }) } = settings
  const attempts: Attempt[] = []
  const model = 'gemma2:9b'
  const pool: Pool = createPool({
    endpoints: doubles.map(({ url }) =>
      noteAttempts(createEndpoint({ url, model, stream }), attempts),
    ),
    slots,
    timings,
    log,
  })

  interface Asking {
    /** Aborted when the caller leaves. */
    readonly leave?: AbortSignal
    readonly patienceMs?: number
    /** What was shown is not asked for again. */
    readonly show?: (piece: string) => void
  }

  const ask = async ({ leave, patienceMs = timings.patienceMs, show }: Asking = {}) => {
    const started = performance.now()
    const late = new AbortController()
    const end = () => late.abort(new Fault('cancelled', 'tarde'))
    const timer = setTimeout(end, patienceMs)
    let shown = false
    const ended = (outcome: Ended['outcome'], text?: string): Ended => ({
      outcome,
      tookMs: performance.now() - started,
      text,
    })
    try {
      const { text } = await pool.generate({
        messages: [{ role: 'user', content: `¿Dónde queda la oficina ${asked++}?` }],
        signal: leave ? AbortSignal.any([late.signal, leave]) : late.signal,
        leftMs: () => started + patienceMs - performance.now(),
        attempt: () => piece => {
          shown = Boolean(show)
          show?.(piece)
        },
        shown: () => shown,
      })
      return ended('answered', text)
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      return ended(late.signal.aborted ? 'late' : error.refusal)
    } finally {
      clearTimeout(timer)
    }
  }
  return { pool, ask, attempts, names: doubles.map(({ url }) => new URL(url).host) }
}

/** Asks as people come: at even times, whether or not the others have their answer. */
export const offer = async (count: number, every: number, ask: () => Promise<Ended>) => {
  const started = performance.now()
  const all: Promise<Ended>[] = []
  for (let i = 0; i < count; i++) {
    await sleep(Math.max(0, started + i * every - performance.now()))
    all.push(ask())
  }
  return Promise.all(all)
}
