import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Unanswered } from '../../../../src/conversation/answering.ts'
import { replyOf } from '../../../support/responder.ts'
import {
  ANA,
  BETO,
  type CloudHarness,
  openCloud,
  wordsOf,
} from '../../../support/whatsapp-cloud.ts'
import {
  CLOUD,
  change,
  envelope,
  payload,
  post,
  sign,
  wireMessage,
} from '../../../support/whatsapp-posts.ts'

const HEADER = 'x-hub-signature-256'
const hola = (person = BETO, body = 'hola') => wireMessage(person, { type: 'text', text: { body } })

let harness: CloudHarness
beforeEach(async () => {
  harness = await openCloud()
})
afterEach(() => harness.close())

describe('the handshake', () => {
  const ask = (query: Record<string, string>) =>
    fetch(`${harness.hook}?${new URLSearchParams(query)}`)
  const good = {
    'hub.mode': 'subscribe',
    'hub.verify_token': CLOUD.verifyToken,
    'hub.challenge': '1158201444',
  }

  test('with our token gives the challenge back, as plain text, also before the start', async () => {
    const response = await ask(good)
    expect([response.status, await response.text()]).toEqual([200, '1158201444'])
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  test.each([
    ['a wrong token', { ...good, 'hub.verify_token': `${CLOUD.verifyToken}x` }],
    ['an empty token', { ...good, 'hub.verify_token': '' }],
    ['another mode', { ...good, 'hub.mode': 'unsubscribe' }],
    ['nothing', {}],
    ['the token alone', { 'hub.verify_token': CLOUD.verifyToken }],
  ])('with %s gets 403', async (_, query) => {
    const response = await ask(query as Record<string, string>)
    expect([response.status, await response.text()]).toEqual([403, ''])
  })

  test('with two tokens gets 403', async () => {
    const query = `${new URLSearchParams(good)}&hub.verify_token=${CLOUD.verifyToken}`
    expect((await fetch(`${harness.hook}?${query}`)).status).toBe(403)
  })
})

describe('the signature', () => {
  beforeEach(() => harness.adapter.start(harness.receive))

  test.each([
    ['no signature', () => ({})],
    ['an empty one', () => ({ [HEADER]: '' })],
    ['one of another secret', (body: string) => ({ [HEADER]: sign(body, 'otro') })],
    ['one of another body', (body: string) => ({ [HEADER]: sign(`${body} `) })],
    ['one without its name', (body: string) => ({ [HEADER]: sign(body).slice('sha256='.length) })],
    ['one by SHA-1 alone', (body: string) => ({ 'x-hub-signature': sign(body) })],
  ])('of a post with %s is refused, and nothing is read', async (_, headers) => {
    const body = JSON.stringify(envelope([hola()]))
    expect(await post(harness.hook, body, headers(body))).toBe(401)
    expect(harness.received).toEqual([])
  })

  test('is of the bytes: accents escaped, written as they are, and spaces between', async () => {
    const plain = JSON.stringify(envelope([hola(BETO, '¿qué día? 👍')]), null, 2)
    const escaped = JSON.stringify(envelope([hola(BETO, '¿qué día? 👍')])).replace(
      /[^ -~]/g,
      letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    expect(escaped).toContain('\\u00e9')
    for (const body of [plain, escaped]) expect(await post(harness.hook, body)).toBe(200)
    const rewritten = { [HEADER]: sign(JSON.stringify(JSON.parse(escaped))) }
    expect(await post(harness.hook, escaped, rewritten)).toBe(401)
    expect(harness.received.map(wordsOf)).toEqual(['¿qué día? 👍', '¿qué día? 👍'])
  })

  test.each(['{', '', 'null', '[]', '{}', '"x"'])('of %j is right, and gets 400', async body => {
    expect(await post(harness.hook, body)).toBe(400)
  })
})

describe('a post', () => {
  test('before the start and after the stop is to come later', async () => {
    expect(await post(harness.hook, envelope([hola()]))).toBe(503)
    await harness.adapter.start(harness.receive)
    await harness.adapter.stop()
    expect(await post(harness.hook, envelope([hola()]))).toBe(503)
    expect(harness.received).toEqual([])
  })

  test('is answered in under 250 ms, however long the answers take', async () => {
    const slow = Promise.withResolvers<void>()
    await harness.close()
    harness = await openCloud(message =>
      slow.promise.then(() => replyOf(`al fin: ${wordsOf(message)}`)),
    )
    await harness.adapter.start(harness.receive)
    const took: number[] = []
    for (let n = 0; n < 20; n++) {
      const began = performance.now()
      expect(await post(harness.hook, envelope([hola(BETO, `${n}`)]))).toBe(200)
      took.push(performance.now() - began)
    }
    // One pause of a busy machine is not the channel.
    expect(took.sort((a, b) => a - b).at(-2)).toBeLessThan(250)
    expect(harness.graph.sent).toEqual([])
    slow.resolve()
    await harness.graph.screenOf(BETO.phone).sees('al fin: 19')
  })

  test('is taken only when all its messages are stored', async () => {
    const storing = Promise.withResolvers<void>()
    await harness.adapter.start(async (message, responder) => {
      if (wordsOf(message) === 'dos') await storing.promise
      return harness.receive(message, responder)
    })
    let taken = false
    const posted = post(harness.hook, envelope([hola(BETO, 'uno'), hola(BETO, 'dos')]))
    const done = posted.then(status => {
      taken = true
      return status
    })
    await harness.graph.screenOf(BETO.phone).sees('oí: uno.')
    expect(taken).toBe(false)
    storing.resolve()
    expect(await done).toBe(200)
  })

  test('of which one message could not be stored comes again; the person is told once', async () => {
    let tries = 0
    await harness.adapter.start(async (message, responder) => {
      if (wordsOf(message) === 'uno' && tries++ < 3) throw new Error('SQLITE_FULL')
      return harness.receive(message, responder)
    })
    harness.graph.hookTo(harness.hook)
    harness.graph.push(envelope([hola(BETO, 'uno'), hola({ ...ANA }, 'dos')]))
    const shown = await harness.graph.screenOf(BETO.phone).sees('oí: uno.')
    expect(shown.match(/todavía no pude leer/g)).toHaveLength(1)
    expect(tries).toBe(4)
    await expect.poll(() => harness.graph.open()).toEqual([])
  })

  test('with a message that the core will never take does not come again', async () => {
    await harness.adapter.start(async () => {
      throw new Unanswered('el mensaje es viejo')
    })
    const ago = (hours: number) => String(Math.floor(Date.now() / 1000 - hours * 3600))
    const [late, lost] = [13, 25].map(hours => ({ ...hola(), timestamp: ago(hours) }))
    expect(await post(harness.hook, envelope([late ?? {}]))).toBe(200)
    await harness.graph.screenOf(BETO.phone).sees(/muy tarde/)
    expect(await post(harness.hook, envelope([lost ?? {}]))).toBe(200)
    expect(harness.graph.sent).toHaveLength(1)
  })

  test('that is being stored when the channel stops is stored first', async () => {
    const storing = Promise.withResolvers<void>()
    let [begun, stored] = [false, false]
    await harness.adapter.start(async () => {
      begun = true
      await storing.promise
      stored = true
      return { duplicate: false, answered: Promise.resolve(replyOf('')) }
    })
    const posted = post(harness.hook, envelope([hola()]))
    await expect.poll(() => begun).toBe(true)
    const stopped = harness.adapter.stop()
    storing.resolve()
    await stopped
    expect([stored, await posted]).toEqual([true, 200])
  })

  test('of another product, or for another number, is let go', async () => {
    await harness.adapter.start(harness.receive)
    const value = { contacts: [], messages: [hola()] }
    const other = payload(change(value, CLOUD.phoneId, 'account_update'), change(value, '999'))
    expect(await post(harness.hook, other)).toBe(200)
    expect(harness.received).toEqual([])
    expect(harness.log()).toContain('revisá WHATSAPP_CLOUD_PHONE_ID')
  })

  test('may be long, and many may come from one address: all come from Meta', async () => {
    await harness.adapter.start(harness.receive)
    const body = JSON.stringify(envelope([hola(BETO, 'x'.repeat(200_000))]))
    const headers = { [HEADER]: sign(body), 'x-forwarded-for': '173.252.88.66' }
    for (let n = 0; n < 3; n++) expect(await post(harness.hook, body, headers)).toBe(200)
  })
})
