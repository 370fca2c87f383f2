import type { Message } from 'ollama'
import type { Logger } from '../observability/logger.ts'
import { type Completion, type Endpoint, OPTIONS } from './endpoint.ts'
import { Fault, faultOf } from './faults.ts'
import {
  createMember,
  type EndpointStatus,
  isFree,
  isUp,
  type Member,
  noteAnswer,
  noteFault,
  statusOf,
} from './member.ts'
import { createProbes } from './probes.ts'
import { createQueue } from './queue.ts'
import type { Timings } from './timings.ts'

// A warm Ollama puts what it cannot serve at once in a queue of its own that has no end and that
// nobody can look into. So a request waits here, and goes to an endpoint only when that has a free
// slot: whichever is free first serves it, which also spreads the load better than taking turns.

/** Why there is no answer: what to do then is the caller's. */
export type Refusal = 'down' | 'busy' | 'cancelled' | 'failed'

export class Unavailable extends Error {
  override name = 'Unavailable'
  readonly refusal: Refusal
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(`sin respuesta del modelo: ${refusal}`, options)
    this.refusal = refusal
  }
}

export interface PoolRequest {
  readonly messages: readonly Message[]
  /** Aborted with a `Fault` as its reason when the answer is no longer wanted. */
  readonly signal: AbortSignal
  /** Milliseconds that are left for the answer. */
  readonly leftMs: () => number
  /** Starts an attempt; gives what to call with each piece of its text. */
  readonly attempt: () => (piece: string) => void
  /** Whether somebody has seen some of the text: then there is no second attempt. */
  readonly shown: () => boolean
}

export interface PoolCounts {
  answered: number
  /** Refused at once or dropped from the queue, because the answer would come too late. */
  shed: number
  retried: number
  failed: number
  cancelled: number
}

export interface PoolStatus {
  readonly endpoints: readonly EndpointStatus[]
  readonly waiting: number
  readonly counts: Readonly<PoolCounts>
}

export interface Pool {
  /** Generates one answer. Throws `Unavailable`. */
  generate(request: PoolRequest): Promise<Completion>
  status(): PoolStatus
  close(): void
}

interface Deps {
  readonly endpoints: readonly Endpoint[]
  /** Requests that each endpoint serves side by side. */
  readonly slots: number
  readonly timings: Timings
  readonly log: Logger
}

const ATTEMPTS = 3
/** Requests that may wait for each slot. */
const WAITING_PER_SLOT = 4
const MAX_PIECES = 640
const MAX_BYTES = 1_000_000
/** An endpoint up to this much slower than the fastest counts as equal to it. */
const ALIKE = 1.5
/** Answers vary: one is admitted if it would still be in time when it takes this much longer. */
const MARGIN = 1.25

