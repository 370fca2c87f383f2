import { readdirSync, readFileSync } from 'node:fs'

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The processes of which the command line holds all of this, as pids; zombies have none. */
export const processesWith = (...words: string[]): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      const line = read(`/proc/${pid}/cmdline`)
      return words.every(word => line.includes(word))
    })
    .map(Number)

export const browsersOn = (folder: string) => processesWith(`--user-data-dir=${folder}`)

/** A browser, with all that it has started. */
export const killGroup = (pid: number) => {
  for (const target of [-pid, pid])
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // Gone already, or no leader of a group.
    }
}
