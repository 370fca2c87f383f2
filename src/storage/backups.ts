import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { listBackups } from './backup.ts'

export interface BackupStatus {
  /** When the newest copy was made; absent where there is none. */
  readonly at?: Date
  /** Why the last attempt failed, in Spanish. */
  readonly problem?: string
}

export interface Backups {
  status(): BackupStatus
  /** Makes a copy where today there is none yet. Rejects where it cannot. */
  run(): Promise<void>
}

interface Deps {
  readonly config: { readonly databasePath: string; readonly backupDir: string }
  /** Unix milliseconds. */
  readonly now?: () => number
  /** Makes one copy; rejects with the reason, in Spanish. */
  readonly copy?: () => Promise<void>
}

const SCRIPT = join(import.meta.dirname, '../backup.ts')
const DAY_MS = 24 * 60 * 60 * 1000
/** In a province at UTC-3, where few people write at this time. */
const FIRST_HOUR_MS = (3 + 3) * 60 * 60 * 1000

/** Copying a large database takes long: in a process of its own, it keeps nobody waiting. */
const copyInProcess = async ({ databasePath, backupDir }: Deps['config']) => {
  const child = spawn(process.execPath, [SCRIPT], {
    env: { ...process.env, DATABASE_PATH: databasePath, BACKUP_DIR: backupDir },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const code = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  const [said, ended] = await Promise.all([textOf(child.stderr), code])
  if (ended !== 0) throw new Error(said.trim().split('\n').at(-1) || 'el proceso se cortó')
}

const dayOf = (at: number) => Math.floor((at - FIRST_HOUR_MS) / DAY_MS)

/** Sees to one copy a day, from three in the morning on, and knows how the last one went. */
export const createBackups = ({ config, now = Date.now, copy }: Deps): Backups => {
  let problem: string | undefined
  let running: Promise<void> | undefined
  const make = copy ?? (() => copyInProcess(config))

  const newest = () => listBackups(config.backupDir)[0]?.at

  const isDue = () => {
    const at = newest()
    // One of the future was named by a clock that was wrong.
    return !at || dayOf(at.getTime()) !== dayOf(now())
  }

  const attempt = async () => {
    try {
      await make()
      problem = undefined
    } catch (error) {
      problem = (error as Error).message
      throw error
    }
  }

  return {
    status: () => {
      try {
        const at = newest()
        return { ...(at && { at }), ...(problem && { problem }) }
      } catch (error) {
        return { problem: `no se puede leer la carpeta de copias (${(error as Error).message})` }
      }
    },
    run: async () => {
      if (!running && !isDue()) return
      running ??= attempt().finally(() => {
        running = undefined
      })
      await running
    },
  }
}
