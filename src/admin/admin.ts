import type { AdminConfig } from '../config.ts'
import type { Logger } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'
import { createAudit } from './audit.ts'
import { createLogins } from './logins.ts'
import { createOperators } from './operators.ts'
import { weaknessOf } from './passwords.ts'
import { createSessions } from './sessions.ts'

interface Deps {
  readonly db: Database
  readonly config: AdminConfig
  readonly log: Logger
  /** Unix milliseconds. */
  readonly now: () => number
}

/** Who may change what citizens get, and what they did. Throws when ADMIN_PASSWORD is a weak one. */
export const createAdmin = ({ db, config, log, now }: Deps) => {
  const { user, password } = config
  const weakness = password && weaknessOf(password, user)
  if (weakness) throw new Error(`ADMIN_PASSWORD: ${weakness}`)
  const operators = createOperators(db, now)
  const sessions = createSessions(db, now)
  const audit = createAudit(db, now)
  return {
    operators,
    sessions,
    audit,
    logins: createLogins({ db, operators, sessions, audit, log, now }),
    /** Makes the first operator where there is none; gives a password that nobody knows yet. */
    openFirst: async () => {
      if ((await operators.list()).length > 0) return undefined
      const made = await operators.add(user, password)
      return password ? undefined : { name: user, password: made }
    },
  }
}
