import { hash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkFirst } from '../../src/admin/admin.ts'
import { totpCode } from '../../src/admin/totp.ts'
import { OPERATOR, PASSWORD } from '../support/admin.ts'
import { type OpenOperators, openOperators } from '../support/operators.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SECOND = 1000

let admin: OpenOperators
beforeEach(async () => {
  admin = await openOperators()
  await admin.addOperator()
})
afterEach(() => admin.stop())

const codeNow = (secret: string) => totpCode(secret, Math.floor(admin.clock.time / 30_000))

describe('entering', () => {
  test('takes the name in any letters, and is recorded', async () => {
    const outcome = await admin.logins.login({ name: ' ANA ', password: PASSWORD }, '192.0.2.1')
    expect(outcome).toMatchObject({ kind: 'in', name: OPERATOR })
    expect(await admin.audit.list({ limit: 9 })).toMatchObject([
      { user: OPERATOR, action: 'entrar', at: new Date(admin.clock.time) },
    ])
    const [person] = await admin.operators.list()
    expect(person?.lastLoginAt).toEqual(new Date(admin.clock.time))
  })

  test('is refused alike for a wrong password and for nobody', async () => {
    expect(await admin.logIn('otra cosa')).toEqual({ kind: 'wrong' })
    const nobody = { name: 'nadie', password: PASSWORD }
    expect(await admin.logins.login(nobody, '192.0.2.1')).toEqual({ kind: 'wrong' })
  })

  test('has to wait after three failures, also with the right password', async () => {
    for (let i = 0; i < 3; i++) await admin.logIn('otra cosa')
    expect(await admin.logIn()).toEqual({ kind: 'wait', ms: SECOND })
    admin.clock.time += SECOND
    expect((await admin.logIn()).kind).toBe('in')
  })

  test('fails at once for many guesses at a time, without checking them', async () => {
    const guesses = Array.from({ length: 40 }, (_, i) => admin.logIn(`clave ${i}`))
    const kinds = (await Promise.all(guesses)).map(({ kind }) => kind)
    expect(kinds.filter(kind => kind === 'wrong')).toHaveLength(3)
    expect(kinds.filter(kind => kind === 'wait')).toHaveLength(37)
  })

  test('leaves no password, name or address in the log', async () => {
    const lines = new PassThrough({ encoding: 'utf8' })
    const watched = await openOperators(pino({ level: 'debug' }, lines))
    for (let i = 0; i < 6; i++) await watched.logIn(PASSWORD)
    const log = String(lines.read())
    expect(log).toContain('intento fallido')
    expect(log).toContain('demasiados intentos')
    for (const secret of [PASSWORD, OPERATOR, '203.0.113.7']) expect(log).not.toContain(secret)
    await watched.stop()
  })
})

describe('a session', () => {
  test('is kept as a hash of 256 random bits', async () => {
    const tokens = [await admin.token(), await admin.token()]
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const rows = await admin.db.selectFrom('admin_sessions').selectAll().execute()
    expect(new Set(rows.map(row => row.token_hash))).toEqual(
      new Set(tokens.map(token => hash('sha256', token, 'hex'))),
    )
    expect(JSON.stringify(rows)).not.toContain('192.0.2.1')
  })

  test('ends half an hour after it was last used', async () => {
    const token = await admin.token()
    for (let i = 0; i < 3; i++) {
      admin.clock.time += 30 * MINUTE - 1
      expect(await admin.sessions.find(token)).toEqual({ name: OPERATOR, mustChange: false })
    }
    admin.clock.time += 30 * MINUTE
    expect(await admin.sessions.find(token)).toBeUndefined()
    admin.clock.time -= 30 * MINUTE
    expect(await admin.sessions.find(token)).toBeUndefined()
  })

  test('is not kept open by what a page asks by itself', async () => {
    const token = await admin.token()
    for (let i = 0; i < 29; i++) {
      admin.clock.time += MINUTE
      expect(await admin.sessions.find(token, { background: true })).toBeDefined()
    }
    admin.clock.time += MINUTE
    expect(await admin.sessions.find(token, { background: true })).toBeUndefined()
  })

  test('ends after twelve hours, however much it is used', async () => {
    const token = await admin.token()
    const end = admin.clock.time + 12 * HOUR
    while (admin.clock.time + 20 * MINUTE < end) {
      admin.clock.time += 20 * MINUTE
      expect(await admin.sessions.find(token)).toBeDefined()
    }
    admin.clock.time = end
    expect(await admin.sessions.find(token)).toBeUndefined()
  })

  test('ends when it is left, and all of them when all are closed', async () => {
    const [one, two, three] = [await admin.token(), await admin.token(), await admin.token()]
    await admin.sessions.end(one)
    expect(await admin.sessions.find(one)).toBeUndefined()
    expect((await admin.sessions.list(OPERATOR, two)).map(({ current }) => current).sort()).toEqual(
      [false, true],
    )
    await admin.sessions.endAll(OPERATOR)
    for (const token of [two, three]) expect(await admin.sessions.find(token)).toBeUndefined()
  })

  test('ends with the operator, and with a new password', async () => {
    const before = await admin.token()
    await admin.operators.setPassword(OPERATOR, 'otra frase bien larga')
    expect(await admin.sessions.find(before)).toBeUndefined()
    expect((await admin.logIn()).kind).toBe('wrong')
    const after = await admin.logIn('otra frase bien larga')
    if (after.kind !== 'in') throw new Error(after.kind)
    await admin.operators.remove(OPERATOR)
    expect(await admin.sessions.find(after.token)).toBeUndefined()
  })
})

