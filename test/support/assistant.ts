import { createAssistant, type Question } from '../../src/llm/assistant.ts'
import type { Check, Evidence } from '../../src/llm/grounding.ts'
import type { Pool, PoolRequest } from '../../src/llm/pool.ts'
import type { Prompts, PromptVersion } from '../../src/llm/prompts.ts'
import { type Refusal, Unavailable } from '../../src/llm/unavailable.ts'
import { silent } from './core.ts'

export const PATIENCE_MS = 45_000
export const TOTAL_MS = 120_000
const EVIDENCE: Evidence = {
  entries: ['Costo\nEs gratis.'],
  question: '¿cuánto sale?',
  placesIn: () => [],
}

const check: Check = text => {
  if (text.includes('roto')) throw new Error('a bug of ours')
  return text.includes('mal') ? { objection: 'dato' } : { text }
}

export type Generate = (request: PoolRequest) => Promise<{ readonly cut: boolean }>

/** An assistant over a pool that does this. */
export const over = (generate: Generate, checkFor: (evidence: Evidence) => Check = () => check) => {
  const requests: PoolRequest[] = []
  const pool: Pool = {
    generate: async request => {
      requests.push(request)
      const { cut } = await generate(request)
      const rest = { promptTokens: undefined, tokensPerSecond: undefined }
      return { text: '', cut, firstMs: 1, tookMs: 1, ...rest }
    },
    status: () => {
      throw new Error('nobody asks')
    },
    close: () => {},
  }
  const published = { version: 1, text: 'Sos IAMJus.' } as PromptVersion
  const assistant = createAssistant({
    pool,
    prompts: { published } as Prompts,
    checkFor,
    log: silent,
    patienceMs: PATIENCE_MS,
    totalMs: TOTAL_MS,
  })
  const answer = (question: Partial<Question> = {}) =>
    assistant.answer({ evidence: EVIDENCE, history: async () => [], ...question })
  return { answer, counts: assistant.counts, requests }
}

export const says =
  (...pieces: readonly string[]): Generate =>
  async ({ attempt }) => {
    const write = attempt()
    for (const piece of pieces) write(piece)
    return { cut: false }
  }
export const refuses =
  (refusal: Refusal): Generate =>
  async () => {
    throw new Unavailable(refusal)
  }
