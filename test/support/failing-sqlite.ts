import type SQLite from 'better-sqlite3'

// The driver of the database, of which one operation fails. To be put in its place:
// vi.mock('better-sqlite3', async original => ({ default: failing((await original()).default) }))

const state = { count: 0, failAt: 0, times: 1, rollsBack: false }

/**
 * Lets the nth operation from now on fail, and as many after it; SQLite may have given up the
 * transaction by itself.
 */
export const failAt = (n: number, rollsBack: boolean, times = 1) => {
  Object.assign(state, { count: 0, failAt: n, rollsBack, times })
}

/** Lets no more fail; gives how many operations there were since `failAt`. */
export const failNoMore = () => {
  state.failAt = 0
  return state.count
}

const strike = (db: SQLite.Database) => {
  state.count++
  if (!state.failAt || state.count < state.failAt) return
  if (state.count >= state.failAt + state.times) return
  if (state.rollsBack && db.inTransaction) db.exec('rollback')
  throw Object.assign(new Error('disk I/O error'), { name: 'SqliteError', code: 'SQLITE_IOERR' })
}

/** The driver with each run of a statement counted, and one of them failing before it does anything. */
export const failing = (Driver: typeof SQLite) =>
  new Proxy(Driver, {
    construct: (target, args) => {
      const db = Reflect.construct(target, args) as SQLite.Database
      const prepare = db.prepare.bind(db)
      db.prepare = ((text: string) => {
        const statement = prepare(text)
        // The one thing that SQLite does not fail to do.
        if (text === 'rollback') return statement
        for (const method of ['run', 'all', 'get'] as const) {
          const run = statement[method].bind(statement)
          statement[method] = ((...values: unknown[]) => {
            strike(db)
            return run(...values)
          }) as never
        }
        return statement
      }) as typeof db.prepare
      return db
    },
  })
