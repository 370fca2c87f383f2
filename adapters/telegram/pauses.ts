import { setTimeout as wait } from 'node:timers/promises'

/** How long to wait, in milliseconds. */
export interface Pauses {
  /** After the first failure; doubled with each further one. */
  readonly first: number
  readonly longest: number
  /** Between questions to a server that answers at once that there is nothing. */
  readonly idle: number
}

export const PAUSES: Pauses = { first: 1000, longest: 30_000, idle: 50 }

/** The pause after this many failures in a row. */
export const backOff = ({ first, longest }: Pauses, failures: number) =>
  Math.min(longest, first * 2 ** Math.min(failures, 20))

/** Waits; ends early, without an error, when the signal says so. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined)
