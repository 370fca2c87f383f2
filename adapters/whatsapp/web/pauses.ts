import type { BackOff } from '../../pauses.ts'

/** Milliseconds. */
export interface Pauses extends BackOff {
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
  ending: 2500,
  resend: 1000,
}
