import type { Api } from 'grammy'
import type { Update } from 'grammy/types'
import { backOff, pause } from '../pauses.ts'
import { toSignal } from './bot-api.ts'
import { type Fault, faultOf, isFinal } from './faults.ts'
import type { Take } from './intake.ts'
import type { Pauses } from './pauses.ts'
import { ALLOWED_UPDATES } from './updates.ts'

// Not `bot.start()`: asking for what follows N tells Telegram to forget N, and that library does so
// whatever became of N. Here only what is stored is confirmed. The rest comes again, and stopping
// and backing off are a few lines that can be seen.

interface Deps {
  readonly api: Api
  readonly take: Take
  readonly pauses: Pauses
  readonly signal: AbortSignal
  /** Called after each question, with what was wrong. */
  readonly report: (fault?: Fault) => void
}

const LONG_POLL_S = 30
/** An empty answer before this came from a server that does not wait. */
const TOO_SOON_MS = 1000
/** While the database takes nothing, it is tried at least this often. */
const LONGEST_RETRY_MS = 5000
const GOODBYE_MS = 1000

/** Which updates are done with, and from which on to ask. */
const createOffset = () => {
  const done = new Set<number>()
  let next = 0
  return {
    next: () => next,
    isDone: ({ update_id }: Update) => done.has(update_id),
    /** Moves on to the first that is to come again, or past the last. */
    settle: (updates: readonly Update[], taken: readonly boolean[]) => {
      updates.forEach(({ update_id }, i) => {
        if (taken[i]) done.add(update_id)
      })
      const open = updates.find(({ update_id }) => !done.has(update_id))
      const last = updates.at(-1)
      if (open) next = open.update_id
      else if (last) next = last.update_id + 1
      for (const id of done) if (id < next) done.delete(id)
    },
  }
}

/** Fetches updates until the signal, or until Telegram says that it makes no sense. */
export const poll = async ({ api, take, pauses, signal, report }: Deps): Promise<void> => {
  const offset = createOffset()
  let confirmed = 0
  let failures = 0

  const fetchUpdates = async () => {
    const options = { timeout: LONG_POLL_S, allowed_updates: ALLOWED_UPDATES }
    const updates = await api.getUpdates({ ...options, offset: offset.next() }, toSignal(signal))
    confirmed = offset.next()
    report()
    return updates
  }

  const round = async () => {
    const asked = performance.now()
    const updates = await fetchUpdates()
    // All at once: the core stores them in one go, and keeps the order in which they are handed over.
    const taken = await Promise.all(updates.map(update => offset.isDone(update) || take(update)))
    offset.settle(updates, taken)
    failures = taken.includes(false) ? failures + 1 : 0
    if (failures > 0) await pause(Math.min(LONGEST_RETRY_MS, backOff(pauses, failures - 1)), signal)
    else if (updates.length === 0 && performance.now() - asked < TOO_SOON_MS)
      await pause(pauses.idle, signal)
  }

  while (!signal.aborted) {
    try {
      await round()
    } catch (error) {
      if (signal.aborted) break
      const fault = faultOf(error)
      report(fault)
      if (isFinal(fault)) return
      await pause(Math.max(fault.waitMs, backOff(pauses, failures++)), signal)
    }
  }
  // Only politeness: what is delivered again is known to the core.
  if (offset.next() > confirmed)
    await api
      .getUpdates(
        { offset: offset.next(), limit: 1, timeout: 0 },
        toSignal(AbortSignal.timeout(GOODBYE_MS)),
      )
      .catch(() => undefined)
}
