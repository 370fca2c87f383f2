import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './processes.ts'

/** Two browsers on one profile destroy the session, and two programs answer everything twice. */
export interface Lock {
  /** Whether the folder is ours now. Throws where it cannot be written. */
  take(): boolean
  release(): void
}

const TOUCH_MS = 5000
/** Whoever holds the lock has touched it since then. */
const FRESH_MS = 20_000

interface Holder {
  readonly pid: number
  readonly host: string
}

export const createLock = (folder: string): Lock => {
  const path = join(folder, 'iamjus.lock')
  const mine = JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder)
  let touching: NodeJS.Timeout | undefined

  // A number alone proves nothing: in a container each start gets the same ones.
  const isHeld = (at: string) => {
    try {
      const { pid, host }: Holder = JSON.parse(readFileSync(at, 'utf8'))
      if (Date.now() - statSync(at).mtimeMs > FRESH_MS) return false
      return host !== hostname() || (pid !== process.pid && isAlive(pid))
    } catch {
      return false
    }
  }

  /** Whether nobody holds it now. Another program may be doing the same at this moment. */
  const clear = () => {
    if (isHeld(path)) return false
    const old = `${path}.${process.pid}`
    try {
      renameSync(path, old)
    } catch {
      return true
    }
    // Looked at again where nobody else moves it: it may be one that was taken since then.
    const held = isHeld(old)
    try {
      if (held) linkSync(old, path)
    } catch {
      // A third one has it already.
    }
    rmSync(old, { force: true })
    return !held
  }

  const touch = () => {
    try {
      utimesSync(path, new Date(), new Date())
    } catch {
      // Somebody has removed it; the next start makes a new one.
    }
  }

  return {
    take: () => {
      if (touching) return true
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (!clear()) return false
      try {
        writeFileSync(path, mine, { flag: 'wx' })
      } catch (error) {
        if ((error as { code?: string }).code === 'EEXIST') return false
        throw error
      }
      touching = setInterval(touch, TOUCH_MS)
      touching.unref()
      return true
    },
    release: () => {
      if (!touching) return
      clearInterval(touching)
      touching = undefined
      rmSync(path, { force: true })
    },
  }
}
