import type { Logger } from '../observability/logger.ts'
import { pseudonym } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'
import type { Audit } from './audit.ts'
import { type Operators, operatorName } from './operators.ts'
import { isPassword } from './passwords.ts'
import { Refused } from './refusals.ts'
import type { Sessions } from './sessions.ts'
import { createThrottle } from './throttle.ts'
import { newTotpSecret, stepOf, totpUri } from './totp.ts'

export interface Credentials {
  readonly name: string
  readonly password: string
  readonly code?: string
}

export type Login =
  | { readonly kind: 'in'; readonly token: string; readonly name: string }
  /** The password is right and a code is needed. */
  | { readonly kind: 'code' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly ms: number }

interface Deps {
  readonly db: Database
  readonly operators: Operators
  readonly sessions: Sessions
  readonly audit: Audit
  readonly log: Logger
  readonly now: () => number
}

/** An application has to be set up in this time. */
const ENROL_MS = 15 * 60_000

export type Logins = ReturnType<typeof createLogins>

/** Entering, and what proves who one is: password and code. */
export const createLogins = ({ db, operators, sessions, audit, log, now }: Deps) => {
  const throttle = createThrottle(now)
  /** Secrets shown to an operator and not confirmed yet. */
  const offered = new Map<string, { readonly secret: string; readonly until: number }>()

  /** Accepts the code and marks its step as used, so that it counts once. */
  const useCode = async (name: string, code: string) => {
    const row = await operators.rowOf(name)
    const step = row?.totp_secret && stepOf(row.totp_secret, code, now(), row.totp_step)
    if (!step) return false
    const { numUpdatedRows } = await db
      .updateTable('operators')
      .set({ totp_step: step })
      .where('name', '=', name)
      .where('totp_step', '<', step)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }

  const judge = async (name: string, password: string, code: string | undefined) => {
    const row = await operators.rowOf(name)
    if (!(await isPassword(password, row?.password))) return 'wrong'
    if (!row?.totp_secret) return 'right'
    if (!code) return 'code'
    return (await useCode(name, code)) ? 'right' : 'wrong'
  }

  return {
    login: async (given: Credentials, address: string): Promise<Login> => {
      const name = operatorName(given.name)
      const ms = throttle.attempt(address, name)
      if (ms > 0) {
        log.warn(
          { address: pseudonym(address) },
          'demasiados intentos de entrar a la administración',
        )
        return { kind: 'wait', ms }
      }
      const verdict = await judge(name, given.password, given.code)
      if (verdict === 'wrong') {
        log.warn({ address: pseudonym(address) }, 'intento fallido de entrar a la administración')
        return { kind: 'wrong' }
      }
      if (verdict === 'code') {
        throttle.refunded(address, name)
        return { kind: 'code' }
      }
      throttle.cleared(address, name)
      const token = await sessions.begin(name, address)
      await db
        .updateTable('operators')
        .set({ last_login_at: now() })
        .where('name', '=', name)
        .execute()
      await audit.record({ user: name, action: 'entrar', detail: '' })
      return { kind: 'in', token, name }
    },
    /** Throws `Refused` unless this is the operator's password; guessing is slowed as at the login. */
    confirm: async (name: string, password: string, address: string) => {
      const ms = throttle.attempt(address, name)
      if (ms > 0) throw new Refused(`Esperá ${Math.ceil(ms / 1000)} segundos y probá de nuevo.`)
      const row = await operators.rowOf(name)
      if (!(await isPassword(password, row?.password)))
        throw new Refused('Esa no es tu clave actual.')
      throttle.cleared(address, name)
    },
    /** A new secret for the operator's application; it counts once a code of it is confirmed. */
    offerTotp: (name: string) => {
      const secret = newTotpSecret()
      offered.set(name, { secret, until: now() + ENROL_MS })
      return { secret, uri: totpUri(secret, name) }
    },
    confirmTotp: async (name: string, code: string) => {
      const offer = offered.get(name)
      if (!offer || offer.until < now())
        throw new Refused('Pasó demasiado tiempo. Empezá de nuevo y escaneá el código otra vez.')
      const step = stepOf(offer.secret, code, now(), 0)
      if (!step)
        throw new Refused('Ese código no es el que corresponde. Fijate la hora del teléfono.')
      offered.delete(name)
      await operators.setTotp(name, offer.secret, step)
    },
  }
}
