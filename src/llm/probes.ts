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
  /** Who waits may be served now, or has nothing left to wait for. */
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
export const createProbes = ({ members, timings, log, closing, note, serve }: Deps) => {
  const timers = new Map<Member, NodeJS.Timeout>()

  /** Asks what is loaded; gives whether there was an answer. */
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
    const firstMs = member.warm ? timings.probeMs : timings.firstColdMs
    const { signal, clear } = timeout(firstMs + timings.probeMs, closing)
    member.inFlight++
    try {
      await member.endpoint.generate({
        messages: QUESTION,
        tokens: WORDS,
        signal,
        limits: { firstMs, stallMs: timings.probeMs, maxPieces: WORDS * 10, maxBytes: MAX_BYTES },
      })
      member.warm = true
    } finally {
      clear()
      member.inFlight--
    }
  }

  const probe = async (member: Member) => {
    const wasUp = isUp(member)
    try {
      await look(member)
      await write(member)
      member.breaker.probed(true, performance.now())
      if (!wasUp) log.info({ ollama: member.endpoint.name }, 'vuelve a usarse un Ollama')
    } catch (error) {
      note(member, faultOf(error))
      member.breaker.probed(false, performance.now())
    }
    serve()
  }

  const check = async (member: Member) => {
    if (!isUp(member)) {
      if (performance.now() >= member.breaker.probeAt) await probe(member)
      return
    }
    try {
      await look(member)
    } catch (error) {
      note(member, faultOf(error))
      return serve()
    }
    if (!member.warm && member.inFlight < member.slots) await probe(member)
  }

  const nextMs = (member: Member) =>
    isUp(member) ? timings.watchMs : Math.max(1, member.breaker.probeAt - performance.now())

  const watch = async (member: Member) => {
    if (closing.aborted) return
    await check(member)
    if (closing.aborted) return
    timers.set(member, setTimeout(watch, nextMs(member), member).unref())
  }

  return {
    start: () => {
      for (const member of members) watch(member).catch(err => log.error({ err }, 'sondeo'))
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
