import { readdirSync, readFileSync } from 'node:fs'

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The processes of which the command line names this folder, as pids; zombies not counted. */
export const browsersOn = (folder: string): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => read(`/proc/${pid}/cmdline`).includes(`--user-data-dir=${folder}`))
    .map(Number)

/** A browser, with all that it has started. */
export const killGroup = (pid: number) => {
  for (const target of [-pid, pid])
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // Gone already, or no leader of a group.
    }
}
