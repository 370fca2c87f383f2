import type { FaultKind } from './faults.ts'
import type { Timings } from './timings.ts'

// When an endpoint is left out, and when it may come back. Only a probe brings it back: a person's
// question is no way to find out whether a server works again.

/** One of these is enough: every further request would pay the same wait. */
const HARD: ReadonlySet<FaultKind> = new Set(['refused', 'silent', 'endless', 'no-model'])
/** These may be bad luck, or the fault of the request. */
const SOFT: ReadonlySet<FaultKind> = new Set(['busy', 'slow', 'broken', 'garbled', 'empty'])
const STRIKES = 3
/** Good answers in a row after which what happened before is forgotten. */
const FORGIVEN = 20
/** Share of the first pause that lies between any two probes at least. */
const BREATH = 0.2

export interface Breaker {
  /** No requests until a probe succeeds. */
  readonly open: boolean
  /** When it may be probed next, in the time of `now`. */
  readonly probeAt: number
  /** It said that it is busy: no requests until then. */
  readonly busyUntil: number
  readonly ejections: number
  /** Faults since the last good answer. */
  readonly strikes: number
  /** Nothing has come of it lately; it may be in use all the same, for want of a better one. */
  readonly failing: boolean
  /** Tells of a fault; `softMayOpen` is false while too many others are left out already. */
  failed(kind: FaultKind, now: number, softMayOpen: boolean): void
  succeeded(): void
  /** Tells how a probe of an endpoint that was left out ended, and when it began. */
  probed(ok: boolean, began: number, now: number): void
}

/** Creates the breaker of one endpoint. */
export const createBreaker = (timings: Timings): Breaker => {
  let open = false
  let probeAt = 0
  let busyUntil = 0
  let strikes = 0
  let ejections = 0
  let goodInRow = 0

  const eject = (began: number, now: number) => {
    open = true
    strikes = 0
    ejections++
    const pause = Math.min(timings.ejectMs * ejections, timings.ejectMostMs)
    // A probe may take longer than the pause: the server is let breathe all the same.
    probeAt = Math.max(began + pause, now + timings.ejectMs * BREATH)
  }
  /** Back from being left out and not yet trusted: one strike is enough. */
  const onProbation = () => ejections > 0 && goodInRow < STRIKES

  return {
    get open() {
      return open
    },
    get probeAt() {
      return probeAt
    },
    get busyUntil() {
      return busyUntil
    },
    get ejections() {
      return ejections
    },
    get strikes() {
      return strikes
    },
    get failing() {
      return open || strikes >= STRIKES
    },
    failed: (kind, now, softMayOpen) => {
      if (kind === 'busy') busyUntil = now + timings.busyMs
      if (open) return
      if (HARD.has(kind)) eject(now, now)
      else if (SOFT.has(kind)) {
        strikes++
        const enough = strikes >= STRIKES || onProbation()
        if (enough && softMayOpen) eject(now, now)
      }
      if (HARD.has(kind) || SOFT.has(kind)) goodInRow = 0
    },
    succeeded: () => {
      strikes = 0
      if (++goodInRow >= FORGIVEN) ejections = 0
    },
    probed: (ok, began, now) => {
      if (!ok) return eject(began, now)
      open = false
      goodInRow = 0
    },
  }
}
