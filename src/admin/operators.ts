import type { Selectable, Updateable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { OperatorsTable } from '../storage/schema.ts'
import { hashPassword, randomPassword, weaknessOf } from './passwords.ts'
import { Refused } from './refusals.ts'

export interface Operator {
  readonly name: string
  /** Has a password that somebody else has seen. */
  readonly mustChange: boolean
  /** Enters with a code besides the password. */
  readonly totp: boolean
  readonly createdAt: Date
  readonly lastLoginAt?: Date
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,39}$/u

/** How a name is kept: operators do not differ by capital letters. */
export const operatorName = (name: string) => name.trim().normalize('NFC').toLowerCase()

const fromRow = (row: Selectable<OperatorsTable>): Operator => ({
  name: row.name,
  mustChange: row.must_change === 1,
  totp: row.totp_secret !== null,
  createdAt: new Date(row.created_at),
  ...(row.last_login_at !== null && { lastLoginAt: new Date(row.last_login_at) }),
})

export type Operators = ReturnType<typeof createOperators>

/** Who may enter the admin page. Throws `Refused` with the reason in Spanish. */
export const createOperators = (db: Database, now: () => number) => {
  const rowOf = (name: string) =>
    db.selectFrom('operators').selectAll().where('name', '=', name).executeTakeFirst()

  const change = async (name: string, values: Updateable<OperatorsTable>) => {
    const { numUpdatedRows } = await db
      .updateTable('operators')
      .set(values)
      .where('name', '=', operatorName(name))
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Refused(`No existe el usuario «${name}».`)
  }

  const closeSessions = (name: string) =>
    db.deleteFrom('admin_sessions').where('operator', '=', operatorName(name)).execute()

  /** The password to be kept: the given one, or a random one that has to be changed. */
  const choose = async (name: string, password: string | undefined) => {
    const weakness = password !== undefined && weaknessOf(password, name)
    if (weakness) throw new Refused(weakness)
    const chosen = password ?? randomPassword()
    const must_change: 0 | 1 = password === undefined ? 1 : 0
    return { chosen, row: { password: await hashPassword(chosen), must_change } }
  }

  return {
    rowOf,
    list: async (): Promise<Operator[]> => {
      const rows = await db.selectFrom('operators').selectAll().orderBy('name').execute()
      return rows.map(fromRow)
    },
    find: async (name: string): Promise<Operator | undefined> => {
      const row = await rowOf(operatorName(name))
      return row && fromRow(row)
    },
    /** Without a password a random one is made, which has to be changed. Gives the password. */
    add: async (given: string, password?: string) => {
      const name = operatorName(given)
      if (!NAME.test(name))
        throw new Refused('El usuario lleva de 2 a 40 letras o números, sin espacios.')
      if (await rowOf(name)) throw new Refused(`Ya existe el usuario «${name}».`)
      const { chosen, row } = await choose(name, password)
      await db
        .insertInto('operators')
        .values({ name, ...row, created_at: now(), totp_secret: null, last_login_at: null })
        .execute()
      return chosen
    },
    /** As `add`, for an operator there is; closes their sessions. */
    setPassword: async (given: string, password?: string) => {
      const name = operatorName(given)
      if (!(await rowOf(name))) throw new Refused(`No existe el usuario «${name}».`)
      const { chosen, row } = await choose(name, password)
      await change(name, row)
      await closeSessions(name)
      return chosen
    },
    setTotp: (name: string, secret: string | null, step = 0) =>
      change(name, { totp_secret: secret, totp_step: step }),
    remove: async (given: string) => {
      const { numDeletedRows } = await db
        .deleteFrom('operators')
        .where('name', '=', operatorName(given))
        .executeTakeFirst()
      if (numDeletedRows === 0n) throw new Refused(`No existe el usuario «${given}».`)
    },
  }
}
