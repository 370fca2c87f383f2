import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enter, SAME_SITE, startAdmin } from '../../../support/admin.ts'
import type { ErrorJson, Web } from '../../../support/web.ts'

interface Route {
  readonly method: string
  readonly url: string
}

/** Of the admin, and open to everybody: the page with the login, and the login. */
const OPEN = ['GET /config', 'HEAD /config', 'POST /admin/api/login']
const OF_ADMIN = /^\/(admin\/api|config)|_prompt$/

const routes: Route[] = []
const collect = (message: unknown) => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url })
  })
}

let web: Web
let session: Awaited<ReturnType<typeof enter>>
beforeAll(async () => {
  subscribe('fastify.initialization', collect)
  web = await startAdmin()
  unsubscribe('fastify.initialization', collect)
  session = await enter(web)
})
afterAll(() => web.stop())

const request = ({ method, url }: Route, headers: Record<string, string> = {}) => {
  const body = /^(?:GET|HEAD)$/.test(method) ? {} : { body: '{}' }
  const path = url.replace(/:\w+/g, '1')
  return fetch(web.url + path, {
    method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...headers },
    ...body,
  })
}
const codeOf = async (response: Response) => ((await response.json()) as ErrorJson).error.code

describe('without a session', () => {
  test('every route of the admin is refused, whatever is asked and from where', async () => {
    const guarded = routes
      .filter(({ url }) => OF_ADMIN.test(url))
      .filter(({ method, url }) => !OPEN.includes(`${method} ${url}`))
    expect(guarded.map(({ method, url }) => `${method} ${url}`)).toEqual(
      expect.arrayContaining(['GET /get_prompt', 'POST /save_prompt', 'GET /admin/api/session']),
    )
    for (const route of guarded)
      for (const headers of [{}, SAME_SITE, { cookie: 'iamjus_admin=nadie' }]) {
        const { status } = await request(route, headers)
        expect([401, 302], `${route.method} ${route.url}`).toContain(status)
      }
  })

  test('only what citizens use, the page and the login are open', () => {
    const named = routes.filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    const open = named.filter(({ url }) => !OF_ADMIN.test(url)).map(({ url }) => url)
    for (const url of open) expect(url).not.toMatch(/admin|config|prompt/)
  })
})

describe('what another site asks for in the name of an operator', () => {
  const save = { method: 'POST', url: '/admin/api/logout' }
  const login = { method: 'POST', url: '/admin/api/login' }

  test.each([
    ['says so itself', { 'sec-fetch-site': 'cross-site' }],
    ['is of another host of the domain', { 'sec-fetch-site': 'same-site' }],
    ['has the origin of another site', { origin: 'https://otro.example' }],
    ['has an origin that hides', { origin: 'null' }],
    ['says nothing of where it comes from', {}],
  ])('is refused when it %s', async (_, from) => {
    const { cookie } = session
    for (const route of [save, login]) {
      const response = await request(route, { cookie, ...from })
      expect([response.status, await codeOf(response)]).toEqual([403, 'otro_sitio'])
    }
    expect((await web.get('/admin/api/session', session)).status).toBe(200)
  })

  test('is not believed because of its Host header', async () => {
    const forged = { host: 'otro.example', origin: 'http://otro.example' }
    expect((await request(login, forged)).status).toBe(403)
  })

  test('is told from what an old browser asks for from here', async () => {
    const { port } = new URL(web.url)
    for (const origin of [`http://localhost:${port}`, web.url])
      expect((await request(login, { origin })).status).toBe(400)
  })

  test('is judged by PUBLIC_URL where the service has one', async () => {
    const other = await startAdmin({ PUBLIC_URL: 'https://iamjus.example/' })
    const from = (origin: string) => other.post('/admin/api/login', {}, { origin })
    expect((await from('https://iamjus.example')).status).toBe(400)
    expect((await from(other.url)).status).toBe(403)
    await other.stop()
  })
})

describe('what the guard lets through', () => {
  test('knows who asks, and is kept by nobody', async () => {
    const response = await web.get('/admin/api/session', session)
    expect(await response.json()).toEqual({ name: 'ana', must_change: false })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect((await web.get('/config')).headers.get('cache-control')).toBe('no-store')
  })
})
