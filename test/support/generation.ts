import { type Completion, createEndpoint, type Generation } from '../../src/llm/endpoint.ts'
import { Fault } from '../../src/llm/faults.ts'
import type { Limits } from '../../src/llm/wire.ts'
import { MODEL, QUESTION } from './ollama-caller.ts'

/** Limits that nothing passes in a test that is not about them. */
export const LIMITS: Limits = {
  firstMs: 10_000,
  stallMs: 10_000,
  wholeMs: 10_000,
  maxPieces: 640,
  maxBytes: 1_000_000,
}

interface Asked extends Partial<Omit<Generation, 'limits'>> {
  readonly limits?: Partial<Limits>
  readonly stream?: boolean
}

/** Asks one server the question of the tests. */
export const generate = ({ url }: { readonly url: string }, asked: Asked = {}) => {
  const { stream = true, limits, ...rest } = asked
  return createEndpoint({ url, model: MODEL, stream }).generate({
    messages: QUESTION.messages,
    signal: new AbortController().signal,
    ...rest,
    limits: { ...LIMITS, ...limits },
  })
}

/** The answer, or the kind of the fault. Anything else that goes wrong is not expected. */
export const outcomeOf = async (generation: Promise<Completion>) => {
  try {
    return (await generation).text
  } catch (error) {
    if (error instanceof Fault) return error.kind
    throw error
  }
}
