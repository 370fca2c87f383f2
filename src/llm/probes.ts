import type { Logger } from '../observability/logger.ts'
import { Fault, faultOf } from './faults.ts'
import { isUp, type Member } from './member.ts'
import type { Timings } from './timings.ts'

// A server can answer "I am here" while its model hangs, so an endpoint that was left out comes
// back only after it has written a few words. The same few words load a model that is not in memory.

interface Deps {
  readonly members: readonly Member[]
  readonly timings: Timings
  readonly log: Logger
  readonly closing: AbortSignal
  /** Takes note of a fault. */
  readonly note: (member: Member, fault: Fault) => void
  /** Gives a slot back, at once or when the server has noticed that its work was cut short. */
  readonly release: (member: Member, wasCut: boolean) => void
  /** Who waits may have nothing left to wait for. */
  readonly serve: () => void
}

/** Enough to see that it goes on after the first words. */
const WORDS = 16
const QUESTION = [{ role: 'user', content: 'Contá del uno al diez, en palabras.' }]
const MAX_BYTES = 100_000

const timeout = (ms: number, closing: AbortSignal) => {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Fault('silent', 'no contesta')), ms)
  return {
    signal: AbortSignal.any([late.signal, closing]),
    clear: () => clearTimeout(timer),
  }
}

/** Watches the endpoints in the background. */
export const createProbes = ({ members, timings, log, closing, note, release, serve }: Deps) => {
  const timers = new Map<Member, NodeJS.Timeout>()

  /** Asks what is loaded. */
  const look = async (member: Member) => {
    const { signal, clear } = timeout(timings.residenceMs, closing)
    try {
      const { warm, contextLength } = await member.endpoint.residence(signal)
      member.warm = warm
      member.contextLength = contextLength
    } finally {
      clear()
    }
  }

  const write = async (member: Member) => {
    const firstMs = member.warm === false ? timings.firstColdMs : timings.probeMs
    const { signal, clear } = timeout(firstMs + timings.probeMs, closing)
    try {
      await member.endpoint.generate({
        messages: QUESTION,
        tokens: WORDS,
        signal,
        limits: {
          firstMs,
          stallMs: timings.probeMs,
          wholeMs: firstMs + timings.probeMs,
          maxPieces: WORDS * 10,
          maxBytes: MAX_BYTES,
        },
      })
      member.warm = true
    } finally {
      clear()
    }
  }

  const probe = async (member: Member) => {
    const wasUp = isUp(member)
    const began = performance.now()
    let wasCut = false
    member.inFlight++
    try {
      if (!wasUp) await look(member)
      await write(member)
      if (wasUp) member.breaker.succeeded()
      else {
        member.breaker.probed(true, began, performance.now())
        log.info({ ollama: member.endpoint.name }, 'vuelve a usarse un Ollama')
      }
    } catch (error) {
      wasCut = true
      note(member, faultOf(error))
      if (!wasUp) member.breaker.probed(false, began, performance.now())
    }
    release(member, wasCut)
  }

  const check = async (member: Member) => {
    if (!isUp(member)) {
      if (performance.now() >= member.breaker.probeAt) await probe(member)
      return
    }
    const fault = await look(member).then(() => undefined, faultOf)
    if (fault?.kind === 'refused') {
      note(member, fault)
      return serve()
    }
    // Whether it was bad luck is found out here, not with somebody's question: one that is slow to
    // tell, perhaps since this process itself was busy, may write all the same.
    const isDoubtful = fault || !member.warm || member.breaker.strikes > 0
    if (isDoubtful && member.inFlight < member.slots) await probe(member)
  }

  const nextMs = (member: Member) =>
    isUp(member) ? timings.watchMs : Math.max(1, member.breaker.probeAt - performance.now())

  const watch = async (member: Member) => {
    await check(member).catch(err => log.error({ err }, 'falló el sondeo de un Ollama'))
    if (closing.aborted) return
    timers.set(member, setTimeout(watch, nextMs(member), member).unref())
  }

  return {
    start: () => {
      for (const member of members) void watch(member)
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
