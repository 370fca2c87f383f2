import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../support/core.ts'
import { stepsOf } from '../support/dockerfile.ts'
import { freePort } from '../support/program.ts'
import { openClient } from '../support/web.ts'

// What the Dockerfile does, by hand and without Docker: the same files, the same installation, the
// same command, as somebody who may write nowhere but in /data.
const NODE_USER = 1000
const isRoot = process.getuid?.() === 0
const steps = stepsOf('backend')
const last = (name: string) => steps.findLast(({ instruction }) => instruction === name)?.rest ?? ''
const commandOf = (text: string): string[] => JSON.parse(text.slice(text.indexOf('[')))

const copy = (folder: string, instruction: string) => {
  const paths = instruction.split(' ').filter(part => !part.startsWith('--'))
  const target = join(folder, paths.pop() ?? '')
  for (const path of paths) {
    const isFolder = statSync(path).isDirectory()
    const into = isFolder ? target : join(target, path.split('/').at(-1) ?? '')
    cpSync(path, into, { recursive: true })
  }
}

describe.skipIf(process.platform !== 'linux')('what is in the image', () => {
  const folder = temporaryFolder()
  const app = join(folder.path, 'app')
  const data = join(folder.path, 'data')
  const home = join(folder.path, 'home')
  let env: Record<string, string> = {}
  let program: ChildProcess
  let log = ''

  /** As the user of the image, in its folder. */
  const begin = ([name = '', ...args]: string[], options: SpawnOptions = {}) => {
    const as = isRoot ? { uid: NODE_USER, gid: NODE_USER } : {}
    return spawn(name, args, { cwd: app, env, stdio: 'ignore', ...as, ...options })
  }
  const run = async (command: string[]) => (await once(begin(command), 'close'))[0]

  beforeAll(async () => {
    chmodSync(folder.path, 0o755)
    for (const path of [app, data, home]) mkdirSync(path)
    for (const { instruction, rest } of stepsOf('dependencies')) {
      if (instruction === 'COPY') copy(app, rest)
      if (instruction !== 'RUN') continue
      const [command = '', ...args] = rest.split(' ')
      execFileSync(command, [...args, '--prefer-offline'], { cwd: app, stdio: 'ignore' })
    }
    for (const { instruction, rest } of steps)
      if (instruction === 'COPY' && !rest.startsWith('--from')) copy(app, rest)
    execFileSync('chmod', ['-R', 'a-w,a+rX', app])
    if (isRoot) for (const path of [data, home]) chownSync(path, NODE_USER, NODE_USER)

    const settings = last('ENV').replaceAll('/data', data).replace('HOME=/tmp', `HOME=${home}`)
    env = {
      PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
      ...Object.fromEntries(settings.split(/\s+/).map(pair => pair.split('='))),
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      METRICS_PORT: '0',
    }
    program = begin(commandOf(last('CMD')), { stdio: ['ignore', 'pipe', 'pipe'] })
    program.stderr?.on('data', data => {
      log += data
    })
    await vi.waitUntil(() => log.includes('IAMJus atiende') || program.exitCode !== null, 30_000)
  }, 120_000)
  afterAll(() => {
    program.kill('SIGKILL')
    execFileSync('chmod', ['-R', 'u+w', app])
    folder.remove()
  })

  test('starts, answers and is found to be well', async () => {
    const { ask } = openClient(`http://127.0.0.1:${env.PORT}`)
    expect((await ask({ prompt: 'oficina en Lanús' })).municipios).toEqual(['Lanús'])
    expect(await run(commandOf(last('HEALTHCHECK')))).toBe(0)
  })

  test('runs with the flags of npm start, and nothing stands between it and a signal', () => {
    const running = readFileSync(`/proc/${program.pid}/cmdline`, 'utf8').split('\0').slice(1, -1)
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(running).toEqual(scripts.start.split(' ').slice(1))
  })

  test('cannot change itself', async () => {
    const write = `require('node:fs').appendFileSync('src/main.ts', ' ')`
    expect(await run(['node', '-e', write])).toBe(1)
  })

  test('makes a backup while it runs', async () => {
    expect(await run(['npm', 'run', 'backup'])).toBe(0)
    const kept = execFileSync('find', [join(data, 'backups'), '-type', 'f'], { encoding: 'utf8' })
    expect(kept.trim().split('\n')).toHaveLength(1)
  })

  test('shows who administrates it', async () => {
    const listing = begin(['npm', 'run', '-s', 'admin', '--', 'list'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let list = ''
    listing.stdout?.on('data', data => {
      list += data
    })
    await once(listing, 'close')
    expect(list).toContain('admin')
  })

  test('ends well when it is told to, and then is not found to be well', async () => {
    program.kill('SIGTERM')
    expect(await once(program, 'close')).toEqual([0, null])
    expect(await run(commandOf(last('HEALTHCHECK')))).not.toBe(0)
  })
})
