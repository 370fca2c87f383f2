import { Fault } from './faults.ts'

/** Why there is no answer: what to do then is the caller's. */
export type Refusal = 'down' | 'busy' | 'cancelled' | 'failed'

export class Unavailable extends Error {
  override name = 'Unavailable'
  readonly refusal: Refusal
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(`sin respuesta del modelo: ${refusal}`, options)
    this.refusal = refusal
  }
}

/** Any error of a request as what its caller is told. */
export const unavailableFor = (error: unknown) => {
  if (error instanceof Unavailable) return error
  const left = error instanceof Fault && error.kind === 'cancelled'
  return new Unavailable(left ? 'cancelled' : 'failed', { cause: error })
}
