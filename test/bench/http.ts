import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import packageJson from '../../package.json' with { type: 'json' }
import { readLabelled } from './labelled.ts'
import { print, verdict } from './timing.ts'

/** Real messages, all different. */
const QUESTIONS = readLabelled(
  join(import.meta.dirname, '../fixtures/mensajes.desarrollo.jsonl'),
).map(({ texto }) => texto)

/** As `npm start` starts it. */
const START = packageJson.scripts.start.split(' ').slice(1)

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const untilAnswers = async (url: string, child: ChildProcess, ok = (_: Response) => true) => {
  while (child.exitCode === null) {
    const answers = await fetch(`${url}/readyz`).then(ok, () => false)
    if (answers) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error('the server ended before it was ready')
}

const start = async (folder: string) => {
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_PATH: join(folder, 'bench.db'),
    LOG_LEVEL: 'warn',
    RATE_LIMIT_CHAT: '0',
    RATE_LIMIT_ADDRESS: '0',
  }
  const started = performance.now()
  const child = spawn(process.execPath, START, { env, stdio: 'inherit' })
  const url = `http://127.0.0.1:${port}`
  await untilAnswers(url, child, response => response.ok)
  return { child, url, took: performance.now() - started }
}

const stop = (child: ChildProcess) =>
  new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

const residentMb = (pid: number | undefined) => {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}

const BARE = `
  import fastify from 'fastify'
  const app = fastify()
  app.post('/generate', async () => ({ ok: true }))
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })`

// What this machine gives at most: a route that does nothing, in a process of its own, same load.
const bareRate = async () => {
  const port = await freePort()
  const child = spawn(process.execPath, ['--input-type=module', '-e', BARE], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'inherit',
  })
  const url = `http://127.0.0.1:${port}`
  await untilAnswers(url, child)
  const { requests } = await autocannon({ url, connections: 8, amount: 40_000, requests: REQUESTS })
  await stop(child)
  return requests.average
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

/** Answers from the data over real HTTP with SQLite on disk: rate, latency, start, memory. */
export const benchHttp = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iamjus-bench-'))
  try {
    await stop((await start(folder)).child)
    const { child, url, took } = await start(folder)
    const load = (amount: number) => autocannon({ url, connections: 8, amount, requests: REQUESTS })
    await load(2000)
    const result = await load(30_000)
    const memory = residentMb(child.pid)
    await stop(child)
    const bare = await bareRate()
    const failed = result.non2xx + result.errors
    print('POST /generate, 8 connections, 30,000 requests in 10,000 conversations')
    print(
      `  ${result.requests.average.toFixed(0)} a second (at least 2500): ${verdict(result.requests.average >= 2500)}`,
    )
    print(`  p99 ${result.latency.p99} ms (at most 20): ${verdict(result.latency.p99 <= 20)}`)
    print(
      `  a bare route here ${bare.toFixed(0)} a second: ${(bare / result.requests.average).toFixed(1)} times that`,
    )
    print(`  failed ${failed}: ${verdict(failed === 0)}`)
    print(`  ready ${took.toFixed(0)} ms after start (at most 1500): ${verdict(took <= 1500)}`)
    print(`  resident memory ${memory.toFixed(0)} MB (at most 160): ${verdict(memory <= 160)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
