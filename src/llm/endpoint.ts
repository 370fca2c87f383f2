import type { ChatRequest, ChatResponse, Message } from 'ollama'
import { Fault, faultOf } from './faults.ts'
import { guardedFetch, type Limits } from './wire.ts'

/** The same for every request: a server reloads its model when they differ. */
export const OPTIONS = Object.freeze({
  num_ctx: 8192,
  num_predict: 450,
  temperature: 0.2,
  seed: 7,
})

export interface Completion {
  readonly text: string
  /** The answer ended because it had grown too long. */
  readonly cut: boolean
  /** Milliseconds from the request to the first words, and to the end. */
  readonly firstMs: number
  readonly tookMs: number
  /** Tokens of the prompt that the model read, where it says so. */
  readonly promptTokens: number | undefined
  readonly tokensPerSecond: number | undefined
}

/** What a server says of the model that is asked for. */
export interface Residence {
  /** The model is in memory: the answer does not wait for it to load. */
  readonly warm: boolean
  /** Tokens of context that it was loaded with, where it says so. */
  readonly contextLength: number | undefined
}

export interface Generation {
  readonly messages: readonly Message[]
  /** Aborted with a `Fault` as its reason. */
  readonly signal: AbortSignal
  readonly limits: Limits
  readonly onText?: (piece: string) => void
  /** Tokens to write at most, where fewer than usual will do. */
  readonly tokens?: number
}

export interface Endpoint {
  /** Host and port. */
  readonly name: string
  /** Generates one answer. Throws a `Fault`. */
  generate(generation: Generation): Promise<Completion>
  /**
   * Asks what is loaded. Throws a `Fault`, the reason of the signal if that is aborted; a server
   * that does not tell counts as warm.
   */
  residence(signal: AbortSignal): Promise<Residence>
}

interface Settings {
  readonly url: string
  readonly model: string
  /** `false` is the wire form of servers that cannot stream: the answer comes at once, at the end. */
  readonly stream: boolean
}

const nameOf = (url: string) => new URL(url).host

const speed = ({ eval_count: tokens, eval_duration: nanoseconds }: ChatResponse) =>
  tokens && nanoseconds ? tokens / (nanoseconds / 1e9) : undefined

const residenceOf = (body: unknown, model: string): Residence => {
  const models = (body as { models?: unknown } | null)?.models
  if (!Array.isArray(models)) return { warm: true, contextLength: undefined }
  const wanted = [model, `${model}:latest`]
  const found = models.find(item => wanted.includes(item?.name) || wanted.includes(item?.model))
  const length = found?.context_length
  return { warm: Boolean(found), contextLength: typeof length === 'number' ? length : undefined }
}

/** One Ollama server. */
export const createEndpoint = ({ url, model, stream }: Settings): Endpoint => {
  // One client a request: it has no other way to end one request and leave the others alone.
  // Loaded at the first use, since without a model nobody needs it.
  const chat = async (request: ChatRequest, limits: Limits, signal: AbortSignal) => {
    const { Ollama } = await import('ollama')
    const client = new Ollama({ host: url, fetch: guardedFetch(limits, signal, stream) })
    return stream
      ? client.chat({ ...request, stream: true })
      : [await client.chat({ ...request, stream: false })]
  }

  const generate = async (generation: Generation): Promise<Completion> => {
    const { messages, signal, limits, onText, tokens } = generation
    const started = performance.now()
    let firstMs: number | undefined
    let text = ''
    let last: ChatResponse | undefined
    const request = {
      model,
      messages: [...messages],
      // Left out, it means yes for a model that can think.
      think: false,
      keep_alive: -1,
      options: tokens ? { ...OPTIONS, num_predict: tokens } : OPTIONS,
    }
    for await (const part of await chat(request, limits, signal)) {
      last = part
      const { content } = part.message
      if (!content) continue
      firstMs ??= performance.now() - started
      text += content
      onText?.(content)
    }
    if (!text.trim()) throw new Fault('empty', 'contestó sin decir nada')
    const tookMs = performance.now() - started
    return {
      text,
      cut: last?.done_reason === 'length',
      firstMs: firstMs ?? tookMs,
      tookMs,
      promptTokens: last?.prompt_eval_count,
      tokensPerSecond: last && speed(last),
    }
  }

  return {
    name: nameOf(url),
    generate: async generation => {
      try {
        return await generate(generation)
      } catch (error) {
        const { signal } = generation
        throw faultOf(signal.aborted ? signal.reason : error)
      }
    },
    residence: async signal => {
      try {
        const response = await fetch(new URL('api/ps', `${url.replace(/\/$/, '')}/`), { signal })
        const body: unknown = response.ok ? await response.json() : undefined
        return residenceOf(body, model)
      } catch (error) {
        if (error instanceof SyntaxError) return { warm: true, contextLength: undefined }
        throw faultOf(signal.aborted ? signal.reason : error)
      }
    },
  }
}
