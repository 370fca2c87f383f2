import { Agent, request } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { GenerateJson } from '../support/web.ts'

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** One request; gives the status and the body once all of it is there. */
export const post = (url: string, body: object, accept = 'application/json') =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept }
    const asked = request(url, { method: 'POST', agent, headers }, response => {
      textOf(response).then(text => resolve({ status: response.statusCode ?? 0, text }), reject)
    })
    asked.once('error', reject)
    asked.end(JSON.stringify(body))
  })

export interface Answered {
  /** From when the message was due, not from when it could be sent. */
  readonly tookMs: number
  readonly source: string
}

export interface Traffic {
  readonly rate: number
  readonly seconds: number
  readonly message: (n: number) => { readonly session_id: string; readonly prompt: string }
}

/** Sends messages at a fixed rate, however slowly they are answered. */
export const sendAtRate = async (url: string, { rate, seconds, message }: Traffic) => {
  const answered: Answered[] = []
  const errors: string[] = []
  const began = performance.now()
  const send = async (n: number, due: number) => {
    try {
      const { status, text } = await post(`${url}/generate`, message(n))
      if (status !== 200) throw new Error(`${status}: ${text}`)
      const { source } = JSON.parse(text) as GenerateJson
      answered.push({ tookMs: performance.now() - due, source })
    } catch (error) {
      errors.push((error as Error).message)
    }
  }
  const sent: Promise<void>[] = []
  for (let n = 0; n < rate * seconds; n++) {
    const due = began + (n * 1000) / rate
    const early = due - performance.now()
    if (early > 1) await wait(early)
    sent.push(send(n, due))
  }
  await Promise.all(sent)
  return { answered, errors }
}

/** Between one stream and the next, when they are opened: a question to a model costs 11 to 24 ms. */
const APART_MS = 100
/** A stream that ends sooner is not opened again at once: where no model answers, all would. */
const LEAST_MS = 5000

/** Keeps so many streams open, a new one for each that ends, until it is told to stop. */
export const keepStreams = (url: string, count: number, prompt: string) => {
  let going = true
  let ended = 0
  const errors: string[] = []
  const stream = async (i: number) => {
    await wait(i * APART_MS)
    for (let n = 0; going; n++) {
      const least = wait(LEAST_MS)
      try {
        const body = { prompt, session_id: `bench-stream-${i}-${n}-xxxxxxxx` }
        const { text } = await post(`${url}/generate`, body, 'text/event-stream')
        if (!/^event: done$/m.test(text)) throw new Error(`no end: ${text.slice(-200)}`)
        ended++
      } catch (error) {
        errors.push((error as Error).message)
      }
      await least
    }
  }
  const all = Promise.all(Array.from({ length: count }, (_, i) => stream(i)))
  return {
    ended: () => ended,
    errors,
    stop: async () => {
      going = false
      await all
    },
  }
}
