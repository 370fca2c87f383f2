import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWhatsAppCloudAdapter } from '../../../../adapters/whatsapp/cloud/adapter.ts'
import { silent } from '../../../support/core.ts'
import { FAILURES } from '../../../support/graph.ts'
import { replyOf } from '../../../support/responder.ts'
import { BETO, type CloudHarness, openCloud } from '../../../support/whatsapp-cloud.ts'

let harness: CloudHarness
beforeEach(async () => {
  harness = await openCloud()
})
afterEach(() => harness.close())

const stateOf = () => harness.adapter.status().state
const becomes = (state: string) => expect.poll(stateOf, { interval: 5 }).toBe(state)
/** Milliseconds that it took. */
const timed = async (work: () => Promise<unknown>) => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

describe('the check at the start', () => {
  test('says by what name people see the number', async () => {
    await harness.start()
    expect(harness.adapter.status()).toMatchObject({ state: 'ready', detail: 'Mi Escritura' })
  })

  test.each([
    ['token', /no reconoce el token/],
    ['number', /no encuentra el número/],
  ] as const)('with a bad %s is an alert; what is written is taken', async (name, words) => {
    const { graph, adapter, start } = harness
    graph.fault('check', () => FAILURES[name])
    await start()
    expect(adapter.status()).toMatchObject({ state: 'down', detail: expect.stringMatching(words) })
    graph.says(BETO, 'hola')
    await graph.screenOf(BETO.phone).sees('oí: hola.')
    await becomes('ready')
    expect(graph.countOf('check')).toBe(1)
  })

  test('that the API does not know is no reason to stop', async () => {
    harness.graph.fault('check', () => ({ status: 404, body: {} }))
    await harness.start()
    expect(stateOf()).toBe('ready')
    expect(harness.log()).toContain('no se pudo comprobar el número')
  })
})

describe('a Graph API that is not there', () => {
  test('is waited for, and the status says so in words', async () => {
    const { graph, adapter, start } = harness
    await graph.stop()
    await start()
    expect(adapter.status()).toMatchObject({
      state: 'starting',
      detail: expect.stringMatching(/No hay conexión con Meta.*Se reintenta solo/),
    })
    await graph.restart()
    await becomes('ready')
  })

  test('while it runs is reported, and the answer comes when it is back', async () => {
    const { graph, adapter, start } = harness
    await start()
    await graph.stop()
    const sending = adapter.responder(BETO.phone).send(replyOf('esto llega después.'))
    await becomes('starting')
    await graph.restart()
    await sending
    expect(graph.screenOf(BETO.phone).text()).toBe('esto llega después.\n')
    expect(stateOf()).toBe('ready')
  })

  test('does not keep the channel from stopping', async () => {
    const { graph, adapter, start } = harness
    await graph.stop()
    await start()
    const sending = adapter.responder(BETO.phone).send(replyOf('nunca llega'))
    const refused = expect(sending).rejects.toThrow(/No hay conexión/)
    expect(await timed(() => adapter.stop())).toBeLessThan(1000)
    await refused
    expect(stateOf()).toBe('off')
  })

  test('or is there and says nothing does not either', async () => {
    const { graph, adapter, start } = harness
    graph.fault('check', () => 'silent')
    const started = start()
    await expect.poll(() => graph.countOf('check')).toBe(1)
    expect(await timed(() => adapter.stop())).toBeLessThan(1000)
    await started
    expect(stateOf()).toBe('off')
  })
})

test('a message that does not get stored does not keep the channel from stopping', async () => {
  const { adapter, graph, hook } = harness
  const storing = Promise.withResolvers<never>()
  let begun = false
  await adapter.start(() => {
    begun = true
    return storing.promise
  })
  graph.hookTo(hook)
  graph.says(BETO, 'hola')
  await expect.poll(() => begun).toBe(true)
  expect(await timed(() => adapter.stop())).toBeLessThan(4000)
  storing.reject(new Error('SQLITE_BUSY'))
})

test('a channel with another token is down, and sends nothing', async () => {
  const { graph, receive } = harness
  const config = { ...graph.config, token: 'otro' }
  const adapter = createWhatsAppCloudAdapter({ config, log: silent })
  await adapter.start(receive)
  expect(adapter.status().state).toBe('down')
  await expect(adapter.responder(BETO.phone).send(replyOf('x'))).rejects.toThrow(/token/)
  await adapter.stop()
  expect(graph.sent).toEqual([])
})

test('the log has neither the token nor the number nor what was said', async () => {
  const { graph, adapter, start, log } = harness
  graph.fault('send', n => (n === 0 ? 'cut' : n === 1 ? FAILURES.tooMany : undefined))
  await start()
  graph.says(BETO, 'me llamo Beto')
  await graph.screenOf(BETO.phone).sees('Beto')
  graph.fault('send', () => FAILURES.refused)
  await adapter
    .responder(BETO.phone)
    .send(replyOf('Beto'))
    .catch(() => undefined)
  expect(log()).toContain('se reintenta un envío')
  expect(log()).not.toMatch(/Beto|549115|EAAdoble|secreto-de|inventado/)
})
