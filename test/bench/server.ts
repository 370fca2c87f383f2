import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { freePort } from '../support/program.ts'
import { readLabelled } from './labelled.ts'

/** Real messages, all different. */
export const QUESTIONS = readLabelled(
  join(import.meta.dirname, '../fixtures/mensajes.desarrollo.jsonl'),
).map(({ texto }) => texto)

/** As `npm start` starts it. */
const START = packageJson.scripts.start.split(' ').slice(1)

/** Waits until a server that was just started answers as wished. */
export const untilAnswers = async (
  url: string,
  child: ChildProcess,
  ok = (_: Response) => true,
) => {
  while (child.exitCode === null) {
    const answers = await fetch(`${url}/readyz`).then(ok, () => false)
    if (answers) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error('the server ended before it was ready')
}

/** Starts the service in a process of its own, its database in this folder, without rate limits. */
export const startServer = async (folder: string, more: Record<string, string> = {}) => {
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_PATH: join(folder, 'bench.db'),
    LOG_LEVEL: 'warn',
    METRICS_PORT: String(await freePort()),
    RATE_LIMIT_CHAT: '0',
    RATE_LIMIT_ADDRESS: '0',
    ...more,
  }
  const started = performance.now()
  const child = spawn(process.execPath, START, { env, stdio: 'inherit' })
  const url = `http://127.0.0.1:${port}`
  await untilAnswers(url, child, response => response.ok)
  return { child, url, took: performance.now() - started }
}

export const stopServer = (child: ChildProcess) =>
  new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

export const residentMb = (pid: number | undefined) => {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}
