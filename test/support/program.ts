import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { temporaryFolder } from './core.ts'
import { openClient } from './web.ts'

const ROOT = resolve(import.meta.dirname, '../..')

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

type Environment = Readonly<Record<string, string>>

// Lets a write beyond the size limit fail, as on a full disk, instead of ending the process.
const OVER_THE_LIMIT_FAILS = `trap '' XFSZ; exec "$0" "$@"`

/** Runs `src/main.ts` as its own process, with this environment and nothing of ours. */
const run = (env: Environment, args: readonly string[]) => {
  const command = [process.execPath, 'src/main.ts', ...args]
  const options = { cwd: ROOT, env: { PATH: process.env.PATH, HOST: '127.0.0.1', ...env } }
  const child =
    process.platform === 'win32'
      ? spawn(process.execPath, command.slice(1), options)
      : spawn('/bin/sh', ['-c', OVER_THE_LIMIT_FAILS, ...command], options)
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', data => {
    stdout += data
  })
  child.stderr.on('data', data => {
    stderr += data
  })
  const ended = once(child, 'close').then(([code, signal]): Ending => {
    return { code, signal, stdout, stderr }
  })
  return { child, ended, log: () => stderr }
}

const addressOf = (child: ChildProcessWithoutNullStreams, ended: Promise<Ending>) =>
  new Promise<string>((found, fail) => {
    let log = ''
    child.stderr.on('data', data => {
      log += data
      const [, port] = /IAMJus atiende en http:\/\/localhost:(\d+)/.exec(log) ?? []
      if (port) found(`http://127.0.0.1:${port}`)
    })
    ended.then(({ stderr }) => fail(new Error(`the program ended: ${stderr}`)), fail)
  })

/** A port that nobody uses. */
export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A machine of its own: the program can be started on it again and again, over one database. */
export const openMachine = () => {
  const folder = temporaryFolder()
  const running = new Set<ReturnType<typeof run>>()
  const begin = (env: Environment, args: readonly string[] = []) => {
    const program = run({ DATABASE_PATH: join(folder.path, 'iamjus.db'), ...env }, args)
    running.add(program)
    program.child.once('close', () => running.delete(program))
    return program
  }
  return {
    path: folder.path,
    /** Starts the program and gives a client of it once it answers. */
    start: async (env: Environment = {}) => {
      const { child, ended, log } = begin({ PORT: '0', ...env })
      const client = openClient(await addressOf(child, ended))
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return ended
      }
      return {
        ...client,
        pid: child.pid ?? 0,
        /** What it has logged so far. */
        log,
        ended,
        end,
      }
    },
    /** Runs the program with this input until it ends by itself. */
    runToEnd: (env: Environment, args: readonly string[] = [], input = '') => {
      const { child, ended } = begin(env, args)
      child.stdin.end(input)
      return ended
    },
    close: async () => {
      for (const { child, ended } of running) {
        child.kill('SIGKILL')
        await ended
      }
      folder.remove()
    },
  }
}
