import type { Logger } from './observability/logger.ts'

export interface Task {
  /** How the log calls it, in Spanish. */
  readonly name: string
  run(): Promise<unknown>
}

interface Deps {
  readonly tasks: readonly Task[]
  readonly log: Logger
}

const MINUTE_MS = 60 * 1000
const EVERY_MS = 60 * MINUTE_MS

/** Runs the tasks one after another, soon after the start and then every hour. */
export const createHousekeeping = ({ tasks, log }: Deps) => {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  /** Each task, whatever became of those before. Never rejects. */
  const run = async () => {
    for (const { name, run } of tasks) {
      if (stopped) return
      try {
        await run()
      } catch (err) {
        if (!stopped) log.error({ err }, `mantenimiento: no se pudo ${name}`)
      }
    }
  }

  const tick = async (everyMs: number) => {
    await run()
    if (!stopped) timer = setTimeout(tick, everyMs, everyMs).unref()
  }

  return {
    run,
    start: () => {
      timer = setTimeout(tick, MINUTE_MS, EVERY_MS).unref()
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
