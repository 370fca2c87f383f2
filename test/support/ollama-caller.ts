import { connect } from 'node:net'
import { afterEach, expect, vi } from 'vitest'
import { type Fault, type OllamaDouble, type OllamaOptions, startOllama } from './ollama.ts'

export const MODEL = 'gemma2:9b'
export const REPLY = 'Podés ir a la oficina de tu municipio.'
export const QUESTION = {
  model: MODEL,
  messages: [{ role: 'user', content: '¿Dónde queda la oficina?' }],
}

/** Doubles that stop after each test, and are looked at then for what was left behind. */
export const openDoubles = () => {
  const doubles: OllamaDouble[] = []
  const start = async (options: OllamaOptions = {}) => {
    const double = await startOllama({ reply: REPLY, ...options })
    doubles.push(double)
    return double
  }
  afterEach(async () => {
    for (const double of doubles.splice(0)) {
      await double.stop()
      const { chats, served, failed, aborted, ...now } = double.counters
      expect(now).toMatchObject({ active: 0, queued: 0, connections: 0 })
      expect(served + failed + aborted).toBe(chats)
    }
  })
  return {
    start,
    faulty: async (fault: Fault, options: OllamaOptions = {}) => {
      const double = await start(options)
      double.fault(fault)
      return double
    },
  }
}

export const until = (check: () => void) => vi.waitFor(check, { interval: 2 })

/** Asks without a client of any kind. */
export const post = ({ url }: OllamaDouble, body: object = {}, signal: AbortSignal | null = null) =>
  fetch(`${url}/api/chat`, {
    method: 'POST',
    body: JSON.stringify({ ...QUESTION, ...body }),
    redirect: 'manual',
    signal,
  })

export const textOf = async (double: OllamaDouble, body?: object) =>
  (await post(double, body)).text()

interface Line {
  readonly message?: { readonly content: string; readonly thinking?: string }
  readonly done?: boolean
  readonly done_reason?: string
  readonly prompt_eval_count?: number
  readonly error?: unknown
}

export const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Line)

export const contentOf = (lines: readonly Line[]) =>
  lines.map(({ message }) => message?.content ?? '').join('')

/** The bytes that come before a connection fails, if it does. */
export const readAll = async (response: Response) => {
  const chunks = []
  let failed = false
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk)
  } catch {
    failed = true
  }
  return { bytes: Buffer.concat(chunks), failed }
}

/** Reads a chat until this much has come, then whether more comes in a little while; leaves. */
export const readSome = async (double: OllamaDouble, enough: (text: string) => boolean) => {
  const control = new AbortController()
  const response = await post(double, {}, control.signal)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!enough(text)) text += (await reader?.read())?.value ?? ''
  const rest = reader?.read().then(
    () => true,
    () => false,
  )
  const quiet = new Promise<boolean>(resolve => setTimeout(resolve, 60, false))
  const more = await Promise.race([rest, quiet])
  control.abort()
  await until(() => expect(double.counters).toMatchObject({ active: 0, aborted: 1 }))
  return { text, more }
}

/** What comes of a request until this much has. */
export const rawAnswer = ({ port }: OllamaDouble, letters: number) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port })
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', data => {
      text += data
      if (text.length >= letters) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
    socket.write('GET /api/version HTTP/1.1\r\nhost: localhost\r\n\r\n')
  })
