import type { FastifyRateLimitStore } from '@fastify/rate-limit'

// The plugin's own store goes by the time of day: when that is set back by an hour, whoever has
// used up their minute waits for an hour.

/** Chats or addresses that are kept count of, the latest. */
const MAX_KEPT = 20_000

/** Counts in windows of time. `now` in milliseconds, of a clock that nobody sets. */
export const createRateStore = (now = () => performance.now()): FastifyRateLimitStore => {
  const counted = new Map<string, { count: number; readonly until: number }>()
  return {
    incr: (key, callback, timeWindow) => {
      const before = counted.get(key)
      const current =
        before && before.until > now() ? before : { count: 0, until: now() + timeWindow }
      current.count++
      counted.delete(key)
      counted.set(key, current)
      const [oldest] = counted.keys()
      if (counted.size > MAX_KEPT && oldest !== undefined) counted.delete(oldest)
      callback(null, { current: current.count, ttl: current.until - now() })
    },
    child: () => createRateStore(now),
  }
}

/** For the plugin, which makes its store with `new`. */
export class RateStore implements FastifyRateLimitStore {
  readonly #store = createRateStore()
  readonly incr = this.#store.incr
  readonly child = this.#store.child
}
