import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
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
  const gate = `${path}.gate`
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

  /** Makes a folder, which only one program can; one that died over it is soon forgotten. */
  const isAlone = () => {
    try {
      const made = statSync(gate, { throwIfNoEntry: false })?.mtimeMs
      if (made && Date.now() - made > FRESH_MS) rmSync(gate, { recursive: true })
      mkdirSync(gate)
      return true
    } catch (error) {
      if ((error as { code?: string }).code === 'EEXIST') return false
      throw error
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
      // Of two that find an old lock, one must not take away what the other has just made.
      if (!isAlone()) return false
      try {
        if (isHeld()) return false
        writeFileSync(path, mine)
      } finally {
        rmSync(gate, { recursive: true, force: true })
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
