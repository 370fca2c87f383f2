import { globSync } from 'node:fs'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { errorBody } from '../../adapters/web/errors.ts'
import { startBackend } from '../support/backend.ts'
import { hasNginx, type Nginx, startNginx } from '../support/nginx.ts'
import { sayHello } from '../support/responder.ts'
import { openClient, startBareWeb } from '../support/web.ts'

type Backend = Awaited<ReturnType<typeof startBackend>>

/** The path goes out as it is written here, which `fetch` would not do. */
const getAsIs = (base: string, path: string, headers: Record<string, string> = {}) => {
  const { hostname, port } = new URL(base)
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    get({ hostname, port, path, headers, agent: false }, async response =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) }),
    ).once('error', reject)
  })
}

/** This machine in the place of a proxy before nginx, so that people can come from anywhere. */
const FRONT_PROXY = {
  '# set_real_ip_from 172.31.47.1;': 'set_real_ip_from 127.0.0.1;',
  '# real_ip_header X-Forwarded-For;': 'real_ip_header X-Forwarded-For;',
  '# 172.31.47.1 1;': '127.0.0.1 1;',
}
const OUTSIDE = { 'x-forwarded-for': '203.0.113.9' }

describe.skipIf(!hasNginx)('nginx', () => {
  let backend: Backend
  let nginx: Nginx
  beforeAll(async () => {
    backend = await startBackend()
    nginx = await startNginx({ backend: backend.url, changes: FRONT_PROXY })
  }, 60_000)
  afterAll(async () => {
    await nginx.stop()
    await backend.stop()
  })
  afterEach(() => {
    backend.seen.length = 0
  })

  const ADMIN = ['/config', '/config.js', '/admin/api/prompts', '/get_prompt', '/save_prompt']
  const HIDDEN = ['/%61dmin/api', '/%63onfig', '/config?/chat.js', '/admin/prompt.js']

  test.each([...ADMIN, ...HIDDEN])('lets nobody from outside reach %s', async path => {
    const { status, body } = await getAsIs(nginx.url, path, OUTSIDE)
    expect(status).toBe(403)
    expect(JSON.parse(body).error.code).toBe('sin_permiso')
    expect(backend.seen).toEqual([])
  })

  test.each(ADMIN)('lets the network of the ministry reach %s', async path => {
    const inside = { 'x-forwarded-for': '10.1.2.3' }
    expect((await getAsIs(nginx.url, path, inside)).status).toBe(200)
    expect(backend.seen).toMatchObject([{ url: path, headers: { 'x-forwarded-for': '10.1.2.3' } }])
  })

  test.each([
    '/admin/api/prompts/..%2f..%2f..%2fchat.js',
    '/admin/api/../../chat.js',
    '/x/..%2fadmin/api',
    '/%2e%2e/admin',
    '//admin/api',
    '/x%5c..%5cadmin',
    '/chat.js/.',
  ])('refuses %s, which it and the backend could read differently', async path => {
    const { status, body } = await getAsIs(nginx.url, path, OUTSIDE)
    expect([status, JSON.parse(body)]).toEqual([400, errorBody(400)])
    expect(backend.seen).toEqual([])
  })

  test('takes in a query whatever is allowed there', async () => {
    const path = '/history?a=..%2f..//%2e%5c'
    expect((await getAsIs(nginx.url, path)).status).toBe(200)
    expect(backend.seen[0]?.url).toBe(path)
  })

  test('shows the metrics to nobody', async () => {
    for (const from of [{}, OUTSIDE])
      for (const path of ['/metrics', '/metrics/', '/%6detrics'])
        expect((await getAsIs(nginx.url, path, from)).status).toBe(403)
    expect(backend.seen).toEqual([])
  })

  test('tells the backend who asks, and nothing that they claim of themselves', async () => {
    const claims = {
      'x-forwarded-for': '198.51.100.1, 203.0.113.9',
      'x-forwarded-host': 'otro.ejemplo',
      'x-forwarded-port': '1',
      'x-real-ip': '198.51.100.1',
      forwarded: 'for=198.51.100.1',
      'x-request-id': 'inventado',
    }
    await getAsIs(nginx.url, '/', { ...claims, 'x-forwarded-proto': 'https' })
    const { headers } = backend.seen[0] ?? {}
    expect(headers).toMatchObject({ 'x-forwarded-for': '203.0.113.9' })
    expect(headers).toMatchObject({ 'x-forwarded-proto': 'https', host: new URL(nginx.url).host })
    expect(headers?.['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
    for (const name of ['x-forwarded-host', 'x-forwarded-port', 'x-real-ip', 'forwarded'])
      expect(headers).not.toHaveProperty(name)
  })

  test.each([
    ['/generate', 60_000, 200],
    ['/generate', 70_000, 413],
    ['/webhooks/whatsapp', 3_000_000, 200],
    ['/webhooks/whatsapp', 5_000_000, 413],
    ['/admin/api/data', 10_000_000, 200],
    ['/admin/api/data', 13_000_000, 413],
  ])('takes on %s a body of %i letters with %i', async (path, length, status) => {
    const body = 'a'.repeat(length)
    const response = await fetch(nginx.url + path, { method: 'POST', body })
    expect(response.status).toBe(status)
    if (status === 413) expect(await response.json()).toEqual(errorBody(413))
  })

  test('does not believe a proxy that nobody named', async () => {
    const alone = await startNginx({ backend: backend.url })
    await getAsIs(alone.url, '/', { ...OUTSIDE, 'x-forwarded-proto': 'https' })
    expect(backend.seen[0]?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    })
    await alone.stop()
  })
})

describe.skipIf(!hasNginx)('nginx without the backend', () => {
  let nginx: Nginx
  beforeAll(async () => {
    const backend = await startBackend()
    nginx = await startNginx({ backend: backend.url })
    await backend.stop()
  }, 60_000)
  afterAll(() => nginx.stop())

  test('says in Spanish that it will be back, to programmes and to people', async () => {
    const json = await fetch(`${nginx.url}/history`)
    expect([json.status, await json.json()]).toEqual([503, errorBody(503)])
    const page = await fetch(nginx.url, { headers: { accept: 'text/html,*/*' } })
    expect(page.status).toBe(503)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('Volvé a cargar la página')
  })

  test('still gives the files of the chat, with the headers of the backend', async () => {
    const web = await startBareWeb(sayHello)
    // Those of the administration are not for everybody, so they come from the backend.
    const all = globSync('**/*.{css,js}', { cwd: 'public' })
    const files = all.filter(file => !/^(admin|config)/.test(file))
    expect(files).toContain('chat.css')
    const look = async (url: string, file: string) => {
      const response = await openClient(url).get(`/${file}`, { 'accept-encoding': 'identity' })
      const {
        server,
        date,
        etag,
        connection,
        vary,
        'keep-alive': _,
        ...headers
      } = Object.fromEntries(response.headers)
      return { status: response.status, headers, body: await response.text() }
    }
    for (const file of files) expect(await look(nginx.url, file)).toEqual(await look(web.url, file))
    await web.stop()
  })
})
