import { accessSync, constants, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Client, Library } from './library.ts'
import type { WorkerOptions } from './protocol.ts'
import type { Patience } from './session.ts'

/** How the tests put a page of their own in the place of WhatsApp's. */
export interface Trial {
  /** A folder with `version`.html, which is shown instead of web.whatsapp.com. */
  readonly cache?: string
  readonly version?: string
  readonly args?: readonly string[]
  /** Milliseconds. */
  readonly authTimeout?: number
  readonly patience?: Partial<Patience>
}

/** Where LocalAuth keeps the profile: who has it is logged in as the number. */
const profileOf = (folder: string) => join(folder, 'session')

export const forgetProfile = (folder: string) =>
  rmSync(profileOf(folder), { recursive: true, force: true, maxRetries: 5 })

/** Left by a Chromium of another machine or container, they would keep ours from starting. */
const unlockProfile = (folder: string) => {
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    rmSync(join(profileOf(folder), name), { force: true })
}

export const isExecutable = (path: string) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// Chromium refuses to run as root with its sandbox, and root is what one is in many containers.
const SANDBOX = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** A client of WhatsApp that has not been started yet. */
export const createClient = (
  { Client, LocalAuth }: Library,
  { folder, chromium }: WorkerOptions,
  { cache, version, args = [], authTimeout = 60_000 }: Trial,
): Client => {
  unlockProfile(folder)
  return new Client({
    authStrategy: new LocalAuth({ dataPath: folder }),
    authTimeoutMs: authTimeout,
    ...(version && { webVersion: version }),
    webVersionCache: cache ? { type: 'local', path: cache, strict: true } : { type: 'none' },
    puppeteer: {
      headless: true,
      executablePath: chromium,
      // By a pipe, not a port: nobody else can steer the browser, and it ends when we do.
      pipe: true,
      // The parent decides when to end; Ctrl-C reaches both of us.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // The shared memory of containers is too small for Chromium.
      args: [...SANDBOX, '--disable-dev-shm-usage', ...args],
    },
  })
}

/** With all that it has started. The browser leads a process group of its own. */
export const killBrowser = (pid: number | undefined) => {
  if (!pid) return
  for (const target of process.platform === 'win32' ? [pid] : [-pid, pid])
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It is gone already.
    }
}

/** Lets the browser write its profile, but does not wait long for it. */
export const endBrowser = async (browser: Browser | null, ms: number) => {
  if (!browser) return
  const pid = browser.process()?.pid
  await Promise.race([browser.close().catch(() => undefined), wait(ms)])
  killBrowser(pid)
}
