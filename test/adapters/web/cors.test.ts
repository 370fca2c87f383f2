import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sayHello } from '../../support/responder.ts'
import { newChat, startBareWeb } from '../../support/web.ts'

const FRIEND = 'https://www.gba.gob.ar'
const STRANGER = 'https://www.gba.gob.ar.ejemplo.com'

/** What a browser asks before it sends JSON to another site. */
const preflight = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'content-type',
}

const allowed = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

describe.each([
  ['by default', {}],
  ['with a list that it is not on', { CORS_ORIGINS: FRIEND }],
])('the page of another site, %s,', (_, env) => {
  let web: Awaited<ReturnType<typeof startBareWeb>>
  beforeAll(async () => {
    web = await startBareWeb(sayHello, { env })
  })
  afterAll(() => web.stop())

  test('cannot read an answer', async () => {
    const response = await web.post('/generate', { prompt: 'hola' }, { origin: STRANGER })
    expect(allowed(response)).toEqual({})
  })

  test.each(['cross-site', 'same-site'])(
    'that is %s cannot clear the chat of who is here',
    async site => {
      const headers = { cookie: `iamjus_chat=${newChat()}`, 'sec-fetch-site': site }
      const response = await fetch(`${web.url}/clear`, { method: 'POST', headers })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({
        error: { message: expect.stringContaining('El pedido vino de otro sitio.') },
      })
    },
  )

  test('cannot ask first whether it may', async () => {
    const headers = { origin: STRANGER, ...preflight }
    const response = await fetch(`${web.url}/generate`, { method: 'OPTIONS', headers })
    expect(response.ok).toBe(false)
    expect(allowed(response)).toEqual({})
  })
})

describe('the page of a site that is on the list', () => {
  let web: Awaited<ReturnType<typeof startBareWeb>>
  beforeAll(async () => {
    web = await startBareWeb(sayHello, {
      env: { CORS_ORIGINS: `http://localhost:3000 ${FRIEND}`, RATE_LIMIT_CHAT: '2' },
    })
  })
  afterAll(() => web.stop())

  const ask = (body: object = { prompt: 'hola' }, headers = {}) =>
    web.post('/generate', body, { origin: FRIEND, ...headers })

  test('may ask and read, without the cookies of the visitor', async () => {
    const headers = { origin: FRIEND, ...preflight }
    const before = await fetch(`${web.url}/generate`, { method: 'OPTIONS', headers })
    expect(before.status).toBe(204)
    expect(allowed(before)).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type',
    })
    const answers = [before, await ask(), await ask({}, { accept: 'text/event-stream' })]
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe(FRIEND)
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toContain('Origin')
    }
  })

  test('gets the events of an answer', async () => {
    const response = await ask({ prompt: 'hola' }, { accept: 'text/event-stream' })
    expect(allowed(response)['access-control-allow-origin']).toBe(FRIEND)
    expect(await response.text()).toContain('event: done')
  })

  test('can tell that it asked too often', async () => {
    const session_id = 'una-conversacion-de-prueba'
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await ask({ prompt: 'hola', session_id })).status)
    expect(statuses).toEqual([200, 200, 429])
    const { headers } = await ask({ prompt: 'hola', session_id })
    expect(headers.get('access-control-allow-origin')).toBe(FRIEND)
    expect(headers.get('access-control-expose-headers')).toBe('retry-after')
  })

  test.each(['/', '/config', '/get_prompt', '/save_prompt', '/admin/api/session', '/webhooks/x'])(
    'may not reach %s',
    async path => expect(allowed(await web.get(path, { origin: FRIEND }))).toEqual({}),
  )
})
