import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasNginx, type Nginx, startNginx } from '../support/nginx.ts'
import { sayHello } from '../support/responder.ts'
import {
  newChat,
  openClient,
  rawPost,
  sendRaw,
  startBareWeb,
  startWeb,
  type Web,
} from '../support/web.ts'

// People come from addresses of their own, as only Linux gives them without being told to.
const isLinux = process.platform === 'linux'
const person = (n: number) => `127.0.1.${n}`

describe.skipIf(!hasNginx || !isLinux)('people behind nginx', () => {
  let web: Awaited<ReturnType<typeof startBareWeb>>
  let nginx: Nginx
  beforeAll(async () => {
    const env = { TRUST_PROXY: '127.0.0.1', RATE_LIMIT_ADDRESS: '3' }
    web = await startBareWeb(sayHello, { env })
    nginx = await startNginx({ backend: web.url })
  }, 60_000)
  afterAll(async () => {
    await nginx.stop()
    await web.stop()
  })

  /** The statuses that a person at this address gets, one request after the other. */
  const statusesOf = async (address: string, times: number, claim?: (i: number) => string) => {
    const statuses: number[] = []
    for (let i = 0; i < times; i++) {
      const request = rawPost('/clear', { session_id: newChat() }, true)
      const claimed = claim ? request.replace('\r\n', `\r\n${claim(i)}\r\n`) : request
      statuses.push(Number((await sendRaw(nginx.url, claimed, address)).slice(9, 12)))
    }
    return statuses
  }

  test('are as many people as there are, each with a limit of their own', async () => {
    const ten = Array.from({ length: 10 }, (_, i) => statusesOf(person(i + 1), 4))
    expect(await Promise.all(ten)).toEqual(Array(10).fill([200, 200, 200, 429]))
  })

  test.each([
    [21, 'X-Forwarded-For', (i: number) => `X-Forwarded-For: 198.51.100.${i}`],
    [22, 'a list of addresses', (i: number) => `X-Forwarded-For: 198.51.100.${i}, 127.0.0.1`],
    [23, 'the address of the proxy', () => 'X-Forwarded-For: 127.0.0.1'],
    [24, 'X-Real-IP', (i: number) => `X-Real-IP: 198.51.100.${i}`],
    [25, 'Forwarded', (i: number) => `Forwarded: for=198.51.100.${i}`],
  ])('(as number %i) do not get past the limit by claiming %s', async (n, _, claim) => {
    expect(await statusesOf(person(n), 6, claim)).toEqual([200, 200, 200, 429, 429, 429])
  })

  test('do not use up the limit of somebody whose address they claim', async () => {
    const victim = person(60)
    await statusesOf(person(61), 6, () => `X-Forwarded-For: ${victim}`)
    expect(await statusesOf(victim, 3)).toEqual([200, 200, 200])
  })
})

describe.skipIf(!hasNginx)('the whole assistant behind nginx', () => {
  let web: Web
  let nginx: Nginx
  let client: ReturnType<typeof openClient>
  beforeAll(async () => {
    web = await startWeb({ TRUST_PROXY: '127.0.0.1' })
    nginx = await startNginx({ backend: web.url })
    client = openClient(nginx.url)
  }, 60_000)
  afterAll(async () => {
    await nginx.stop()
    await web.stop()
  })

  test('shows the page and answers', async () => {
    expect(await (await client.get('/')).text()).toContain('<title>IAMJus')
    const chat = newChat()
    const { response } = await client.ask({ session_id: chat, prompt: 'oficina en Morón' })
    expect(response).toContain('Morón')
    expect(await client.history(chat)).toHaveLength(1)
  })

  test('takes the forms of those who have no scripts', async () => {
    const body = new URLSearchParams({ prompt: 'oficina en Morón' })
    const headers = { 'sec-fetch-site': 'same-origin' }
    const response = await fetch(nginx.url, { method: 'POST', body, headers })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Morón')
  })

  test('writes a log without what was asked, without chats and without whole addresses', async () => {
    const chat = newChat()
    await client.get(`/history?session_id=${chat}`)
    await expect.poll(() => nginx.log()).toContain('/history')
    const lines = nginx.log().trim().split('\n')
    const logged = lines.map(line => JSON.parse(line)).find(({ path }) => path === '/history')
    expect(logged).toMatchObject({ method: 'GET', status: 200, backend: '200', from: '127.0.0.0' })
    expect(logged.request).toMatch(/^[0-9a-f]{32}$/)
    expect(nginx.log()).not.toContain(chat)
    expect(nginx.log()).not.toContain('127.0.0.1')
  })
})
