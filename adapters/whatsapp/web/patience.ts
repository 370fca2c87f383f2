import type { Failure } from './failures.ts'

/** Milliseconds. */
export interface Patience {
  /** For WhatsApp to open. */
  readonly open: number
  /** Between two looks at the page. */
  readonly look: number
  /** A page that has not answered by then never will. */
  readonly answer: number
  /** For what looks like an accident of a page being loaded again. */
  readonly doubt: number
  /** For the page to get a message to WhatsApp. */
  readonly send: number
}

export const PATIENCE: Patience = {
  open: 100_000,
  look: 2000,
  answer: 8000,
  doubt: 12_000,
  send: 30_000,
}

/** The promise, or the failure when it takes longer. */
export const within = <T>(ms: number, promise: Promise<T>, failure: () => Failure) => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(failure()), ms)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