describe('a code besides the password', () => {
  const enrol = async () => {
    const { secret } = admin.logins.offerTotp(OPERATOR)
    await admin.logins.confirmTotp(OPERATOR, codeNow(secret))
    admin.clock.time += 30 * SECOND
    return secret
  }

  test('is asked for once an application has shown one', async () => {
    const { secret } = admin.logins.offerTotp(OPERATOR)
    await expect(admin.logins.confirmTotp(OPERATOR, '000000')).rejects.toThrow('no es el que')
    expect((await admin.logIn()).kind).toBe('in')
    await admin.logins.confirmTotp(OPERATOR, codeNow(secret))
    expect(await admin.logIn()).toEqual({ kind: 'code' })
    expect(await admin.logIn('otra cosa', codeNow(secret))).toEqual({ kind: 'wrong' })
  })

  test('lets one in once', async () => {
    const secret = await enrol()
    const code = codeNow(secret)
    expect((await admin.logIn(PASSWORD, code)).kind).toBe('in')
    expect((await admin.logIn(PASSWORD, code)).kind).toBe('wrong')
  })

  test('of two who use it at the same time lets one in', async () => {
    const code = codeNow(await enrol())
    const outcomes = await Promise.all([admin.logIn(PASSWORD, code), admin.logIn(PASSWORD, code)])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['in', 'wrong'])
  })

  test('cannot be guessed by asking in between without one', async () => {
    await enrol()
    const kinds: string[] = []
    for (let i = 0; i < 6; i++) {
      kinds.push((await admin.logIn(PASSWORD, '000000', `198.51.100.${i}`)).kind)
      kinds.push((await admin.logIn(PASSWORD, undefined, `198.51.100.${i}`)).kind)
    }
    expect(kinds.slice(0, 5)).toEqual(['wrong', 'code', 'wrong', 'code', 'wrong'])
    expect(kinds.slice(5)).toEqual(Array(7).fill('wait'))
  })

  test('has to be confirmed within a quarter of an hour', async () => {
    const { secret } = admin.logins.offerTotp(OPERATOR)
    admin.clock.time += 16 * MINUTE
    await expect(admin.logins.confirmTotp(OPERATOR, codeNow(secret))).rejects.toThrow('tiempo')
  })
})

describe('the first operator', () => {
  test('is not made where there is another', async () => {
    expect(await admin.openFirst()).toBeUndefined()
    expect(await admin.operators.list()).toHaveLength(1)
  })

  test('without a password gets one that has to be changed, and is told once', async () => {
    await admin.operators.remove(OPERATOR)
    const first = await admin.openFirst()
    expect(await admin.openFirst()).toBeUndefined()
    const outcome = await admin.logins.login(
      { name: 'admin', password: first?.password ?? '' },
      '192.0.2.1',
    )
    if (outcome.kind !== 'in') throw new Error(outcome.kind)
    expect(await admin.sessions.find(outcome.token)).toEqual({ name: 'admin', mustChange: true })
  })

  test('has the configured name and password where there are', async () => {
    await admin.operators.remove(OPERATOR)
    const again = admin.restart({ user: 'Rosa', password: PASSWORD })
    expect(await again.openFirst()).toEqual({ name: 'Rosa' })
    expect(await again.operators.list()).toMatchObject([{ name: 'rosa', mustChange: false }])
  })

  test('cannot have a password that anybody would try', () => {
    expect(() => checkFirst({ user: 'admin', password: 'contraseña123' })).toThrow(
      /^ADMIN_PASSWORD: Esa clave es de las primeras/,
    )
    expect(() => checkFirst({ user: 'admin', password: PASSWORD })).not.toThrow()
  })
})

describe('operators', () => {
  test.each([
    ['ana', /Ya existe/],
    ['ANA', /Ya existe/],
    ['a', /de 2 a 40/],
    ['ana maría', /de 2 a 40/],
    ['<b>', /de 2 a 40/],
  ])('are not added as «%s»', async (name, reason) => {
    await expect(admin.operators.add(name, PASSWORD)).rejects.toThrow(reason)
  })

  test('that do not exist cannot be changed or removed', async () => {
    await expect(admin.operators.setPassword('nadie', PASSWORD)).rejects.toThrow('No existe')
    await expect(admin.operators.setTotp('nadie', null)).rejects.toThrow('No existe')
    await expect(admin.operators.remove('nadie')).rejects.toThrow('No existe')
  })
})

describe('the audit', () => {
  test('is read page by page, newest first, also of one operator', async () => {
    for (const [i, user] of ['ana', 'beto', 'ana', 'ana'].entries())
      await admin.audit.record({ user, action: 'probar', detail: `n${i}` })
    const first = await admin.audit.list({ limit: 2 })
    expect(first.map(({ detail }) => detail)).toEqual(['n3', 'n2'])
    const before = first.at(-1)?.id ?? 0
    const rest = await admin.audit.list({ limit: 9, before })
    expect(rest.map(({ detail }) => detail)).toEqual(['n1', 'n0'])
    expect(await admin.audit.list({ limit: 9, user: 'beto' })).toHaveLength(1)
  })

  test('is never changed', async () => {
    await admin.audit.record({ user: 'ana', action: 'probar', detail: '' })
    const change = admin.db.updateTable('audit').set({ user: 'beto' }).execute()
    await expect(change).rejects.toThrow('never changed')
  })
})
