import type { BackOff } from '../pauses.ts'

/** How long to wait, in milliseconds. */
export interface Pauses extends BackOff {
  /** Between questions to a server that answers at once that there is nothing. */
  readonly idle: number
  /** Between looks at a webhook. */
  readonly watch: number
}

export const PAUSES: Pauses = { first: 1000, longest: 30_000, idle: 50, watch: 60_000 }
