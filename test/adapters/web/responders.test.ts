import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyReply } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { WaitingResponder } from '../../../adapters/web/responders.ts'
import type { Receive, Responder } from '../../../src/channel.ts'
import { replyOf } from '../../support/responder.ts'
import { eventsOf, startBareWeb } from '../../support/web.ts'

const STREAM = { accept: 'text/event-stream' }

const opened: { stop(): Promise<void> }[] = []
afterEach(() => Promise.all(opened.splice(0).map(web => web.stop())))

const open = async (receive: Receive) => {
  const web = await startBareWeb(receive)
  opened.push(web)
  return web
}

/** A web of which the messages are answered by this. */
const answering = (answer: (responder: Responder) => Promise<string>) =>
  open(async (_, responder) => ({
    duplicate: false,
    answered: answer(responder).then(text => replyOf(text)),
  }))

const left = ({ signal }: Responder) =>
  new Promise<void>(resolve => {
    if (signal?.aborted) resolve()
    signal?.addEventListener('abort', () => resolve())
  })

describe('an answer in events', () => {
  test('comes in parts, in order, before it comes whole', async () => {
    const web = await answering(async ({ typing, progress }) => {
      await typing()
      progress?.('Es gratis.')
      await typing()
      progress?.(' Llevá el DNI.\n')
      return 'Es gratis. Llevá el DNI.'
    })
    const response = await web.post('/generate', { prompt: 'hola' }, STREAM)
    expect(eventsOf(await response.text())).toEqual([
      { event: 'status', data: { message: 'Buscando…' } },
      { event: 'status', data: { message: 'Escribiendo…' } },
      { event: 'delta', data: { text: 'Es gratis.' } },
      { event: 'status', data: { message: 'Escribiendo…' } },
      { event: 'delta', data: { text: ' Llevá el DNI.\n' } },
      {
        event: 'done',
        data: expect.objectContaining({ response: 'Es gratis. Llevá el DNI.' }),
      },
    ])
  })

  test('shows each part as soon as it is there', async () => {
    const goOn = Promise.withResolvers<void>()
    const web = await answering(async ({ progress }) => {
      progress?.('Es gratis.')
      await goOn.promise
      return 'Es gratis.'
    })
    const response = await web.post('/generate', { prompt: 'hola' }, STREAM)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let seen = ''
    while (!seen.includes('delta')) seen += (await reader?.read())?.value ?? 'delta: never came'
    expect(eventsOf(seen).at(-1)).toEqual({ event: 'delta', data: { text: 'Es gratis.' } })
    goOn.resolve()
    await reader?.cancel()
  })

  test('has nothing after its end', async () => {
    let late: Responder | undefined
    const web = await answering(async responder => {
      late = responder
      return 'Listo.'
    })
    const response = await web.post('/generate', { prompt: 'hola' }, STREAM)
    const text = await response.text()
    late?.progress?.('tarde')
    await late?.typing()
    expect(eventsOf(text).map(({ event }) => event)).toEqual(['status', 'done'])
  })
})

describe('an answer that goes out whole', () => {
  test('has no parts: nothing shows them', async () => {
    let given: Responder | undefined
    const web = await answering(async responder => {
      given = responder
      return 'Listo.'
    })
    expect(await web.ask({ prompt: 'hola' })).toMatchObject({ response: 'Listo.' })
    expect(given?.progress).toBeUndefined()
  })

  test('tells also who asks only after the person has left', async () => {
    const asked = Promise.withResolvers<AbortSignal | undefined>()
    const leaving = new AbortController()
    const server = createServer((_, raw) => {
      const responder = new WaitingResponder({ raw } as FastifyReply)
      raw.once('close', () => asked.resolve(responder.signal))
      leaving.abort()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const response = fetch(`http://127.0.0.1:${port}`, { signal: leaving.signal })
    await expect(response).rejects.toThrow('aborted')
    expect((await asked.promise)?.aborted).toBe(true)
    server.close()
  })
})

describe.each([
  ['in events', STREAM],
  ['whole', {}],
])('the connection of an answer that goes out %s', (_, headers) => {
  test('tells that the person has left, when it is closed before the answer', async () => {
    const asked = Promise.withResolvers<Responder>()
    const leaving = new AbortController()
    const web = await answering(async responder => {
      asked.resolve(responder)
      await left(responder)
      responder.progress?.('nadie lo lee')
      return 'tarde'
    })
    const response = fetch(`${web.url}/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ prompt: 'hola' }),
      signal: leaving.signal,
    })
    const gone = expect(response.then(({ text }) => text)).rejects.toThrow('aborted')
    const responder = await asked.promise
    expect(responder.signal?.aborted).toBe(false)
    leaving.abort()
    await left(responder)
    if (!('accept' in headers)) await gone
    else await gone.catch(() => undefined)
  })

  test('tells nothing of the kind once the answer has gone out', async () => {
    let given: Responder | undefined
    const web = await answering(async responder => {
      given = responder
      return 'Listo.'
    })
    const response = await web.post('/generate', { prompt: 'hola' }, headers)
    await response.text()
    await web.stop()
    expect(given?.signal?.aborted).toBe(false)
  })
})
