import { accessSync, constants, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Client, Library } from './library.ts'
import type { Patience } from './patience.ts'
import { isAlive, isRunning, killBrowser } from './processes.ts'
import type { WorkerOptions } from './protocol.ts'

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
const profileOf = (folder: string) => join(resolve(folder), 'session')

export const forgetProfile = (folder: string) =>
  rmSync(profileOf(folder), { recursive: true, force: true, maxRetries: 5 })

/** For a browser that was left behind to end by itself. */
const LEAVING_MS = 3000
const LOOK_MS = 50

/** The browser that still has this profile, on this machine. */
const holderOf = (profile: string) => {
  try {
    const [, host, pid] = /^(.*)-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock'))) ?? []
    const isOurs = host === hostname() && isRunning(Number(pid), `--user-data-dir=${profile}`)
    return isOurs ? Number(pid) : undefined
  } catch {
    return undefined
  }
}

/**
 * Makes the profile free for one browser, for whoever holds the lock of the folder. After a kill
 * the last one may still be ending, and two at once destroy the session. What a Chromium of another
 * machine or container has left would keep ours from starting.
 */
export const freeProfile = async (folder: string) => {
  const profile = profileOf(folder)
  const holder = holderOf(profile)
  if (holder) {
    for (let ms = 0; ms < LEAVING_MS && isAlive(holder); ms += LOOK_MS) await wait(LOOK_MS)
    killBrowser(holder)
  }
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    rmSync(join(profile, name), { force: true })
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
): Client =>
  new Client({
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

/** Lets the browser write its profile, but does not wait long for it. */
export const endBrowser = async (browser: Browser | null, ms: number) => {
  if (!browser) return
  const pid = browser.process()?.pid
  await Promise.race([browser.close().catch(() => undefined), wait(ms)])
  killBrowser(pid)
}
