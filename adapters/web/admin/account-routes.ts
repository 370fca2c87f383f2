import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'
import { keepToken, tokenOf } from './guard.ts'
import { Code, Password } from './login-routes.ts'

interface Person {
  readonly name: string
  readonly mustChange: boolean
  readonly totp: boolean
  readonly lastLoginAt?: Date
}

interface Act {
  readonly user: string
  readonly action: string
  readonly detail: string
}

/** What the account of an operator needs of the core. */
export interface AccountPart {
  readonly operators: {
    find(name: string): Promise<Person | undefined>
    list(): Promise<readonly Person[]>
    setPassword(name: string, password: string): Promise<unknown>
    setTotp(name: string, secret: null): Promise<unknown>
  }
  readonly logins: {
    confirm(name: string, password: string, address: string): Promise<void>
    offerTotp(name: string): { readonly secret: string; readonly uri: string }
    confirmTotp(name: string, code: string): Promise<void>
  }
  readonly sessions: {
    begin(name: string, address: string): Promise<string>
    list(
      name: string,
      token: string,
    ): Promise<
      readonly {
        readonly createdAt: Date
        readonly lastSeenAt: Date
        readonly address: string
        readonly current: boolean
      }[]
    >
    endAll(name: string): Promise<unknown>
  }
  readonly audit: { record(act: Act): Promise<void> }
}

const Name = { type: 'string', minLength: 1, maxLength: 80 } as const

/** What is open also to who still has to change the password. */
export const passwordRoutes = (scope: WebServer, part: AccountPart) => {
  const { operators, logins, sessions, audit } = part

  scope.get('/admin/api/session', async ({ operator }) => {
    const person = await operators.find(operator.name)
    return { name: operator.name, must_change: person?.mustChange ?? false }
  })

  scope.post(
    '/admin/api/account/password',
    {
      schema: { body: fields({ current: Password, password: Password }, ['current', 'password']) },
    },
    async ({ operator: { name }, body, ip }, reply) => {
      await logins.confirm(name, body.current, ip)
      await operators.setPassword(name, body.password)
      keepToken(reply, await sessions.begin(name, ip))
      await audit.record({ user: name, action: 'cambiar-clave', detail: '' })
      return { changed: true }
    },
  )
}

/** The second factor, the sessions, and who else there is. */
export const accountRoutes = (scope: WebServer, part: AccountPart) => {
  const { operators, logins, sessions, audit } = part

  scope.get('/admin/api/account', async request => {
    const { name } = request.operator
    const people = await operators.list()
    return {
      name,
      totp: people.some(person => person.name === name && person.totp),
      sessions: await sessions.list(name, tokenOf(request) ?? ''),
      operators: people.map(({ mustChange, lastLoginAt, ...person }) => ({
        name: person.name,
        totp: person.totp,
        must_change: mustChange,
        last_login_at: lastLoginAt ?? null,
      })),
    }
  })

  scope.post(
    '/admin/api/account/totp',
    { schema: { body: fields({ password: Password }, ['password']) } },
    async ({ operator: { name }, body, ip }) => {
      await logins.confirm(name, body.password, ip)
      const { secret, uri } = logins.offerTotp(name)
      // Rarely needed: not loaded at the start.
      const { encode } = await import('uqr')
      return { secret, uri, qr: encode(uri).data }
    },
  )

  scope.post(
    '/admin/api/account/totp/confirm',
    { schema: { body: fields({ code: Code }, ['code']) } },
    async ({ operator: { name }, body }) => {
      await logins.confirmTotp(name, body.code)
      await audit.record({ user: name, action: 'activar-codigo', detail: '' })
      return { totp: true }
    },
  )

  // One's own, or that of a colleague who has lost the phone.
  scope.post(
    '/admin/api/account/totp/remove',
    { schema: { body: fields({ name: Name, password: Password }, ['name', 'password']) } },
    async ({ operator: { name }, body, ip }) => {
      await logins.confirm(name, body.password, ip)
      await operators.setTotp(body.name, null)
      await audit.record({ user: name, action: 'quitar-codigo', detail: `de ${body.name}` })
      return { totp: false }
    },
  )

  scope.post('/admin/api/account/close-sessions', async ({ operator: { name } }) => {
    await sessions.endAll(name)
    await audit.record({ user: name, action: 'cerrar-sesiones', detail: '' })
    return { closed: true }
  })
}
