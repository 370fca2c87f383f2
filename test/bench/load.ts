import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { HARD_QUESTION } from '../support/hard-question.ts'
import { startOllama } from '../support/ollama.ts'
import { QUESTIONS, residentMb, startServer, stopServer } from './server.ts'
import { percentile, print, verdict } from './timing.ts'
import { keepStreams, post, sendAtRate } from './traffic.ts'

const STREAMS = 500
const SLOTS = 64
/** A busy machine may never have all of them open at once; what it has is told. */
const OPENING_MS = 90_000
const CHATS = 1000
const RATE = 100
const SECONDS = 60

const chat = (name: string, n: number) => `bench-${name}-${String(n).padStart(8, '0')}`

/** The questions for which no model is asked: the others wait for one, as they should. */
const dataQuestions = async (folder: string) => {
  const model = await startOllama({ firstTokenMs: 1 })
  const { child, url } = await startServer(folder, { OLLAMA_ENDPOINT_1: model.url })
  const found: string[] = []
  for (const [n, prompt] of QUESTIONS.entries()) {
    const before = model.counters.chats
    await post(`${url}/generate`, { prompt, session_id: chat('pick', n) })
    if (model.counters.chats === before) found.push(prompt)
  }
  await stopServer(child)
  await model.stop()
  return found
}

/** Streams that models write slowly, and beside them messages at a fixed rate. */
export const benchLoad = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iamjus-load-'))
  // Enough places for all streams and a few more; a stream takes about half a minute.
  const models = await Promise.all(
    Array.from({ length: Math.ceil(STREAMS / SLOTS) + 1 }, () =>
      startOllama({ slots: SLOTS, firstTokenMs: 4000, tokenMs: 2000 }),
    ),
  )
  const endpoints = models.map(({ url }, i) => [`OLLAMA_ENDPOINT_${i + 1}`, url])
  const env = { ...Object.fromEntries(endpoints), OLLAMA_SLOTS: String(SLOTS) }
  try {
    const questions = await dataQuestions(folder)
    const message = (n: number) => ({
      session_id: chat('load', n % CHATS),
      prompt: questions[(n % CHATS) % questions.length] ?? 'hola',
    })
    const { child, url } = await startServer(folder, env)
    await sendAtRate(url, { rate: RATE, seconds: 5, message })
    const streams = keepStreams(url, STREAMS, HARD_QUESTION)
    const active = () => models.reduce((sum, { counters }) => sum + counters.active, 0)
    const patience = AbortSignal.timeout(OPENING_MS)
    while (active() < STREAMS && !patience.aborted) await wait(50)
    let fewest = STREAMS
    const watching = setInterval(() => {
      fewest = Math.min(fewest, active())
    }, 100)
    const { answered, errors } = await sendAtRate(url, { rate: RATE, seconds: SECONDS, message })
    clearInterval(watching)
    const ended = streams.ended()
    const memory = residentMb(child.pid)
    const live = await post(`${url}/generate`, { prompt: 'hola' })
    // What is still being written is cut short: how it ends is what the shutdown is tested for.
    const stopped = streams.stop()
    await stopServer(child)
    await stopped
    const times = answered.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
    const failed = [...errors, ...streams.errors]
    const p99 = percentile(times, 0.99)
    print(`${RATE} messages a second in ${CHATS} chats for ${SECONDS} s, ${STREAMS} streams open`)
    // One that ends is followed by the next, and those meet the messages that a model is asked for.
    print(
      `  answers being written at any moment: ${fewest} at least: ${verdict(fewest >= STREAMS * 0.95)}`,
    )
    print(`  streams that ended meanwhile ${ended}`)
    print(`  errors ${failed.length}: ${verdict(failed.length === 0 && live.status === 200)}`)
    for (const error of new Set(failed.slice(0, 5))) print(`    ${error}`)
    print(`  answers from the data ${answered.length}, to ${questions.length} different questions`)
    print(
      `  median ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)}`,
    )
    print(`  p99 ${p99.toFixed(1)} ms (at most 250): ${verdict(p99 <= 250)}`)
    print(`  resident memory ${memory.toFixed(0)} MB`)
  } finally {
    await Promise.all(models.map(model => model.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}
