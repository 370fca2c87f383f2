import { errorTextOf, Fault, type FaultKind, faultOfStatus } from './faults.ts'

// The `ollama` package skips lines that it cannot read, so that an answer may lose a part and look
// whole, and it knows no limits. All that it reads therefore passes through here first.

export interface Limits {
  /** From the request to the first words; a cold model loads before them. Milliseconds. */
  readonly firstMs: number
  /** Between words. Milliseconds. */
  readonly stallMs: number
  /** For all of an answer that is not streamed: nothing comes before its end. Milliseconds. */
  readonly wholeMs: number
  readonly maxPieces: number
  readonly maxBytes: number
}

const MAX_REASON = 10_000

type Line = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One line of an answer. Throws a `Fault` for anything that is not one. */
const readLine = (text: string): Line => {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch (error) {
    throw new Fault('garbled', 'mandó una línea que no es JSON', { cause: error })
  }
  if (!isObject(line)) throw new Fault('garbled', 'mandó una línea que no es un objeto')
  const reason = errorTextOf(line)
  if (reason !== undefined) throw new Fault('broken', reason.slice(0, 300))
  const { message, done } = line
  if (typeof done !== 'boolean' || !isObject(message) || typeof message.content !== 'string')
    throw new Fault('garbled', 'mandó una línea sin mensaje')
  return line
}

const newDecoder = () => new TextDecoder('utf-8', { fatal: true })

const decode = (decoder: TextDecoder, chunk?: Uint8Array) => {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch (error) {
    throw new Fault('garbled', 'mandó bytes que no son UTF-8', { cause: error })
  }
}

/** The text of a body, never more than `maxBytes` of it. */
async function* textOf(body: ReadableStream<Uint8Array>, maxBytes: number) {
  const decoder = newDecoder()
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new Fault('garbled', 'mandó demasiado')
    yield decode(decoder, chunk)
  }
  yield decode(decoder)
}

/** What is not blank of the lines of a text; the last one may lack its end. */
async function* splitLines(texts: AsyncIterable<string>) {
  let buffer = ''
  for await (const text of texts) {
    const parts = (buffer + text).split('\n')
    buffer = parts.pop() ?? ''
    yield* parts.filter(part => part.trim())
  }
  if (buffer.trim()) yield buffer
}

/** The lines of a streamed answer, until the one that ends it. */
async function* linesOf(body: ReadableStream<Uint8Array>, limits: Limits, alive: () => void) {
  let pieces = 0
  for await (const part of splitLines(textOf(body, limits.maxBytes))) {
    const line = readLine(part)
    alive()
    if (++pieces > limits.maxPieces) throw new Fault('endless', 'no terminaba nunca')
    yield line
    if (line.done) return
  }
  throw new Fault('garbled', 'se cortó antes de terminar')
}

async function* wholeOf(body: ReadableStream<Uint8Array>, limits: Limits) {
  let text = ''
  for await (const part of textOf(body, limits.maxBytes)) text += part
  const line = readLine(text)
  if (!line.done) throw new Fault('garbled', 'se cortó antes de terminar')
  yield line
}

const reasonIn = (text: string) => {
  try {
    return errorTextOf(JSON.parse(text)) ?? ''
  } catch {
    return text.replace(/<[^>]*>|\s+/g, ' ').trim()
  }
}

/** What the server says of an error, as far as it can be read. */
const reasonOf = async ({ body }: Response) => {
  let text = ''
  try {
    if (body) for await (const part of textOf(body, MAX_REASON)) text += part
  } catch {}
  return reasonIn(text)
}

const bodyOf = (lines: AsyncGenerator<Line>) => {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    pull: async controller => {
      const { done, value } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
    },
    cancel: async () => {
      await lines.return(undefined)
    },
  })
}

/**
 * A `fetch` for one generation. It ends the request, and with it the work of the server, when
 * `signal` is aborted (the reason must be a `Fault`) or a limit is passed; whatever is not a whole
 * answer by the protocol rejects, before or while the body is read, with a `Fault`.
 */
export const guardedFetch = (limits: Limits, signal: AbortSignal, streamed: boolean) => {
  const guarded = async (input: string | URL | Request, init?: RequestInit) => {
    const limit = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const within = (ms: number, kind: FaultKind, reason: string) => {
      clearTimeout(timer)
      timer = setTimeout(() => limit.abort(new Fault(kind, reason)), ms)
    }
    const alive = () => within(limits.stallMs, 'silent', 'dejó de escribir')
    const watched = async function* (body: ReadableStream<Uint8Array>) {
      try {
        if (streamed) yield* linesOf(body, limits, alive)
        else yield* wholeOf(body, limits)
      } finally {
        clearTimeout(timer)
        limit.abort(new Fault('cancelled', 'terminada'))
      }
    }
    if (streamed) within(limits.firstMs, 'silent', 'no empezó a contestar')
    else within(limits.wholeMs, 'slow', 'no terminó de contestar')
    try {
      const response = await fetch(input, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit.signal]),
      })
      if (!response.ok || !response.body)
        throw faultOfStatus(response.status, await reasonOf(response))
      return new Response(bodyOf(watched(response.body)), { status: response.status })
    } catch (error) {
      clearTimeout(timer)
      throw error
    }
  }
  return guarded
}
