import { afterEach, describe, expect, test } from 'vitest'
import type { Choice, Reply } from '../../../../src/channel.ts'
import { FAILURES } from '../../../support/graph.ts'
import { replyOf } from '../../../support/responder.ts'
import {
  ANA,
  BETO,
  CLARA,
  type CloudHarness,
  openCloud,
  wordsOf,
} from '../../../support/whatsapp-cloud.ts'

let harness: CloudHarness
afterEach(() => harness.close())

const open = async (...args: Parameters<typeof openCloud>) => {
  harness = await openCloud(...args)
  await harness.start()
  return harness
}
const choicesOf = (...labels: string[]): Choice[] =>
  labels.map((label, i) => ({ id: `id-${i}`, label }))
/** What one reply becomes; checks that it is one post. */
const postOf = async (reply: Partial<Reply>) => {
  const { graph, adapter } = await open()
  await adapter.responder(BETO.phone).send({ ...replyOf('¿Qué querés?'), ...reply })
  expect([graph.sent.length, graph.refusals, graph.countOf('send')]).toEqual([1, [], 1])
  return graph.sent[0]
}
const titlesOf = (sent: Awaited<ReturnType<typeof postOf>>) =>
  sent?.choices.map(({ title }) => title)

describe('a reply is one post', () => {
  test('of text where there are no choices, without a preview', async () => {
    expect(await postOf({})).toMatchObject({
      body: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: BETO.phone,
        type: 'text',
        text: { body: '¿Qué querés?', preview_url: false },
      },
    })
  })

  test('with up to three choices as buttons', async () => {
    const sent = await postOf({ choices: choicesOf('Dónde queda', 'x'.repeat(20), 'Otro') })
    expect(sent?.kind).toBe('button')
    expect(titlesOf(sent)).toEqual(['Dónde queda', 'x'.repeat(20), 'Otro'])
  })

  test.each([
    ['with four', choicesOf('a', 'b', 'c', 'd')],
    ['with ten', choicesOf(...'abcdefghij')],
    ['with one of 24 letters', choicesOf('x'.repeat(24), 'b')],
  ])('%s choices as a list', async (_, choices) => {
    const sent = await postOf({ choices })
    expect(sent?.kind).toBe('list')
    expect(titlesOf(sent)).toEqual(choices.map(({ label }) => label))
  })

  test.each([
    ['with eleven', choicesOf(...'abcdefghijk')],
    ['with one of 25 letters', choicesOf('x'.repeat(25), 'b')],
    ['with two of one name', choicesOf('San Pedro', 'San Pedro')],
  ])('%s choices as numbers', async (_, choices) => {
    const sent = await postOf({ choices })
    expect(sent?.kind).toBe('text')
    const lines = choices.map(({ label }, i) => `${i + 1}. ${label}`)
    expect(sent?.seen).toBe(`¿Qué querés?\n\n${lines.join('\n')}`)
  })

  test.each([
    [1024, 'button'],
    [1025, 'list'],
    [4096, 'list'],
    [4097, 'text'],
    [20_000, 'text'],
  ])('of %i letters with choices as %s', async (length, kind) => {
    const sent = await postOf({ text: 'x'.repeat(length), choices: choicesOf('Sí', 'No') })
    expect(sent?.kind).toBe(kind)
    if (kind === 'text') expect(sent?.seen).toMatch(/no entra entero.*\n\n1\. Sí\n2\. No$/s)
  })

  test('with ids that are too long is understood by its labels', async () => {
    const choices = choicesOf('Sí', 'No').map(one => ({
      ...one,
      id: `${one.id}${'z'.repeat(300)}`,
    }))
    const sent = await postOf({ choices })
    expect(sent?.choices.every(({ id }) => id.length <= 256)).toBe(true)
    expect(titlesOf(sent)).toEqual(['Sí', 'No'])
  })

  test('of ten thousand letters, cut at a paragraph', async () => {
    const paragraph = `${'palabra **negrita** '.repeat(20).trim()}.`
    const sent = await postOf({ text: Array(40).fill(paragraph).join('\n\n') })
    expect(sent?.seen).toMatch(/\.\n\nEs largo y no entra entero/)
    expect(sent?.seen.length).toBeGreaterThan(3500)
    expect((sent?.seen.match(/\*/g) ?? []).length % 2).toBe(0)
  })

  test('without its buttons when Meta does not take them', async () => {
    const { graph, adapter, log } = await open()
    graph.fault('send', n => (n === 0 ? FAILURES.refused : undefined))
    const choices = choicesOf('Dónde queda', 'Otro')
    await adapter.responder(BETO.phone).send({ ...replyOf('¿Qué?'), choices })
    expect(graph.sent.map(({ seen }) => seen)).toEqual(['¿Qué?\n\n1. Dónde queda\n2. Otro'])
    expect(log()).toContain('no tomó los botones')
  })

  test('and what is tapped comes back as the choice', async () => {
    const choices = choicesOf('Dónde queda', 'Otro')
    const { graph, received } = await open(message => ({
      ...replyOf(`oí: ${wordsOf(message)}`),
      choices,
    }))
    graph.says(CLARA, 'hola')
    await graph.screenOf(CLARA.userId).sees('[Otro]')
    graph.taps(CLARA, 'Otro')
    await graph.screenOf(CLARA.userId).sees('oí: Otro')
    expect(received[1]?.content).toEqual({ kind: 'choice', id: 'id-1', label: 'Otro' })
  })
})

