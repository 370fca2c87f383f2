import type { LlmConfig } from '../config.ts'
import type { Logger } from '../observability/logger.ts'
import { type Assistant, type AssistantCounts, createAssistant } from './assistant.ts'
import { createEndpoint } from './endpoint.ts'
import { createGrounding } from './grounding.ts'
import { createPool, type PoolStatus } from './pool.ts'
import type { Prompts } from './prompts.ts'
import { TIMINGS, type Timings } from './timings.ts'

/** What an operator sees of the model: each endpoint, the queue, and what became of the answers. */
export interface ModelStatus extends PoolStatus {
  readonly model: string
  readonly answers: AssistantCounts
}

export interface Model extends Pick<Assistant, 'answer'> {
  /** Answers by other instructions than the published; what becomes of it is not counted. */
  instructedBy(text: string): Pick<Assistant, 'answer'>
  status(): ModelStatus
  /** Ends what is being written; whoever waits gets what the data says. */
  close(): void
}

interface Deps {
  readonly config: LlmConfig
  readonly prompts: Prompts
  /** Texts of all curated entries. */
  readonly entries: readonly string[]
  readonly isSpanish: (word: string) => boolean
  readonly termsOf: (text: string) => readonly string[]
  readonly log: Logger
  readonly timings?: Timings
}

/** Builds the model: the pool of servers, and the assistant that lets its text through. */
export const createModel = (deps: Deps): Model => {
  const { config, prompts, entries, isSpanish, termsOf, log, timings = TIMINGS } = deps
  const { model, stream, slots } = config
  const pool = createPool({
    endpoints: config.endpoints.map(url => createEndpoint({ url, model, stream })),
    slots,
    timings,
    log,
  })
  const parts = {
    pool,
    checkFor: createGrounding({ corpus: entries, isSpanish, termsOf }),
    log,
    patienceMs: timings.patienceMs,
    totalMs: config.timeoutMs,
  }
  const assistant = createAssistant({ ...parts, prompts })
  return {
    answer: assistant.answer,
    instructedBy: text => createAssistant({ ...parts, prompts: { published: { text } } }),
    status: () => ({ ...pool.status(), model, answers: assistant.counts() }),
    close: pool.close,
  }
}
