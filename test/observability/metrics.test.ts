import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import type { ModelStatus } from '../../src/llm/model.ts'
import { createMetrics, serveMetrics } from '../../src/observability/metrics.ts'
import { quietService } from '../support/service.ts'
import { endpointStatus, modelStatus } from '../support/status.ts'

const HOST = '127.0.0.1'

const opened: ReturnType<typeof serveMetrics>[] = []
afterEach(() => {
  for (const server of opened.splice(0)) server.close()
})

/** Serves what this tells; gives a way to ask for it, and what was logged. */
const serve = async (status: (() => ModelStatus) | undefined, port = 0) => {
  const lines: string[] = []
  const log = pino({}, { write: line => void lines.push(line) })
  const server = serveMetrics(
    createMetrics({ ...quietService(), model: status }),
    { host: HOST, port },
    log,
  )
  opened.push(server)
  await new Promise(resolve => server.once('listening', resolve).once('error', resolve))
  const at = server.address() as AddressInfo | null
  const ask = (path = '/metrics', method = 'GET') =>
    fetch(`http://${HOST}:${at?.port}${path}`, { method })
  return { ask, logged: () => lines.join(''), port: at?.port }
}

const STATUS = modelStatus({
  endpoints: [
    endpointStatus({ name: 'uno:1', warm: true, inFlight: 2, answered: 40, failed: 3 }),
    endpointStatus({ name: 'dos:1', state: 'down', ejections: 4, serviceMs: 6500 }),
  ],
  waiting: 5,
  counts: { answered: 40, shed: 6, retried: 7, failed: 8, cancelled: 9 },
  answers: { answers: 33, refusals: { busy: 6 }, objections: { dato: 12 } },
})

describe('the metrics', () => {
  test('tell of each server, of the queue, and how requests and sentences ended', async () => {
    const { ask } = await serve(() => STATUS)
    const response = await ask()
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/)
    const lines = (await response.text()).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'llm_endpoint_up{endpoint="uno:1"} 1',
        'llm_endpoint_up{endpoint="dos:1"} 0',
        'llm_endpoint_warm{endpoint="uno:1"} 1',
        'llm_inflight{endpoint="uno:1"} 2',
        'llm_endpoint_ejections{endpoint="dos:1"} 4',
        'llm_answer_seconds{endpoint="dos:1"} 6.5',
        'llm_queue_depth 5',
        'llm_requests_total{outcome="shed"} 6',
        'llm_rejected_total{reason="busy"} 6',
        'llm_sentences_dropped_total{reason="dato"} 12',
      ]),
    )
  })

  test('that only grow are counters, and are not added up again each time they are read', async () => {
    const { ask } = await serve(() => STATUS)
    await (await ask()).text()
    const text = await (await ask()).text()
    expect(text).toContain('llm_endpoint_answered_total{endpoint="uno:1"} 40\n')
    expect(text).toContain('llm_endpoint_failed_total{endpoint="uno:1"} 3\n')
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type])
    const ofModel = types.filter(([name]) => name?.startsWith('llm_'))
    expect(ofModel.length).toBeGreaterThan(8)
    for (const [name, type] of ofModel)
      expect([name, type]).toEqual([name, name?.endsWith('_total') ? 'counter' : 'gauge'])
  })

  test('say nothing of a model where none is configured', async () => {
    const response = await (await serve(undefined)).ask()
    const text = await response.text()
    expect([response.status, /^llm_/m.test(text), /^channel_up/m.test(text)]).toEqual([
      200,
      false,
      false,
    ])
  })

  test.each([
    ['/', 'GET'],
    ['/metrics/', 'GET'],
    ['/metrics', 'POST'],
  ])('are not at %s for %s', async (path, method) => {
    expect((await (await serve(() => STATUS)).ask(path, method)).status).toBe(404)
  })

  test('that cannot be read are an error of this one answer, told to the operator', async () => {
    let broken = true
    const { ask, logged } = await serve(() => {
      if (broken) throw new Error('model on fire')
      return STATUS
    })
    expect((await ask()).status).toBe(500)
    expect(logged()).toContain('model on fire')
    broken = false
    expect((await ask()).status).toBe(200)
  })

  test('on a port that another program uses are missing, and that is all', async () => {
    const first = await serve(() => STATUS)
    const second = await serve(() => STATUS, first.port)
    expect(second.logged()).toContain(`METRICS_PORT: no hay métricas en el puerto ${first.port}`)
    expect((await first.ask()).status).toBe(200)
  })
})
