import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enter, OPERATOR, PASSWORD, SAME_SITE, startAdmin } from '../../../support/admin.ts'
import type { ErrorJson, Web } from '../../../support/web.ts'

const LOGIN = { name: OPERATOR, password: PASSWORD }
const codeOf = async (response: Response) => ((await response.json()) as ErrorJson).error.code

let web: Web
beforeAll(async () => {
  web = await startAdmin({ TRUST_PROXY: '127.0.0.1' })
})
afterAll(() => web.stop())

const send = (headers: Record<string, string>, body: object = LOGIN) =>
  web.post('/admin/api/login', body, { ...SAME_SITE, ...headers })

describe('the cookie of a session', () => {
  test('on https is one that no other site of the domain can set', async () => {
    const https = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }
    const response = await send(https)
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-iamjus_admin=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ])
  })

  test('on plain http of this machine has a name of its own', async () => {
    expect((await send({})).headers.getSetCookie()).toEqual([
      expect.stringMatching(/^iamjus_admin=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
  })

  test('of plain http does not open what is asked by https', async () => {
    const { cookie } = await enter(web)
    const https = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }
    expect((await web.get('/admin/api/session', { ...https, cookie })).status).toBe(401)
  })

  test('is another after each login, and the one before is worth nothing', async () => {
    const before = await enter(web)
    const response = await web.post('/admin/api/login', LOGIN, before)
    expect(response.headers.getSetCookie()[0]).not.toContain(before.cookie)
    expect((await web.get('/admin/api/session', before)).status).toBe(401)
  })

  test('is another after a change of the password', async () => {
    await web.admin.operators.add('eva', 'la luna sobre el río')
    const eva = await enter(web, 'eva', 'la luna sobre el río')
    const body = { current: 'la luna sobre el río', password: 'el sol sobre la sierra' }
    const response = await web.post('/admin/api/account/password', body, eva)
    expect(response.status).toBe(200)
    expect((await web.get('/admin/api/session', eva)).status).toBe(401)
    const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    expect((await web.get('/admin/api/session', { cookie })).status).toBe(200)
  })

  test('is worth nothing after leaving, and the browser is told to forget', async () => {
    const session = await enter(web)
    const response = await web.post('/admin/api/logout', {}, session)
    expect(response.headers.get('clear-site-data')).toBe('"cache"')
    expect(response.headers.getSetCookie()[0]).toMatch(/^iamjus_admin=; .*Expires=Thu, 01 Jan 1970/)
    expect((await web.get('/admin/api/session', session)).status).toBe(401)
  })
})

describe('a password that others could read on the way', () => {
  const plain = { 'x-forwarded-proto': 'http' }

  test('is not taken from plain http of another machine', async () => {
    const response = await send({ ...plain, 'x-forwarded-for': '192.168.0.7' })
    expect([response.status, await codeOf(response)]).toEqual([403, 'sin_https'])
  })

  test('is taken from this machine behind its own proxy', async () => {
    expect((await send({ ...plain, 'x-forwarded-for': '127.0.0.1' })).status).toBe(200)
  })

  test('is not taken through a proxy that nobody named', async () => {
    const other = await startAdmin()
    const headers = { ...SAME_SITE, 'x-forwarded-for': '203.0.113.9' }
    const response = await other.post('/admin/api/login', LOGIN, headers)
    expect([response.status, await codeOf(response)]).toEqual([403, 'sin_https'])
    await other.stop()
  })
})

describe('who speaks https with a proxy that says nothing of it', () => {
  test('is told so, and the password is not taken', async () => {
    const other = await startAdmin()
    const headers = { ...SAME_SITE, origin: 'https://asistente.example.org' }
    const response = await other.post('/admin/api/login', LOGIN, headers)
    expect([response.status, await codeOf(response)]).toEqual([403, 'sin_https'])
    await other.stop()
  })
})

describe('who has to change the password', () => {
  test('can do that and leave, and nothing else', async () => {
    const given = await web.admin.operators.add('fede')
    const fede = await enter(web, 'fede', given)
    const session = await web.get('/admin/api/session', fede)
    expect(await session.json()).toEqual({ name: 'fede', must_change: true })
    for (const path of ['/get_prompt', '/admin/api/account', '/admin/api/prompts']) {
      const response = await web.get(path, fede)
      expect([response.status, await codeOf(response)], path).toEqual([403, 'cambiar_clave'])
    }
    const change = (password: string) =>
      web.post('/admin/api/account/password', { current: given, password }, fede)
    expect((await change('corta')).status).toBe(400)
    expect((await change('una frase bien larga')).status).toBe(200)
    const again = await enter(web, 'fede', 'una frase bien larga')
    expect((await web.get('/get_prompt', again)).status).toBe(200)
  })
})

describe('too many failures', () => {
  test('are told with the seconds to wait, and do not touch another address', async () => {
    const from = (address: string, name: string) =>
      send({ 'x-forwarded-proto': 'https', 'x-forwarded-for': address }, { name, password: 'x' })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await from('203.0.113.50', `nadie${i}`)).status)
    expect(statuses).toEqual(Array(5).fill(401))
    const sixth = await from('203.0.113.50', OPERATOR)
    expect([sixth.status, await codeOf(sixth)]).toEqual([429, 'esperar'])
    const seconds = Number(sixth.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect((await from('203.0.113.51', OPERATOR)).status).toBe(401)
  })
})

describe('a login that is none', () => {
  test.each([
    ['no name', { password: 'x' }],
    ['a name that is no text', { name: ['ana'], password: 'x' }],
    ['a password without end', { name: 'ana', password: 'x'.repeat(5000) }],
    ['a code of letters', { ...LOGIN, code: 'abcdef' }],
  ])('with %s is refused before anything is computed', async (_, body) => {
    expect((await send({}, body)).status).toBe(400)
  })
})
