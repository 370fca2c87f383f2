import type { Message } from 'ollama'
import type { Logger } from '../observability/logger.ts'
import { createChoice, placesOf } from './choice.ts'
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
  noteLeft,
  noteRead,
  statusOf,
  TRIMS,
} from './member.ts'
import { createProbes } from './probes.ts'
import { createQueue } from './queue.ts'
import type { Timings } from './timings.ts'
import { type Refusal, Unavailable, unavailableFor } from './unavailable.ts'

// A warm Ollama puts what it cannot serve at once in a queue of its own that has no end and that
// nobody can look into. So a request waits here, and goes to an endpoint only when that has a free
// slot: whichever is free first serves it, which also spreads the load better than taking turns.

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

const SLOW = 'no terminó de contestar'
const ATTEMPTS = 3
/** Requests that may wait for each slot. */
const WAITING_PER_SLOT = 4
const MAX_PIECES = 640
const MAX_BYTES = 1_000_000
/** Answers vary: one is begun if it would still be in time when it takes this much longer. */
const MARGIN = 1.25

const COUNTED = {
  busy: 'shed',
  cancelled: 'cancelled',
  down: 'failed',
  failed: 'failed',
} as const satisfies Record<Refusal, keyof PoolCounts>

/** Creates the pool over these endpoints and starts to watch them. */
export const createPool = ({ endpoints, slots, timings, log }: Deps): Pool => {
  const members = endpoints.map(endpoint => createMember(endpoint, slots, timings))
  const counts: PoolCounts = { answered: 0, shed: 0, retried: 0, failed: 0, cancelled: 0 }
  const closing = new AbortController()
  const now = () => performance.now()
  const { serviceOf, serviceMs, best } = createChoice(members, timings)

  /** With less left there is no use in starting; half of the patience is enough for any try. */
  const neededMs = (member: Member) => Math.min(serviceOf(member) * MARGIN, timings.patienceMs / 2)

  const queue = createQueue<Member>({
    /** A free endpoint for who comes next, `undefined` to wait, or why there is no use in waiting. */
    offer: (tried, leftMs) => {
      const untried = members.filter(member => isUp(member) && !tried.has(member))
      if (untried.length === 0) return new Unavailable(tried.size > 0 ? 'failed' : 'down')
      const able = untried.filter(member => leftMs >= neededMs(member))
      if (able.length === 0) return new Unavailable('busy')
      const chosen = best(able, now(), queue.length)
      if (chosen) chosen.inFlight++
      return chosen
    },
  })

  const admit = ({ leftMs }: PoolRequest) => {
    const up = members.filter(isUp)
    if (up.length === 0) throw new Unavailable('down')
    // Nobody else waits longer for it, and how long an answer takes now is not known otherwise.
    if (queue.length === 0 && up.some(member => isFree(member, now()))) return
    const places = placesOf(up)
    const waitMs = ((queue.length + 1) * serviceMs()) / places
    if (queue.length >= places * WAITING_PER_SLOT || waitMs + serviceMs() * MARGIN > leftMs())
      throw new Unavailable('busy')
  }

  /** Soft faults leave out half of the endpoints at most: what all have in common is not theirs. */
  const softMayOpen = () => members.filter(member => !isUp(member)).length + 1 <= members.length / 2

  const note = (member: Member, fault: Fault) => {
    const { breaker, endpoint } = member
    const { open, failing } = breaker
    noteFault(member, fault, now(), softMayOpen())
    const tell = (what: string) => log.warn({ ollama: endpoint.name, motivo: fault.message }, what)
    if (!open && breaker.open) tell('se deja de usar un Ollama')
    else if (!failing && breaker.failing) tell('un Ollama falla en todo y no hay otro mejor')
    // "Busy" passes without anybody saying so.
    if (fault.kind === 'busy') setTimeout(queue.serve, timings.busyMs + 1).unref()
  }

  /** A server notices late that its caller has left; one that failed may not be done with it. */
  const release = (member: Member, wasCut: boolean) => {
    const free = () => {
      member.inFlight--
      queue.serve()
    }
    // When this process was busy itself, what it has to send goes out before the next request.
    if (wasCut) setTimeout(setImmediate, timings.graceMs, free).unref()
    else free()
  }

  const attempt = async (member: Member, request: PoolRequest): Promise<Completion> => {
    const started = now()
    const firstMs = member.warm === false ? timings.firstColdMs : timings.firstWarmMs
    const usuallyMs = firstMs + timings.writeMs
    const onText = request.attempt()
    let wrote = false
    let wasCut = true
    try {
      const completion = await member.endpoint.generate({
        messages: request.messages,
        signal: AbortSignal.any([request.signal, closing.signal]),
        limits: {
          firstMs,
          stallMs: timings.stallMs,
          // Long, yet no longer than its person waits: what comes whole gives no other sign.
          wholeMs: Math.max(usuallyMs, request.leftMs()),
          maxPieces: MAX_PIECES,
          maxBytes: MAX_BYTES,
        },
        onText: piece => {
          wrote = true
          onText(piece)
        },
      })
      noteAnswer(member, completion)
      const letters = request.messages.reduce((sum, { content }) => sum + content.length, 0)
      if (noteRead(member, letters, completion.promptTokens))
        log.warn({ ollama: member.endpoint.name }, TRIMS)
      wasCut = false
      return completion
    } catch (error) {
      const fault = faultOf(error)
      const tookMs = now() - started
      const left = fault.kind === 'cancelled'
      if (left) noteLeft(member, tookMs, serviceOf(member))
      // Who waits for a whole answer gives up before the server can be said to hang.
      note(member, left && !wrote && tookMs > usuallyMs ? new Fault('slow', SLOW) : fault)
      throw fault
    } finally {
      release(member, wasCut)
    }
  }

  const generate = async (request: PoolRequest) => {
    const { signal, leftMs } = request
    admit(request)
    const tried = new Set<Member>()
    let rejectedBy: Member | undefined
    for (;;) {
      const member = await queue.take({ tried, signal, leftMs, first: tried.size > 0 })
      if (tried.size > 0) counts.retried++
      tried.add(member)
      try {
        const completion = await attempt(member, request)
        if (rejectedBy) note(rejectedBy, new Fault('broken', 'rechaza lo que otro contesta'))
        return completion
      } catch (error) {
        const { kind } = faultOf(error)
        if (kind === 'cancelled') throw error
        // Two that will not take it: it is the request.
        const hopeless = kind === 'rejected' && rejectedBy
        const last = tried.size >= ATTEMPTS || leftMs() < timings.lastTryMs
        if (last || hopeless || request.shown()) throw new Unavailable('failed', { cause: error })
        if (kind === 'rejected') rejectedBy = member
      }
    }
  }

  const probes = createProbes({
    members,
    timings,
    log,
    closing: closing.signal,
    note,
    release,
    serve: queue.serve,
  })
  probes.start()

  return {
    generate: async request => {
      try {
        if (closing.signal.aborted) throw closing.signal.reason
        const completion = await generate(request)
        counts.answered++
        return completion
      } catch (error) {
        const unavailable = unavailableFor(error)
        counts[COUNTED[unavailable.refusal]]++
        throw unavailable
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
