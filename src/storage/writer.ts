import SQLite from 'better-sqlite3'
import type { Database } from './database.ts'

// A commit costs more than the rows that it writes. What is to be written in one turn of the event
// loop is collected and committed together at its end, so that a hundred chats that write at the
// same moment cost one commit. All of it runs without a pause: nothing else gets between.

/** Statements that belong together; it may be run a second time where it was undone. */
type Work<T> = () => T

/** Does the work, all of it or nothing, and resolves once it is committed; rejects as it throws. */
export type Write = <T>(work: Work<T>) => Promise<T>

interface Job {
  readonly work: Work<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** A full disk or a lock, not what one piece of work wanted to write. */
const isOfDatabase = (error: unknown) =>
  error instanceof SQLite.SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT')

/** Creates the writer of a database. */
export const createWriter = ({ sqlite }: Pick<Database, 'sqlite'>): Write => {
  let waiting: Job[] = []
  const commit = sqlite.transaction((jobs: readonly Job[]) => jobs.map(({ work }) => work()))

  const run = (jobs: readonly Job[]) => {
    let values: unknown[]
    try {
      values = commit.immediate(jobs)
    } catch (error) {
      // One that fails takes nothing of the others with it: all was undone, each goes by itself.
      if (jobs.length > 1 && !isOfDatabase(error)) for (const job of jobs) run([job])
      else for (const { reject } of jobs) reject(error)
      return
    }
    for (const [i, { resolve }] of jobs.entries()) resolve(values[i])
  }

  const runAll = () => {
    // A transaction that somebody else has left open over several turns has to end first.
    if (sqlite.inTransaction) return void setImmediate(runAll)
    const jobs = waiting
    waiting = []
    run(jobs)
  }

  return <T>(work: Work<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve: value => resolve(value as T), reject })
      if (waiting.length === 1) setImmediate(runAll)
    })
}
