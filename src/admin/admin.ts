import { type AdminConfig, ConfigError } from '../config.ts'
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

/** Throws when ADMIN_PASSWORD is one that anybody would try. */
export const checkFirst = ({ user, password }: AdminConfig) => {
  const weakness = password && weaknessOf(password, user)
  if (weakness) throw new ConfigError(`ADMIN_PASSWORD: ${weakness}`)
}

/** Who may change what citizens get, and what they did. */
export const createAdmin = ({ db, config, log, now }: Deps) => {
  const { user, password } = config
  const operators = createOperators(db, now)
  const sessions = createSessions(db, now)
  const audit = createAudit(db, now)
  return {
    operators,
    sessions,
    audit,
    logins: createLogins({ db, operators, sessions, audit, log, now }),
    /** Makes the first operator where there is none; with the password that nobody knows yet. */
    openFirst: async () => {
      if ((await operators.list()).length > 0) return undefined
      const made = await operators.add(user, password)
      return { name: user, ...(!password && { password: made }) }
    },
  }
}
