import { sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

// A commit costs more than the rows that it writes. Work that comes while a transaction is being
// committed waits and shares the next one; each piece has a savepoint of its own, so that one that
// fails takes nothing of the others with it. A write is done when its transaction is committed.

type Work<T> = (tx: Transaction<Schema>) => Promise<T>

/** Runs the work inside a transaction, all of it or nothing; rejects as the work or the commit does. */
export type Write = <T>(work: Work<T>) => Promise<T>

interface Job {
  readonly work: Work<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

const savepoint = sql`savepoint piece`
const release = sql`release piece`
const undo = sql`rollback to piece`

/** The outcome of one piece, to be told once the transaction is committed. */
const attempt = async (tx: Transaction<Schema>, { work, resolve, reject }: Job) => {
  await savepoint.execute(tx)
  try {
    const value = await work(tx)
    await release.execute(tx)
    return () => resolve(value)
  } catch (error) {
    // Where SQLite has given up the whole transaction (a full disk) there is nothing to go back
    // to: the reason why is what all that wait must hear.
    await undo.execute(tx).catch(() => {
      throw error
    })
    await release.execute(tx)
    return () => reject(error)
  }
}

/** Creates the writer of a database. */
export const createWriter = (db: Database): Write => {
  let waiting: Job[] = []
  let busy = false

  const runTogether = (jobs: readonly Job[]) =>
    db.transaction().execute(async tx => {
      const outcomes: (() => void)[] = []
      for (const job of jobs) outcomes.push(await attempt(tx, job))
      return outcomes
    })

  const runAlone = ({ work, resolve }: Job) =>
    db
      .transaction()
      .execute(work)
      .then(value => [() => resolve(value)])

  const run = async () => {
    busy = true
    while (waiting.length > 0) {
      const jobs = waiting
      waiting = []
      const [only, second] = jobs
      try {
        const outcomes = await (only && !second ? runAlone(only) : runTogether(jobs))
        for (const tell of outcomes) tell()
      } catch (error) {
        for (const { reject } of jobs) reject(error)
      }
    }
    busy = false
  }

  return <T>(work: Work<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve: value => resolve(value as T), reject })
      if (!busy) void run()
    })
}
