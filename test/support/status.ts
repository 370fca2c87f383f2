import type { EndpointStatus } from '../../src/llm/member.ts'
import type { ModelStatus } from '../../src/llm/model.ts'

/** A server that works and has done nothing yet, but for what is said of it. */
export const endpointStatus = (some: Partial<EndpointStatus> = {}): EndpointStatus => ({
  name: '10.0.0.7:11434',
  state: 'up',
  warm: true,
  inFlight: 0,
  slots: 1,
  answered: 0,
  failed: 0,
  ejections: 0,
  firstMs: undefined,
  serviceMs: undefined,
  tokensPerSecond: undefined,
  lastError: undefined,
  warning: undefined,
  ...some,
})

/** A model of one such server that nobody has asked anything, but for what is said of it. */
export const modelStatus = (some: Partial<ModelStatus> = {}): ModelStatus => ({
  model: 'gemma2:9b',
  endpoints: [endpointStatus()],
  waiting: 0,
  counts: { answered: 0, shed: 0, retried: 0, failed: 0, cancelled: 0 },
  answers: { answers: 0, refusals: {}, objections: {} },
  ...some,
})
