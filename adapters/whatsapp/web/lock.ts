import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

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

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

export const createLock = (folder: string): Lock => {
  const path = join(folder, 'iamjus.lock')
  const mine = JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder)
  let touching: NodeJS.Timeout | undefined

  // A number alone proves nothing: in a container each start gets the same ones.
  const isHeld = () => {
    try {
      const { pid, host }: Holder = JSON.parse(readFileSync(path, 'utf8'))
      if (Date.now() - statSync(path).mtimeMs > FRESH_MS) return false
      return host !== hostname() || (pid !== process.pid && isAlive(pid))
    } catch {
      return false
    }
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
      if (isHeld()) return false
      rmSync(path, { force: true })
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
