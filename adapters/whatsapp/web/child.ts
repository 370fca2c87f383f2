import { fork } from 'node:child_process'
import { killBrowser } from './processes.ts'
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts'

/** The child process, seen from the adapter. */
export interface Child {
  /** Whether it could be handed over. */
  post(message: ToWorker): boolean
  onMessage(listener: (message: FromWorker) => void): void
  /** Once, when nothing of it is left. */
  onEnd(listener: () => void): void
  /** At once, with its browser. */
  kill(): void
}

export type Launch = (options: WorkerOptions) => Child

const WORKER = new URL('./worker.ts', import.meta.url)

/** What the child needs of the environment, which is all but the secrets. */
const withoutSecrets = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/TOKEN|SECRET|PASSWORD|_KEY$/i.test(name)),
  )

export const launchChild: Launch = options => {
  const worker = fork(WORKER, [JSON.stringify(options)], {
    // The flags of the program keep a server small; a browser's steering wheel has other needs.
    execArgv: [],
    env: withoutSecrets(process.env),
    // The library prints what it likes.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  let browser: number | undefined
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'alive') browser = message.browser
  })
  const end = () => killBrowser(browser)
  return {
    post: message => {
      if (!worker.connected) return false
      // Its own answer tells only that there is a queue; what gets lost with the child is noticed.
      worker.send(message, () => undefined)
      return true
    },
    onMessage: listener => worker.on('message', listener),
    onEnd: listener => {
      let ended = false
      const once = () => {
        if (ended) return
        ended = true
        end()
        listener()
      }
      // Not at its exit: what it said last is still to be read then.
      worker.once('close', once)
      // It could not even be started; any other error says nothing of its end.
      worker.on('error', () => {
        if (worker.pid === undefined) once()
      })
    },
    kill: () => {
      worker.kill('SIGKILL')
      end()
    },
  }
}
