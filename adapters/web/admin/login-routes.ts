import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'
import { refusal } from './errors.ts'
import { dropToken, isPrivate, keepToken, tokenOf } from './guard.ts'

export type LoginOutcome =
  | { readonly kind: 'in'; readonly token: string; readonly name: string }
  | { readonly kind: 'code' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly ms: number }

/** What entering and leaving need of the core. */
export interface LoginPart {
  readonly logins: {
    login(
      credentials: { readonly name: string; readonly password: string; readonly code?: string },
      address: string,
    ): Promise<LoginOutcome>
  }
  readonly sessions: { end(token: string): Promise<unknown> }
}

export const Password = { type: 'string', minLength: 1, maxLength: 200 } as const
export const Code = {
  type: 'string',
  minLength: 6,
  maxLength: 7,
  pattern: '^\\d{3} ?\\d{3}$',
} as const

const LoginBody = fields(
  {
    name: { type: 'string', minLength: 1, maxLength: 80 },
    password: Password,
    code: Code,
  },
  ['name', 'password'],
)

const NOT_PRIVATE =
  'Para entrar hace falta https, o abrir la página en la misma máquina del servicio. ' +
  'Si hay un proxy con https adelante, nombralo en TRUST_PROXY.'

/** `POST /admin/api/login`, the one route of the admin that asks for no session. */
export const loginRoute = (scope: WebServer, { logins, sessions }: LoginPart) => {
  scope.post('/admin/api/login', { schema: { body: LoginBody } }, async (request, reply) => {
    if (!isPrivate(request)) return reply.code(403).send(refusal('sin_https', NOT_PRIVATE))
    const outcome = await logins.login(request.body, request.ip)
    if (outcome.kind === 'wait') {
      const seconds = Math.ceil(outcome.ms / 1000)
      reply.code(429).header('retry-after', seconds)
      const words = `Hubo varios intentos fallidos. Esperá ${seconds} segundos y probá de nuevo.`
      return refusal('esperar', words)
    }
    if (outcome.kind === 'wrong') {
      reply.code(401)
      return refusal('no_coincide', 'El usuario, la clave o el código no coinciden.')
    }
    if (outcome.kind === 'code') {
      reply.code(401)
      return refusal('falta_codigo', 'Escribí el código de tu aplicación.')
    }
    const old = tokenOf(request)
    if (old) await sessions.end(old)
    keepToken(reply, outcome.token)
    return { name: outcome.name }
  })
}

export const logoutRoute = (scope: WebServer, { sessions }: LoginPart) => {
  scope.post('/admin/api/logout', async (request, reply) => {
    const token = tokenOf(request)
    if (token) await sessions.end(token)
    dropToken(reply)
    // Not "cookies": that would reach every site of the domain, and those are the ministry's.
    reply.header('clear-site-data', '"cache"')
    return { left: true }
  })
}
