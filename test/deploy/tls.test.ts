import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OPERATOR, PASSWORD, SAME_SITE, startAdmin } from '../support/admin.ts'
import { hasNginx, type Nginx, startNginx } from '../support/nginx.ts'
import type { Web } from '../support/web.ts'

const HSTS = 'max-age=31536000; includeSubDomains'

describe.skipIf(!hasNginx)('nginx with a certificate', () => {
  let web: Web
  let nginx: Nginx
  beforeAll(async () => {
    web = await startAdmin({ TRUST_PROXY: '127.0.0.1' })
    nginx = await startNginx({ backend: web.url, tls: true })
  }, 60_000)
  afterAll(async () => {
    await nginx.stop()
    await web.stop()
  })

  // Nobody has signed the certificate of the tests.
  const trust = { rejectUnauthorized: false }
  const ask = async (path: string, body?: object, more = {}) => {
    const options = { port: nginx.tlsPort, path, method: body ? 'POST' : 'GET', ...trust }
    const asked = request({ ...options, headers: { 'content-type': 'application/json', ...more } })
    asked.end(body && JSON.stringify(body))
    const [response] = await once(asked, 'response')
    return { status: response.statusCode, headers: response.headers, body: await text(response) }
  }

  test('answers, and keeps the cookie and the browser to https', async () => {
    const { status, headers, body } = await ask('/generate', { prompt: 'hola' })
    expect(status).toBe(200)
    expect(JSON.parse(body).response).toContain('IAMJus')
    expect(headers['set-cookie'][0]).toMatch(/; Secure/)
    expect(headers['strict-transport-security']).toBe(HSTS)
  })

  test('lets operators in, and keeps their cookie for this name and https alone', async () => {
    const credentials = { name: OPERATOR, password: PASSWORD }
    const entered = await ask('/admin/api/login', credentials, SAME_SITE)
    expect(entered.status).toBe(200)
    const [cookie = ''] = entered.headers['set-cookie']
    expect(cookie).toMatch(/^__Host-iamjus_admin=.*; Secure/)
    expect((await ask('/get_prompt')).status).toBe(401)
    const [session = ''] = cookie.split(';')
    expect((await ask('/get_prompt', undefined, { cookie: session })).status).toBe(200)
    const foreign = { cookie: session, 'sec-fetch-site': 'cross-site' }
    expect((await ask('/save_prompt', { prompt: 'otra cosa' }, foreign)).status).toBe(403)
  })

  test.each(['/', '/chat.js', '/nada', '/metrics', '/x%2fy'])(
    'tells the browser on %s, too, to come by https from now on',
    async path => expect((await ask(path)).headers['strict-transport-security']).toBe(HSTS),
  )

  test('speaks HTTP/2', async () => {
    const session = connectHttp2(`https://127.0.0.1:${nginx.tlsPort}`, trust)
    const stream = session.request({ ':path': '/livez' })
    const [headers] = await once(stream, 'response')
    expect(headers[':status']).toBe(200)
    expect(await text(stream)).toBe('{"ok":true}')
    session.close()
  })

  test('sends people who come in the clear to https, and refuses programmes that do', async () => {
    const page = await fetch(`${nginx.url}/?a=b`, { redirect: 'manual' })
    expect([page.status, page.headers.get('location')]).toEqual([301, 'https://127.0.0.1/?a=b'])
    const posted = await fetch(`${nginx.url}/generate`, { method: 'POST', body: '{}' })
    expect(posted.status).toBe(400)
  })

  test('lets certbot prove in the clear that the name is ours', async () => {
    const folder = join(nginx.folder, 'tls/acme/.well-known/acme-challenge')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'prueba'), 'clave')
    const answer = await fetch(`${nginx.url}/.well-known/acme-challenge/prueba`)
    expect(await answer.text()).toBe('clave')
  })
})
