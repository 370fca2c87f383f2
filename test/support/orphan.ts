// A program and its child process, which hangs; started by watchdog.test.ts, which kills the first.
import { fork, spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { watchParent } from '../../adapters/whatsapp/web/watchdog.ts'

/** What would stay for ever, were it not killed. */
const ORPHAN_S = 60

const hang = () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ORPHAN_S * 1000)
  process.exit(1)
}

const beChild = () => {
  const browser = spawn('sleep', [String(ORPHAN_S)], { detached: true, stdio: 'ignore' })
  watchParent().setBrowser(browser.pid)
  process.send?.({ child: process.pid, browser: browser.pid }, hang)
}

if (process.argv[2] === 'child') beChild()
else {
  const child = fork(import.meta.filename, ['child'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.on('message', pids => writeSync(1, `${JSON.stringify(pids)}\n`))
}
