import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { freePort } from '../support/program.ts'
import { QUESTIONS, residentMb, startServer, stopServer, untilAnswers } from './server.ts'
import { print, verdict } from './timing.ts'

const BARE = `
  import fastify from 'fastify'
  const app = fastify()
  app.post('/generate', async () => ({ ok: true }))
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })`

/** Runs a load and says how many were answered a second, to the last; autocannon counts in whole seconds. */
const loadOf = async (options: autocannon.Options) => {
  const started = performance.now()
  let last = started
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error, result) =>
      error ? reject(error) : resolve(result),
    )
    instance.on('response', () => {
      last = performance.now()
    })
  })
  return { ...result, rate: (1000 * result.requests.total) / (last - started) }
}

// What this machine gives at most: a route that does nothing, in a process of its own, same load.
const bareRate = async () => {
  const port = await freePort()
  const child = spawn(process.execPath, ['--input-type=module', '-e', BARE], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'inherit',
  })
  const url = `http://127.0.0.1:${port}`
  await untilAnswers(url, child)
  const load = (amount: number) => loadOf({ url, connections: 8, amount, requests: REQUESTS })
  await load(2000)
  const { rate } = await load(60_000)
  await stopServer(child)
  return rate
}

let chats = 0
const body = () => {
  chats++
  const session = `bench-${String(chats % 10_000).padStart(12, '0')}`
  return JSON.stringify({ session_id: session, prompt: QUESTIONS[chats % QUESTIONS.length] })
}

const REQUESTS: autocannon.Request[] = [
  {
    method: 'POST',
    path: '/generate',
    headers: { 'content-type': 'application/json' },
    setupRequest: request => ({ ...request, body: body() }),
  },
]

/** The aim is 2,500 where a bare route makes 45,000; machines differ, and so do their hours. */
const MOST_TIMES = 18

/** Answers from the data over real HTTP with SQLite on disk: rate, latency, start, memory. */
export const benchHttp = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iamjus-bench-'))
  try {
    await stopServer((await startServer(folder)).child)
    const { child, url, took } = await startServer(folder)
    const load = (amount: number) => loadOf({ url, connections: 8, amount, requests: REQUESTS })
    await load(2000)
    const result = await load(30_000)
    const memory = residentMb(child.pid)
    await stopServer(child)
    const bare = await bareRate()
    const failed = result.non2xx + result.errors
    print('POST /generate, 8 connections, 30,000 requests in 10,000 conversations')
    print(`  ${result.rate.toFixed(0)} a second (at least 2500): ${verdict(result.rate >= 2500)}`)
    print(`  p99 ${result.latency.p99} ms (at most 20): ${verdict(result.latency.p99 <= 20)}`)
    const times = bare / result.rate
    print(
      `  a bare route here ${bare.toFixed(0)} a second: ${times.toFixed(1)} times that (at most ${MOST_TIMES}): ${verdict(times <= MOST_TIMES)}`,
    )
    print(`  failed ${failed}: ${verdict(failed === 0)}`)
    print(`  ready ${took.toFixed(0)} ms after start (at most 1500): ${verdict(took <= 1500)}`)
    print(`  resident memory ${memory.toFixed(0)} MB (at most 160): ${verdict(memory <= 160)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
