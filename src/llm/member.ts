import { type Breaker, createBreaker } from './breaker.ts'
import type { Completion, Endpoint } from './endpoint.ts'
import type { Fault } from './faults.ts'
import type { Timings } from './timings.ts'

/** An endpoint as the pool knows it. */
export interface Member {
  readonly endpoint: Endpoint
  readonly slots: number
  readonly breaker: Breaker
  inFlight: number
  /** Nothing is known until the first look. */
  warm: boolean | undefined
  contextLength: number | undefined
  /** Letters of a prompt of which it did not read all. */
  trimmed: number | undefined
  /** Moving average of what an answer takes, in milliseconds. */
  serviceMs: number | undefined
  /** When `serviceMs` last changed, in the time of `performance.now`. */
  measuredAt: number
  firstMs: number | undefined
  tokensPerSecond: number | undefined
  answered: number
  failed: number
  lastError: { readonly text: string; readonly at: Date } | undefined
}

/** What an operator sees of an endpoint. */
export interface EndpointStatus {
  readonly name: string
  readonly state: 'up' | 'busy' | 'down' | 'starting'
  readonly warm: boolean
  readonly inFlight: number
  readonly slots: number
  readonly answered: number
  readonly failed: number
  readonly ejections: number
  readonly firstMs: number | undefined
  readonly serviceMs: number | undefined
  readonly tokensPerSecond: number | undefined
  /** In words, in Spanish, with when it happened. */
  readonly lastError: { readonly text: string; readonly at: Date } | undefined
  /** Something that works but should not stay so, in Spanish. */
  readonly warning: string | undefined
}

const WEIGHT = 0.3
const average = (before: number | undefined, value: number) =>
  before === undefined ? value : before + WEIGHT * (value - before)

export const createMember = (endpoint: Endpoint, slots: number, timings: Timings): Member => ({
  endpoint,
  slots,
  breaker: createBreaker(timings),
  inFlight: 0,
  warm: undefined,
  contextLength: undefined,
  trimmed: undefined,
  serviceMs: undefined,
  measuredAt: 0,
  firstMs: undefined,
  tokensPerSecond: undefined,
  answered: 0,
  failed: 0,
  lastError: undefined,
})

const measure = (member: Member, tookMs: number) => {
  member.serviceMs = average(member.serviceMs, tookMs)
  member.measuredAt = performance.now()
}

/** Takes note of an answer. */
export const noteAnswer = (member: Member, completion: Completion) => {
  member.answered++
  member.warm = true
  member.breaker.succeeded()
  measure(member, completion.tookMs)
  member.firstMs = average(member.firstMs, completion.firstMs)
  if (completion.tokensPerSecond !== undefined)
    member.tokensPerSecond = average(member.tokensPerSecond, completion.tokensPerSecond)
}

/** Spanish takes fewer letters for each token than this, whatever the model. */
const LETTERS_A_TOKEN = 6
export const TRIMS = 'el servidor recorta la consulta: revisá OLLAMA_CONTEXT_LENGTH'

/**
 * Takes note of how much of a prompt was read: a server drops what is too long for it and says
 * nothing, until it is seen to read all of one as long. Gives whether this is news.
 */
export const noteRead = (member: Member, letters: number, tokens: number | undefined) => {
  const { trimmed } = member
  if (tokens === undefined) return false
  if (tokens < letters / LETTERS_A_TOKEN) member.trimmed = Math.min(letters, trimmed ?? letters)
  else if (trimmed !== undefined && letters >= trimmed) member.trimmed = undefined
  return trimmed === undefined && member.trimmed !== undefined
}

/** Takes note of an answer that was not waited for to its end: it takes at least that long. */
export const noteLeft = (member: Member, tookMs: number, usualMs: number) => {
  if (tookMs > usualMs) measure(member, tookMs)
}

/** Takes note of a fault; what the caller did, or the request, is not the endpoint's. */
export const noteFault = (member: Member, fault: Fault, now: number, softMayOpen: boolean) => {
  if (fault.kind === 'cancelled' || fault.kind === 'rejected') return
  member.failed++
  member.lastError = { text: fault.message, at: new Date() }
  member.breaker.failed(fault.kind, now, softMayOpen)
}

/** Whether it takes requests at all. */
export const isUp = ({ breaker }: Member) => !breaker.open

/** Whether it takes one right now. */
export const isFree = (member: Member, now: number) =>
  isUp(member) && member.inFlight < member.slots && now >= member.breaker.busyUntil

const stateOf = (member: Member, now: number): EndpointStatus['state'] => {
  if (member.breaker.failing) return 'down'
  if (member.warm === undefined) return 'starting'
  return isFree(member, now) ? 'up' : 'busy'
}

export const statusOf = (member: Member, now: number, needed: number): EndpointStatus => {
  const { endpoint, breaker, contextLength } = member
  const short = contextLength !== undefined && contextLength < needed
  const trims = member.trimmed === undefined ? undefined : TRIMS
  return {
    name: endpoint.name,
    state: stateOf(member, now),
    warm: member.warm ?? false,
    inFlight: member.inFlight,
    slots: member.slots,
    answered: member.answered,
    failed: member.failed,
    ejections: breaker.ejections,
    firstMs: member.firstMs,
    serviceMs: member.serviceMs,
    tokensPerSecond: member.tokensPerSecond,
    lastError: member.lastError,
    warning: short
      ? `el modelo está cargado con ${contextLength} tokens de contexto; hacen falta ${needed}`
      : trims,
  }
}