describe('an answer', () => {
  test.each(['tooMany', 'pair', 'account', 'application', 'broken'] as const)(
    'that fails with %s is sent again, and arrives once',
    async name => {
      const { graph, log } = await open()
      graph.fault('send', n => (n < 3 ? FAILURES[name] : undefined))
      graph.says(BETO, 'hola')
      await graph.screenOf(BETO.phone).sees('oí: hola.')
      expect([graph.countOf('send'), graph.sent.length]).toEqual([4, 1])
      expect(log()).toContain('se reintenta un envío')
      await expect.poll(() => harness.adapter.status().state).toBe('ready')
    },
  )

  test('that is cut off before it is obeyed is sent again', async () => {
    const { graph } = await open()
    graph.fault('send', n => (n < 3 ? 'cut' : undefined))
    graph.says(BETO, 'hola')
    await graph.screenOf(BETO.phone).sees('oí: hola.')
    expect(graph.sent).toHaveLength(1)
  })

  // Nobody can tell a lost response from a lost message; the person would rather read it twice.
  test('of which only the response is lost arrives twice', async () => {
    const { graph } = await open()
    graph.fault('send', n => (n === 0 ? 'lost' : undefined))
    graph.says(BETO, 'hola')
    await graph.screenOf(BETO.phone).sees(/(oí: hola\.\n){2}/)
  })

  test.each([
    ['undeliverable', 131026],
    ['window', 131047],
    ['hidden', 131062],
  ] as const)('that is %s is not sent again, counts as done and is logged', async (name, code) => {
    const { graph, adapter, log } = await open()
    graph.fault('send', () => FAILURES[name])
    await adapter.responder(BETO.phone).send({ ...replyOf('x'), choices: choicesOf('a') })
    expect(graph.countOf('send')).toBe(1)
    expect(log()).toMatch(new RegExp(`"code":${code}.*no se puede contestar`))
    expect(log()).not.toContain(BETO.phone)
    expect(adapter.status().state).toBe('ready')
  })

  test('that is refused fails without the words, the token or the number', async () => {
    const { graph, adapter } = await open()
    graph.fault('send', () => FAILURES.refused)
    const sending = adapter.responder(BETO.phone).send(replyOf('me llamo Beto'))
    const error = await sending.catch((error: unknown) => error)
    const told = JSON.stringify(error, Object.getOwnPropertyNames(error))
    expect(told).toContain('131009')
    expect(told).not.toMatch(/Beto|EAA|549|555/)
    expect(graph.countOf('send')).toBe(1)
  })

  test.each([
    ['token', /no reconoce el token.*WHATSAPP_CLOUD_TOKEN/],
    ['locked', /bloqueó la cuenta/],
    ['spam', /denunciaron o bloquearon/],
    ['number', /WHATSAPP_CLOUD_PHONE_ID/],
  ] as const)('that fails for the %s alerts the operator until one works', async (name, words) => {
    const { graph, adapter, log } = await open()
    graph.fault('send', n => (n === 0 ? FAILURES[name] : undefined))
    await expect(adapter.responder(BETO.phone).send(replyOf('x'))).rejects.toThrow(words)
    expect(adapter.status()).toMatchObject({ state: 'down', detail: expect.stringMatching(words) })
    expect([graph.countOf('send'), log().includes('"level":50')]).toEqual([1, true])
    await adapter.responder(BETO.phone).send(replyOf('y'))
    expect(adapter.status().state).toBe('ready')
  })

  test('is not tried when the 24 hours are over', async () => {
    const { graph, log } = await open()
    const timestamp = String(Math.floor(Date.now() / 1000) - 24 * 3600 - 1)
    graph.says(BETO, { type: 'text', text: { body: 'hola' }, timestamp })
    await expect.poll(log).toContain('pasaron las 24 horas')
    expect(graph.countOf('send')).toBe(0)
  })

  test('to one person is not kept back by that to another', async () => {
    const { graph } = await open()
    graph.fault('send', (_, address) => (address === ANA.phone ? 'silent' : undefined))
    graph.says(ANA, 'hola')
    await expect.poll(() => graph.countOf('send')).toBe(1)
    graph.says(BETO, 'buenas')
    await graph.screenOf(BETO.phone).sees('oí: buenas.')
  })
})

describe('that an answer is being written', () => {
  test('is shown in one call with the receipt, and not again while it stays', async () => {
    harness = await openCloud()
    const { graph, adapter, hook } = harness
    await adapter.start(async (message, responder) => {
      await responder.typing()
      await responder.typing()
      return harness.receive(message, responder)
    })
    graph.hookTo(hook)
    const { entry } = graph.says(BETO, 'hola')
    await graph.screenOf(BETO.phone).sees('oí: hola.')
    expect(graph.countOf('typing')).toBe(1)
    expect(JSON.stringify(entry)).toContain(graph.receipts[0])
    expect(graph.refusals).toEqual([])
  })

  test('and cannot be shown is nobody’s problem', async () => {
    harness = await openCloud()
    const { graph, adapter, hook } = harness
    graph.fault('typing', n => (n === 0 ? 'cut' : FAILURES.token))
    await adapter.start(async (message, responder) => {
      await responder.typing()
      return harness.receive(message, responder)
    })
    graph.hookTo(hook)
    graph.says(BETO, 'uno')
    graph.says(BETO, 'dos')
    await graph.screenOf(BETO.phone).sees('oí: dos.')
    expect([adapter.status().state, graph.countOf('typing')]).toEqual(['ready', 2])
  })
})
