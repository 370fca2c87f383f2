import { parentPort, workerData } from 'node:worker_threads'
import { isAlive, killBrowser } from './processes.ts'

// A thread of its own: when the program is killed while the child process hangs, nothing else would
// end the child, and it would go on holding the browser and the session.

const LOOK_MS = 500
/** For the child to end by itself, with its profile written. */
const GRACE_MS = 3000

const parent = workerData as number
let browser: number | undefined
parentPort?.on('message', (pid: number | undefined) => {
  browser = pid
})

const looking = setInterval(() => {
  if (process.ppid === parent && isAlive(parent)) return
  clearInterval(looking)
  setTimeout(() => {
    killBrowser(browser)
    process.kill(process.pid, 'SIGKILL')
  }, GRACE_MS)
}, LOOK_MS)
