import type { OutgoingHttpHeaders } from 'node:http'
import { type ChatBody, type Fault, JSON_TYPE, RUNNER_DIED } from './ollama-faults.ts'

/** What a model writes for one chat. */
export interface Answer {
  readonly body: ChatBody
  readonly text: string
  readonly contextLength: number
  readonly loadMs: number
  readonly firstTokenMs: number
  readonly tokenMs: number
}

interface Written {
  readonly bytes: string | Buffer
  /** Milliseconds that it takes; without them it goes out with what is before it. */
  readonly ms?: number
}
export type Step = Written | 'reset' | 'hang'

interface Line {
  readonly text: string
  readonly ms: number
}

const CHUNK = Buffer.alloc(64 * 1024, 'a')
const LONG_CHUNKS = 800

/** Words with the space before each; put together they are the text again. */
export const tokensOf = (text: string) => text.match(/\s*\S+(?:\s+$)?|\s+/g) ?? []

const spoken = (fault: Fault | undefined, tokens: readonly string[]) => {
  if (fault === 'empty') return []
  if (fault === 'whitespace') return [' ', '\n', ' ']
  if (fault === 'done-length') return tokens.slice(0, Math.ceil(tokens.length / 2))
  // The server gives up on a model that writes the same token more than thirty times.
  if (fault === 'repeat-stop') return [...tokens, ...Array<string>(31).fill(' no')]
  return tokens
}

export const isStreamed = ({ stream }: ChatBody) => stream !== false

export const createdNow = (body: ChatBody) => ({
  model: body.model,
  created_at: new Date().toISOString(),
})

const said = (body: ChatBody, text: string, thinking: boolean) => ({
  ...createdNow(body),
  message: {
    role: 'assistant',
    content: thinking ? '' : text,
    ...(thinking && text && { thinking: text }),
  },
  done: false,
})

const nanoseconds = (ms: number) => Math.round(ms * 1e6)

const metrics = (fault: Fault | undefined, answer: Answer, count: number) => {
  const { body, contextLength, loadMs, firstTokenMs, tokenMs } = answer
  const letters = body.messages.reduce((sum, { content }) => sum + content.length, 0)
  const prompt = Math.min(Math.ceil(letters / 4), contextLength)
  const all = {
    total_duration: nanoseconds(loadMs + firstTokenMs + count * tokenMs),
    load_duration: nanoseconds(loadMs),
    prompt_eval_count: fault === 'truncated-prompt' ? Math.ceil(prompt / 20) : prompt,
    prompt_eval_duration: nanoseconds(firstTokenMs),
    eval_count: count,
    eval_duration: nanoseconds(count * tokenMs),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value > 0))
}

const linesOf = (fault: Fault | undefined, answer: Answer): Line[] => {
  const { body, tokenMs } = answer
  const all = spoken(fault, tokensOf(answer.text))
  const limit = body.options?.num_predict ?? -1
  const tokens = limit >= 0 ? all.slice(0, limit) : all
  const thinking = fault === 'thinking-only'
  const firstMs = answer.firstTokenMs * (fault === 'slow-first' ? 8 : 1)
  const unfinished = fault === 'truncated' || fault === 'repeat-stop'
  const cut = fault === 'done-length' || tokens.length < all.length
  const close = (text: string) => ({
    ...said(body, text, thinking),
    done: true,
    done_reason: cut ? 'length' : 'stop',
    ...metrics(fault, answer, tokens.length),
  })
  if (!isStreamed(body)) {
    const text = tokens.join('')
    const whole = unfinished ? said(body, text, thinking) : close(text)
    return [{ text: JSON.stringify(whole), ms: firstMs + tokens.length * tokenMs }]
  }
  const lines = tokens.map(token => said(body, token, thinking))
  return [...lines, ...(unfinished ? [] : [close('')])].map((line, i) => ({
    text: JSON.stringify(line),
    ms: i === 0 ? firstMs : tokenMs,
  }))
}

/** What stands before and after the place where the content of this line starts. */
const split = (text: string) => {
  const key = '"content":"'
  const at = text.indexOf(key) + key.length
  return [text.slice(0, at), text.slice(at)] as const
}

const START: Partial<Record<Fault, string>> = { bom: '\uFEFF', 'blank-lines': '\n' }
const END: Partial<Record<Fault, string>> = { crlf: '\r\n', 'blank-lines': '\n\n' }

/** The bytes of an answer, as this fault leaves them. */
export function* steps(fault: Fault | undefined, answer: Answer): Generator<Step> {
  const { body, tokenMs } = answer
  const lines = linesOf(fault, answer)
  const firstMs = lines[0]?.ms ?? 0
  const half = Math.floor(lines.length / 2)
  const { text = '', ms = 0 } = lines[half] ?? {}
  const torn = text.slice(0, text.length / 2)
  const end = (fault && END[fault]) ?? '\n'
  const write = (some: readonly Line[]) =>
    some.map(line => ({ bytes: line.text + end, ms: line.ms }))
  const head = write(lines.slice(0, half))
  const rest = write(lines.slice(half + 1))

  switch (fault) {
    case 'rst-headers':
      yield { bytes: '', ms: firstMs }
      return yield 'reset'
    case 'rst-mid':
    case 'hang-mid':
      yield* [...head, { bytes: torn, ms }]
      return yield fault === 'rst-mid' ? 'reset' : 'hang'
    case 'cut-json':
      return yield* [...head, { bytes: torn, ms }]
    case 'malformed-line':
      return yield* [...head, { bytes: `${torn}\n`, ms }, ...rest]
    case 'error-line':
      return yield* [...head, { bytes: `${JSON.stringify({ error: RUNNER_DIED })}\n`, ms }]
    case 'done-twice':
      yield* write(lines)
      return yield { bytes: `${lines.at(-1)?.text}\n` }
    case 'after-done':
      yield* write(lines)
      return yield { bytes: `${JSON.stringify(said(body, ' y más', false))}\n` }
    case 'invalid-utf8': {
      const [before, after] = split(text)
      const bytes = Buffer.concat([Buffer.from(before), Buffer.of(0xc3, 0x28, 0xff)])
      return yield* [...head, { bytes, ms }, { bytes: `${after}\n` }, ...rest]
    }
    case 'long-line': {
      const [before, after] = split(text)
      yield* [...head, { bytes: before, ms }]
      for (let i = 0; i < LONG_CHUNKS; i++) yield { bytes: CHUNK }
      return yield* [{ bytes: `${after}\n` }, ...rest]
    }
    case 'slow-loris':
      yield { bytes: ' ', ms: firstMs }
      for (;;) yield { bytes: ' \n', ms: 20 }
    case 'endless':
      // Without a stream nothing is sent before the end, which never comes.
      if (!isStreamed(body)) return yield 'hang'
      yield { bytes: '', ms: firstMs }
      for (;;) yield { bytes: `${JSON.stringify(said(body, ' y', false))}\n`, ms: tokenMs }
    case 'bom':
    case 'blank-lines':
      yield { bytes: START[fault] ?? '', ms: firstMs }
      return yield* write(lines.with(0, { text: lines[0]?.text ?? '', ms: 0 }))
    default:
      return yield* write(lines)
  }
}

export const headersOf = (fault: Fault | undefined, body: ChatBody): OutgoingHttpHeaders => {
  const type = isStreamed(body) ? 'application/x-ndjson' : JSON_TYPE
  return {
    'content-type': fault === 'wrong-type' ? 'text/plain; charset=utf-8' : type,
    ...(fault === 'gzip' && { 'content-encoding': 'gzip' }),
  }
}
