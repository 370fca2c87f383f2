import { setTimeout as wait } from 'node:timers/promises'

/** How long to wait before trying again, in milliseconds. */
export interface BackOff {
  /** After the first failure; doubled with each further one. */
  readonly first: number
  readonly longest: number
}

/** The pause when so many failures came before this one. */
export const backOff = ({ first, longest }: BackOff, failures: number) =>
  Math.min(longest, first * 2 ** Math.min(failures, 20))

/** Waits; ends early, without an error, when the signal says so. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined)
