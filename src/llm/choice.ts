import { isFree, isUp, type Member } from './member.ts'
import type { Timings } from './timings.ts'

/** Answers are of all lengths: up to this much slower than the fastest is as good as equal. */
const ALIKE = 2

export const placesOf = (members: readonly Member[]) =>
  members.reduce((sum, { slots }) => sum + slots, 0)

/** Knows how long endpoints take, and which of those that are free is the best. */
export const createChoice = (members: readonly Member[], timings: Timings) => {
  let turn = 0

  const serviceOf = (member: Member) => member.serviceMs ?? timings.serviceMs

  /** Those that are as fast as the fastest, which is told too. */
  const fastOf = (ready: readonly Member[], now: number) => {
    // What was not measured, or long ago, gets its turn, or it never would be.
    const measured = ready.filter(({ measuredAt }) => now - measuredAt < timings.forgetMs)
    const fastest = Math.min(...measured.flatMap(({ serviceMs }) => serviceMs ?? []))
    const slow = new Set(measured.filter(({ serviceMs = 0 }) => serviceMs > fastest * ALIKE))
    return { fastest, fast: ready.filter(member => !slow.has(member)) }
  }

  return {
    serviceOf,
    /** What an answer takes on the endpoints that are up. */
    serviceMs: () => {
      const up = members.filter(isUp)
      return up.reduce((sum, member) => sum + serviceOf(member), 0) / Math.max(1, up.length)
    },
    /** The best of these that are free, or none where it pays to wait with so many others. */
    best: (able: readonly Member[], now: number, waiting: number): Member | undefined => {
      // One that has to load its model first is being warmed up meanwhile.
      const ready = able.some(({ warm }) => warm) ? able.filter(({ warm }) => warm !== false) : able
      const free = ready.filter(member => isFree(member, now))
      const { fast, fastest } = fastOf(ready, now)
      const waitMs = (waiting * fastest) / placesOf(fast)
      const soonest = free.filter(
        member => fast.includes(member) || serviceOf(member) < waitMs + fastest,
      )
      // One that just failed comes last, then the slow, and equals take turns.
      const rank = (member: Member) => {
        const order = (members.indexOf(member) - turn + members.length) % members.length
        const group = (member.breaker.strikes > 0 ? 2 : 0) + (fast.includes(member) ? 0 : 1)
        return group * members.length + order
      }
      const chosen = soonest.toSorted((a, b) => rank(a) - rank(b))[0]
      if (chosen) turn = (members.indexOf(chosen) + 1) % members.length
      return chosen
    },
  }
}
