import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds. */
export interface Pauses {
  /** Before the first new attempt; doubled with each further one. */
  readonly first: number
  readonly longest: number
  /** A child process that has said nothing for so long is hung. */
  readonly silence: number
  /** Linked for so long, it counts as working, and the next pause is the first again. */
  readonly steady: number
  /** For the child process to end when it is told to. */
  readonly ending: number
  /** Between attempts to send one message. */
  readonly resend: number
}

export const PAUSES: Pauses = {
  first: 5000,
  longest: 300_000,
  silence: 12_000,
  steady: 60_000,
  ending: 3000,
  resend: 1000,
}

/** The pause after this many failures in a row, of which there is at least one. */
export const backOff = ({ first, longest }: Pauses, failures: number) =>
  Math.min(longest, first * 2 ** Math.min(failures - 1, 20))

/** Waits; ends early, without an error, when the signal says so. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined)
