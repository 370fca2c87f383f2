// Who waits for a place, first come first served. A waiter that gives up, or that no place can
// serve any more, leaves at once; it never takes a place with it.

interface Wish<Place> {
  /** Places that it has been to. */
  readonly tried: ReadonlySet<Place>
  readonly signal: AbortSignal
  readonly leftMs: () => number
  /** Before all others: it has waited already. */
  readonly first: boolean
}

interface Waiter<Place> {
  readonly wish: Wish<Place>
  settle(outcome: Place | Error): void
}

interface Deps<Place> {
  /** A place, taken by this call; `undefined` to wait; or an error: no use in waiting. */
  readonly offer: (tried: ReadonlySet<Place>, leftMs: number) => Place | Error | undefined
}

export interface Queue<Place> {
  readonly length: number
  /** Waits for a place. Rejects with the signal's reason or with the error of `offer`. */
  take(wish: Wish<Place>): Promise<Place>
  /** Something has changed: a place may be free, or gone. */
  readonly serve: () => void
  /** Sends everybody away. */
  close(reason: Error): void
}

/** Creates an empty queue. */
export const createQueue = <Place>({ offer }: Deps<Place>): Queue<Place> => {
  let waiters: Waiter<Place>[] = []

  const serve = () => {
    for (const waiter of [...waiters]) {
      const outcome = offer(waiter.wish.tried, waiter.wish.leftMs())
      if (outcome !== undefined) waiter.settle(outcome)
    }
  }

  return {
    get length() {
      return waiters.length
    },
    take: wish =>
      new Promise((resolve, reject) => {
        const giveUp = () => waiter.settle(wish.signal.reason)
        const waiter: Waiter<Place> = {
          wish,
          settle: outcome => {
            waiters = waiters.filter(other => other !== waiter)
            wish.signal.removeEventListener('abort', giveUp)
            if (outcome instanceof Error) reject(outcome)
            else resolve(outcome)
          },
        }
        if (wish.signal.aborted) return reject(wish.signal.reason)
        wish.signal.addEventListener('abort', giveUp)
        waiters = wish.first ? [waiter, ...waiters] : [...waiters, waiter]
        serve()
      }),
    serve,
    close: reason => {
      for (const waiter of waiters) waiter.settle(reason)
    },
  }
}
