import type { Channel, Source } from '../channel.ts'

/** How one message ended. */
export interface MeasuredMessage {
  readonly channel: Channel
  readonly outcome: Source | 'busy' | 'error'
  readonly tookMs: number
  /** Until the first words that a model wrote were shown. */
  readonly firstMs?: number
}

/** How one HTTP request ended. */
export interface MeasuredRequest {
  /** As it was declared, without what stands in its place: there are few. */
  readonly route: string
  readonly method: string
  readonly status: number
  readonly tookMs: number
}

export interface Measures {
  message(measured: MeasuredMessage): void
  request(measured: MeasuredRequest): void
}

/** Kept of what comes before somebody takes it. */
const MAX_EARLY = 1000

/** Hands on what is measured; the metrics are loaded after the start, and take what came before. */
export const createMeasures = () => {
  let target: Measures | undefined
  let early: ((target: Measures) => void)[] = []
  const tell = (what: (target: Measures) => void) => {
    if (target) what(target)
    else if (early.length < MAX_EARLY) early.push(what)
  }
  return {
    message: (measured: MeasuredMessage) => tell(to => to.message(measured)),
    request: (measured: MeasuredRequest) => tell(to => to.request(measured)),
    connect: (to: Measures) => {
      target = to
      for (const what of early) what(to)
      early = []
    },
  }
}
