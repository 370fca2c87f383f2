import { readFileSync } from 'node:fs'

export const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
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

/** Whether this process was started with these words; where that cannot be seen, no. */
export const isRunning = (pid: number, words: string) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(words)
  } catch {
    return false
  }
}
