// All in milliseconds. The figures follow from answers that take about six seconds each.

export interface Timings {
  /** Until the first words of a model that is in memory. */
  readonly firstWarmMs: number
  /** The same when the model has to be loaded from disk first. */
  readonly firstColdMs: number
  /** Between two words. */
  readonly stallMs: number
  /** For the rest of an answer, from a server that sends it whole. */
  readonly writeMs: number
  /** What a person waits before something is shown; after that, data alone answers better. */
  readonly patienceMs: number
  /** How long an answer takes, until some have been measured. */
  readonly serviceMs: number
  /** How long a measured time says something. */
  readonly forgetMs: number
  /** Less than this is left: another attempt is not worth it. */
  readonly lastTryMs: number
  /** An endpoint that failed is tried again after this; longer each time, up to the most. */
  readonly ejectMs: number
  readonly ejectMostMs: number
  /** After "busy". */
  readonly busyMs: number
  /** After a request that failed or was left, its slot may not be free yet. */
  readonly graceMs: number
  /** How often each endpoint is asked what it has loaded, and how long it may take to say. */
  readonly watchMs: number
  readonly residenceMs: number
  /** For a generation of a few words that shows that a model works. */
  readonly probeMs: number
}

export const TIMINGS: Timings = Object.freeze({
  firstWarmMs: 15_000,
  firstColdMs: 90_000,
  stallMs: 8000,
  writeMs: 15_000,
  patienceMs: 45_000,
  serviceMs: 6000,
  forgetMs: 120_000,
  lastTryMs: 3000,
  ejectMs: 5000,
  ejectMostMs: 10_000,
  busyMs: 1000,
  graceMs: 200,
  watchMs: 10_000,
  residenceMs: 2000,
  probeMs: 7500,
})
