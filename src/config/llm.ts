import { isHttpUrl, type Reader } from './environment.ts'

/** The Ollama servers that write what the data does not answer. */
export interface LlmConfig {
  readonly endpoints: readonly string[]
  readonly model: string
  /** For one answer, all attempts together. Milliseconds. */
  readonly timeoutMs: number
  /** `false`: the answer comes whole, at the end. */
  readonly stream: boolean
  /** Requests that each server takes side by side (its OLLAMA_NUM_PARALLEL). */
  readonly slots: number
}

const isOllamaUrl = (address: string) =>
  isHttpUrl(address) && !/\/api\b/.test(new URL(address).pathname)

/** OLLAMA_ENDPOINT_1, OLLAMA_ENDPOINT_2 …, in the order of their numbers. */
const endpointNames = (names: readonly string[]) => {
  const numbers = names.flatMap(name => /^OLLAMA_ENDPOINT_(\d+)(?:_FILE)?$/.exec(name)?.[1] ?? [])
  return [...new Set(numbers)]
    .sort((a, b) => Number(a) - Number(b))
    .map(number => `OLLAMA_ENDPOINT_${number}`)
}

/** Absent without servers: the answers come from the data alone. */
export const readLlm = (reader: Reader): LlmConfig | undefined => {
  const { text, expect, whole, oneOf } = reader
  const endpoints = endpointNames(reader.names).flatMap(name => {
    const value = text(name, '')
    if (!value) return []
    const expected = 'una dirección como http://127.0.0.1:11434, sin /api'
    return expect(name, value, isOllamaUrl(value), expected)
  })
  const stream = oneOf('OLLAMA_STREAM', 'true', ['true', 'false']) === 'true'
  const timeoutMs = whole('OLLAMA_TIMEOUT_MS', 120_000, 3_600_000, 1000)
  const slots = whole('OLLAMA_SLOTS', 1, 64, 1)
  if (endpoints.length === 0) return undefined
  const model = text('OLLAMA_MODEL', 'gemma2:9b')
  return Object.freeze({ endpoints, model, timeoutMs, stream, slots })
}