/** Creates the pool over these endpoints and starts to watch them. */
export const createPool = ({ endpoints, slots, timings, log }: Deps): Pool => {
  const members = endpoints.map(endpoint => createMember(endpoint, slots, timings))
  const counts: PoolCounts = { answered: 0, shed: 0, retried: 0, failed: 0, cancelled: 0 }
  const closing = new AbortController()
  const now = () => performance.now()
  let turn = 0

  const serviceOf = (member: Member) => member.serviceMs ?? timings.serviceMs
  /** What an answer takes on the endpoints that are up. */
  const serviceMs = () => {
    const up = members.filter(isUp)
    return up.reduce((sum, member) => sum + serviceOf(member), 0) / Math.max(1, up.length)
  }

  /** The best of these free endpoints: a model in memory first, then speed, equals in turn. */
  const best = (free: readonly Member[]): Member | undefined => {
    const warm = free.filter(member => member.warm)
    const ready = warm.length > 0 ? warm : free
    const fastest = Math.min(...ready.map(serviceOf))
    const alike = ready.filter(member => serviceOf(member) <= fastest * ALIKE)
    const order = (member: Member) =>
      (members.indexOf(member) - turn + members.length) % members.length
    const chosen = alike.toSorted((a, b) => order(a) - order(b))[0]
    if (chosen) turn = (members.indexOf(chosen) + 1) % members.length
    return chosen
  }

  const queue = createQueue<Member>({
    /** A free endpoint for who comes next, `undefined` to wait, or why there is no use in waiting. */
    offer: (tried, leftMs) => {
      const untried = members.filter(member => isUp(member) && !tried.has(member))
      if (untried.length === 0) return new Unavailable('down')
      if (leftMs < Math.min(serviceMs(), timings.lastTryMs)) return new Unavailable('busy')
      const chosen = best(untried.filter(member => isFree(member, now())))
      if (chosen) chosen.inFlight++
      return chosen
    },
  })

  const admit = ({ leftMs }: PoolRequest) => {
    const up = members.filter(isUp)
    if (up.length === 0) throw new Unavailable('down')
    const places = up.reduce((sum, member) => sum + member.slots, 0)
    const free = up.some(member => isFree(member, now())) && queue.length === 0
    const waitMs = free ? 0 : ((queue.length + 1) * serviceMs()) / places
    if (queue.length >= places * WAITING_PER_SLOT || waitMs + serviceMs() * MARGIN > leftMs())
      throw new Unavailable('busy')
  }

  /** Soft faults leave out half of the endpoints at most: what all have in common is not theirs. */
  const softMayOpen = () => members.filter(member => !isUp(member)).length + 1 <= members.length / 2

  const note = (member: Member, fault: Fault) => {
    const wasUp = isUp(member)
    noteFault(member, fault, now(), softMayOpen())
    if (wasUp && !isUp(member))
      log.warn({ ollama: member.endpoint.name, motivo: fault.message }, 'se deja de usar un Ollama')
    // "Busy" passes without anybody saying so.
    if (fault.kind === 'busy') setTimeout(queue.serve, timings.busyMs + 1).unref()
  }

  const release = (member: Member, afterMs: number) => {
    const free = () => {
      member.inFlight--
      queue.serve()
    }
    if (afterMs > 0) setTimeout(free, afterMs).unref()
    else free()
  }

  const attempt = async (member: Member, request: PoolRequest): Promise<Completion> => {
    let began = false
    let graceMs = 0
    const write = request.attempt()
    try {
      const completion = await member.endpoint.generate({
        messages: request.messages,
        signal: AbortSignal.any([request.signal, closing.signal]),
        limits: {
          firstMs: member.warm === false ? timings.firstColdMs : timings.firstWarmMs,
          stallMs: timings.stallMs,
          maxPieces: MAX_PIECES,
          maxBytes: MAX_BYTES,
        },
        onText: piece => {
          began = true
          write(piece)
        },
      })
      noteAnswer(member, completion)
      return completion
    } catch (error) {
      const fault = faultOf(error)
      if (!began && fault.kind === 'cancelled') graceMs = timings.graceMs
      note(member, fault)
      throw fault
    } finally {
      release(member, graceMs)
    }
  }

  const generate = async (request: PoolRequest) => {
    admit(request)
    const tried = new Set<Member>()
    for (;;) {
      const { signal, leftMs } = request
      const member = await queue.take({ tried, signal, leftMs, first: tried.size > 0 })
      tried.add(member)
      try {
        return await attempt(member, request)
      } catch (error) {
        const { kind } = faultOf(error)
        if (kind === 'cancelled') throw new Unavailable('cancelled', { cause: error })
        const last = tried.size >= ATTEMPTS || leftMs() < timings.lastTryMs
        if (last || kind === 'rejected' || request.shown())
          throw new Unavailable('failed', { cause: error })
        counts.retried++
      }
    }
  }

  const probes = createProbes({
    members,
    timings,
    log,
    closing: closing.signal,
    note,
    serve: queue.serve,
  })
  probes.start()

  return {
    generate: async request => {
      try {
        const completion = await generate(request)
        counts.answered++
        return completion
      } catch (error) {
        const refusal = error instanceof Unavailable ? error.refusal : 'failed'
        if (refusal === 'busy') counts.shed++
        else if (refusal === 'cancelled') counts.cancelled++
        else counts.failed++
        throw error instanceof Unavailable ? error : new Unavailable(refusal, { cause: error })
      }
    },
    status: () => ({
      endpoints: members.map(member => statusOf(member, now(), OPTIONS.num_ctx)),
      waiting: queue.length,
      counts: { ...counts },
    }),
    close: () => {
      probes.stop()
      closing.abort(new Fault('cancelled', 'se está cerrando'))
      queue.close(new Unavailable('cancelled'))
    },
  }
}
