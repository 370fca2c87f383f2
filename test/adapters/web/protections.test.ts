import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import type { Receive } from '../../../src/channel.ts'
import { replyOf } from '../../support/responder.ts'
import {
  type ErrorJson,
  newChat,
  openClient,
  rawPost,
  sendRaw,
  startBareWeb,
} from '../../support/web.ts'

type Web = Awaited<ReturnType<typeof open>>

const opened: { stop(): Promise<void> }[] = []
afterEach(() => Promise.all(opened.splice(0).map(web => web.stop())))

/** Chats in the order in which their messages reached the inbox. */
let received: string[] = []
const open = async (env: Record<string, string> = {}) => {
  received = []
  const receive: Receive = async ({ chatId }) => {
    received.push(chatId)
    return { duplicate: false, answered: Promise.resolve(replyOf('Hola.')) }
  }
  const web = await startBareWeb(receive, { env })
  opened.push(web)
  return web
}

/** As nginx on this machine hands on the request of this client. */
const from = (...addresses: string[]) => ({ 'x-forwarded-for': addresses.join(', ') })
const BEHIND_NGINX = { TRUST_PROXY: '127.0.0.1', RATE_LIMIT_CHAT: '3', RATE_LIMIT_ADDRESS: '5' }
const CLIENT = '203.0.113.7'

const statusesOf = async (times: number, request: (i: number) => Promise<Response>) => {
  const statuses: number[] = []
  for (let i = 0; i < times; i++) statuses.push((await request(i)).status)
  return statuses
}

