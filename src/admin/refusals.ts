/** An operator asked for what cannot be done; the message is in Spanish and is shown to them. */
export class Refused extends Error {
  override name = 'Refused'
  /** Somebody else has changed it in the meantime. */
  readonly stale: boolean
  constructor(message: string, { stale = false } = {}) {
    super(message)
    this.stale = stale
  }
}
