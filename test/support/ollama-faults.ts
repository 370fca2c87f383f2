import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What hits every request at once, whatever its path. */
const OF_SERVER = ['rst-accept', 'silence', 'slow-headers'] as const
/** Chats that are turned away at once, without a model. */
const REFUSED = [
  '400-thinking',
  '400-context',
  '403-empty',
  '404-model',
  '429',
  '499',
  '500-runner',
  '502-html',
  '503-busy',
  '200-html',
  '307',
  '200-error',
  '200-error-object',
] as const
/** Chats that go wrong while the model writes. */
const WRITTEN = [
  'rst-headers',
  'rst-mid',
  'gzip',
  'wrong-type',
  'hang-mid',
  'slow-loris',
  'truncated',
  'cut-json',
  'malformed-line',
  'error-line',
  'done-twice',
  'after-done',
  'invalid-utf8',
  'long-line',
  'endless',
  'repeat-stop',
  'empty',
  'whitespace',
  'thinking-only',
  'done-length',
  'slow-first',
  'truncated-prompt',
] as const
/** Shapes of bytes that mean the same to a correct client. */
export const HARMLESS = ['one-byte-chunks', 'crlf', 'blank-lines', 'bom', 'close-after'] as const
export const FAULTS = [...OF_SERVER, ...REFUSED, ...WRITTEN, ...HARMLESS] as const

export type Fault = (typeof FAULTS)[number]
type ServerFault = (typeof OF_SERVER)[number]
type Refusal = (typeof REFUSED)[number]

export interface ChatBody {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly stream?: boolean
  readonly think?: boolean | string
  readonly format?: unknown
  readonly keep_alive?: number | string
  readonly options?: { readonly num_predict?: number; readonly [option: string]: unknown }
}

const oneOf =
  <T extends string>(names: readonly T[]) =>
  (fault: string | undefined): fault is T =>
    names.some(name => name === fault)

export const isOfServer: (fault: string | undefined) => fault is ServerFault = oneOf(OF_SERVER)
export const isRefusal: (fault: string | undefined) => fault is Refusal = oneOf(REFUSED)

export const JSON_TYPE = 'application/json; charset=utf-8'
export const HTML = '<html><body><h1>Bad Gateway</h1></body></html>'

interface Refused {
  readonly status: number
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

const error = (status: number, message: unknown, headers = {}): Refused => ({
  status,
  text: JSON.stringify({ error: message }),
  headers: { 'content-type': JSON_TYPE, ...headers },
})

export const notFound = (model: string) => error(404, `model '${model}' not found`)

export const RUNNER_DIED =
  'model runner has unexpectedly stopped, this may be due to resource limitations or an ' +
  'internal error, check ollama server logs for details'

/** What a request is told that no model serves. */
export const refusal = (fault: Refusal, model: string): Refused => {
  const html = { 'content-type': 'text/html' }
  switch (fault) {
    case '400-thinking':
      return error(400, `"${model}" does not support thinking`)
    case '400-context':
      return error(400, 'the input length exceeds the context length')
    case '403-empty':
      return { status: 403, text: '' }
    case '404-model':
      return notFound(model)
    case '429':
      return error(429, 'too many requests', { 'retry-after': '2' })
    case '499':
      return error(499, 'request canceled')
    case '500-runner':
      return error(500, RUNNER_DIED)
    case '502-html':
      return { status: 502, text: HTML, headers: html }
    case '503-busy':
      return error(503, 'server busy, please try again.  maximum pending requests exceeded')
    case '200-html':
      return { status: 200, text: HTML, headers: html }
    case '307':
      return { status: 307, text: '', headers: { location: '/elsewhere' } }
    case '200-error':
      return error(200, RUNNER_DIED)
    case '200-error-object':
      return error(200, { message: RUNNER_DIED, type: 'server_error' })
  }
}

/** Headers without end, a byte now and then. */
export const drip = async (res: ServerResponse, signal: AbortSignal) => {
  const start = 'HTTP/1.1 200 OK\r\nX-Slow: '
  for (let at = 0; ; at++) {
    res.socket?.write(start[at] ?? 'a')
    await sleep(20, undefined, { signal })
  }
}