describe('the headers', () => {
  const CSP =
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;" +
    "connect-src 'self';form-action 'self';base-uri 'none';object-src 'none';" +
    "frame-ancestors 'none';require-trusted-types-for 'script'"
  /** Of the styles that stand in the page itself. */
  const STYLE_HASH = / 'sha256-[A-Za-z0-9+/]{43}='/g
  const post = (web: Web, body: object) => web.post('/generate', body, from(CLIENT))
  const cases: [string, number, (web: Web) => Promise<Response>][] = [
    ['the page', 200, web => web.get('/')],
    ['an answer', 200, web => post(web, { prompt: 'hola' })],
    ['a request not understood', 400, web => post(web, {})],
    ['an unknown page', 404, web => web.get('/nada')],
    ['a wrong method', 405, web => web.get('/generate')],
    ['a body too long', 413, web => post(web, { prompt: 'a'.repeat(70_000) })],
    ['a wrong type', 415, web => web.post('/clear', {}, { 'content-type': 'text/plain' })],
    [
      'one request too many',
      429,
      async web => {
        await statusesOf(5, () => web.get('/history', from(CLIENT)))
        return web.get('/history', from(CLIENT))
      },
    ],
  ]

  test.each(cases)('of %s (%i) allow nothing foreign', async (_, status, request) => {
    const response = await request(await open(BEHIND_NGINX))
    expect(response.status).toBe(status)
    const headers = Object.fromEntries(response.headers)
    const policy = headers['content-security-policy']?.replace(STYLE_HASH, '')
    expect({ ...headers, 'content-security-policy': policy }).toMatchObject({
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    for (const name of ['x-powered-by', 'server', 'access-control-allow-origin'])
      expect(headers).not.toHaveProperty(name)
  })

  test('do not force https, which this server does not speak', async () => {
    const { headers } = await (await open()).get('/')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
  })

  test('keep the cookie to https when the proxy says so, and only the proxy', async () => {
    const https = { 'x-forwarded-proto': 'https' }
    const cookie = async (env: Record<string, string>) =>
      (await (await open(env)).post('/generate', { prompt: 'hola' }, https)).headers.get(
        'set-cookie',
      )
    expect(await cookie({ TRUST_PROXY: '127.0.0.1' })).toMatch(/; Secure/)
    expect(await cookie({ TRUST_PROXY: '10.0.0.0/8' })).not.toMatch(/; Secure/)
    expect(await cookie({})).not.toMatch(/; Secure/)
  })
})

describe('too many messages of one chat', () => {
  const tooMany = {
    error: {
      code: 'demasiados',
      message: 'Mandaste muchos mensajes seguidos. Esperá un momento y probá de nuevo.',
    },
  }
  // Each from another address, so that only the chat can be what is counted.
  const say = (web: Web, session_id: string) => (i: number) =>
    web.post('/generate', { prompt: 'hola', session_id }, from(`203.0.113.${i}`))

  test('are refused in Spanish with the time to wait, and not answered', async () => {
    const web = await open(BEHIND_NGINX)
    const chat = newChat()
    expect(await statusesOf(3, say(web, chat))).toEqual([200, 200, 200])
    const response = await say(web, chat)(3)
    expect(response.status).toBe(429)
    expect((await response.json()) as ErrorJson).toEqual(tooMany)
    const seconds = Number(response.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(received).toEqual([chat, chat, chat])
  })

  test('do not touch another chat, not even from the same address', async () => {
    const web = await open({ ...BEHIND_NGINX, RATE_LIMIT_ADDRESS: '100' })
    const [ana, beto] = [newChat(), newChat()]
    const request = (session_id: string) => () =>
      web.post('/generate', { prompt: 'hola', session_id }, from(CLIENT))
    expect(await statusesOf(5, request(ana))).toEqual([200, 200, 200, 429, 429])
    expect(await statusesOf(3, request(beto))).toEqual([200, 200, 200])
  })

  test('are counted by the cookie where no chat is named', async () => {
    const web = await open({ ...BEHIND_NGINX, RATE_LIMIT_ADDRESS: '0' })
    const headers = { cookie: `iamjus_chat=${newChat()}`, ...from(CLIENT) }
    const request = () => web.post('/generate', { prompt: 'hola' }, headers)
    expect(await statusesOf(4, request)).toEqual([200, 200, 200, 429])
  })

  test('do not hide what was said before', async () => {
    const web = await open(BEHIND_NGINX)
    const chat = newChat()
    await statusesOf(4, say(web, chat))
    const history = await web.get(`/history?session_id=${chat}`, from('203.0.113.99'))
    expect(history.status).toBe(200)
  })

  test('are taken where there is no limit', async () => {
    const web = await open({ ...BEHIND_NGINX, RATE_LIMIT_CHAT: '0' })
    expect(await statusesOf(6, say(web, newChat()))).toEqual(Array(6).fill(200))
  })
})

describe('too many requests from one address', () => {
  const history = (web: Web, ...addresses: string[]) => web.get('/history', from(...addresses))
  const LIMITED = [200, 200, 200, 200, 200, 429, 429]

  test('are refused, and those of another client of the same proxy are not', async () => {
    const web = await open(BEHIND_NGINX)
    expect(await statusesOf(7, () => history(web, CLIENT))).toEqual(LIMITED)
    expect(await statusesOf(5, () => history(web, '203.0.113.8'))).toEqual(Array(5).fill(200))
  })

  test('are of that address, whatever the client claims before the proxy adds it', async () => {
    const web = await open(BEHIND_NGINX)
    const claimed = (i: number) => history(web, `198.51.100.${i}`, CLIENT)
    expect(await statusesOf(7, claimed)).toEqual(LIMITED)
    expect((await history(web, '127.0.0.1', CLIENT)).status).toBe(429)
  })

  // Only Linux and Windows answer to the whole of 127.0.0.0/8 without being told to.
  test.skipIf(process.platform === 'darwin')(
    'are of the peer, whatever it claims, where the peer is no known proxy',
    async () => {
      const web = await open({ ...BEHIND_NGINX, TRUST_PROXY: '10.0.0.0/8' })
      const statuses: string[] = []
      for (let i = 0; i < 7; i++) {
        const request = rawPost('/clear', {}, true)
        const claimed = request.replace('\r\n', `\r\nx-forwarded-for: 198.51.100.${i}\r\n`)
        const answer = await sendRaw(web.url, claimed, '127.0.0.2')
        statuses.push(answer.slice(9, 12))
      }
      expect(statuses).toEqual(LIMITED.map(String))
    },
  )

  test('are taken from this machine itself, which may be a proxy nobody named', async () => {
    const web = await open({ RATE_LIMIT_ADDRESS: '5' })
    expect(await statusesOf(8, () => web.get('/history'))).toEqual(Array(8).fill(200))
  })

  const hasIpv6 = Object.values(networkInterfaces()).some(list =>
    list?.some(({ family, internal }) => internal && family === 'IPv6'),
  )
  test.runIf(hasIpv6)('also where this machine is seen as ::ffff:127.0.0.1', async () => {
    const web = await open({ HOST: '::', RATE_LIMIT_ADDRESS: '5' })
    const { get } = openClient(`http://127.0.0.1:${new URL(web.url).port}`)
    expect(await statusesOf(8, () => get('/history'))).toEqual(Array(8).fill(200))
  })

  test('leave the probes of whoever watches the service alone', async () => {
    const web = await open(BEHIND_NGINX)
    for (const path of ['/livez', '/readyz'])
      expect(await statusesOf(8, () => web.get(path, from(CLIENT)))).toEqual(Array(8).fill(200))
  })
})
