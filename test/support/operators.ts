import { scryptSync } from 'node:crypto'
import { createAdmin } from '../../src/admin/admin.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { OPERATOR, PASSWORD } from './admin.ts'
import { silent } from './core.ts'

/** As a password is kept, at a cost that many tests can bear. */
const cheaply = (password: string) =>
  `scrypt$2$1$1$c2Fs$${scryptSync(password, 'sal', 32, { N: 2, r: 1, p: 1 }).toString('base64url')}`

/** The core of the admin over a database in memory and a clock that stands still. */
export const openOperators = async (log = silent) => {
  const db = await openDatabase(':memory:')
  const clock = { time: Date.UTC(2026, 10, 22, 15) }
  const deps = { db, log, now: () => clock.time }
  const admin = createAdmin({ ...deps, config: { user: 'admin' } })
  return {
    ...admin,
    db,
    clock,
    /** Another start of the program over the same database, with this configuration. */
    restart: (config: { user: string; password?: string }) => createAdmin({ ...deps, config }),
    addOperator: () =>
      db
        .insertInto('operators')
        .values({
          name: OPERATOR,
          password: cheaply(PASSWORD),
          must_change: 0,
          totp_secret: null,
          created_at: clock.time,
          last_login_at: null,
        })
        .execute(),
    logIn: (password = PASSWORD, code?: string, address = '203.0.113.7') =>
      admin.logins.login({ name: OPERATOR, password, ...(code && { code }) }, address),
    /** Enters and gives the token; throws when that fails. */
    token: async () => {
      const outcome = await admin.logins.login({ name: OPERATOR, password: PASSWORD }, '192.0.2.1')
      if (outcome.kind !== 'in') throw new Error(outcome.kind)
      return outcome.token
    },
    stop: () => db.destroy(),
  }
}

export type OpenOperators = Awaited<ReturnType<typeof openOperators>>
