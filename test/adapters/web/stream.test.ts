import { afterEach, expect, test } from 'vitest'
import { Unanswered } from '../../../src/conversation/answering.ts'
import { replyOf } from '../../support/responder.ts'
import { eventsOf, newChat, startBareWeb, startWeb } from '../../support/web.ts'

const STREAM = { accept: 'text/event-stream' }

const opened: { stop(): Promise<void> }[] = []
afterEach(() => Promise.all(opened.splice(0).map(web => web.stop())))

const open = async <T extends { stop(): Promise<void> }>(starting: Promise<T>) => {
  const web = await starting
  opened.push(web)
  return web
}

/** A promise and the way to resolve it. */
const gate = () => {
  let open = () => {}
  const opens = new Promise<void>(resolve => {
    open = resolve
  })
  return { open, opens }
}

test('the events are that it is being looked for, and the answer as it is without a stream', async () => {
  const web = await open(startWeb())
  const message = { prompt: 'requisitos en Merlo', session_id: newChat(), message_id: 'm1' }
  const response = await web.post('/generate', message, STREAM)
  const events = eventsOf(await response.text())
  expect(events).toEqual([
    { event: 'status', data: { message: 'Buscando…' } },
    { event: 'done', data: await web.ask(message) },
  ])
  expect(await web.history(message.session_id)).toHaveLength(1)
})

test('a stream is not kept by caches nor held back by proxies, and is protected like a page', async () => {
  const web = await open(startWeb())
  const response = await web.post('/generate', { prompt: 'hola' }, STREAM)
  await response.text()
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'set-cookie': expect.stringContaining('iamjus_chat='),
  })
})

test('the first event comes before there is an answer', async () => {
  const answer = gate()
  const web = await open(
    startBareWeb(async () => ({
      duplicate: false,
      answered: answer.opens.then(() => replyOf('Acá está.')),
    })),
  )
  const response = await web.post('/generate', { prompt: 'hola' }, STREAM)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader?.read()
  expect(eventsOf(first?.value ?? '')).toEqual([
    { event: 'status', data: { message: 'Buscando…' } },
  ])
  answer.open()
  const second = await reader?.read()
  expect(eventsOf(second?.value ?? '')).toMatchObject([
    { event: 'done', data: { response: 'Acá está.' } },
  ])
  expect(await reader?.read()).toEqual({ done: true, value: undefined })
})

test('a line break in the answer does not break the stream', async () => {
  const text = 'uno\n\ndos\r\nevent: done\ndata: {"response":"otra"}\n\n\u2028fin'
  const web = await open(
    startBareWeb(async () => ({ duplicate: false, answered: Promise.resolve(replyOf(text)) })),
  )
  const response = await web.post('/generate', { prompt: 'hola' }, STREAM)
  const events = eventsOf(await response.text())
  expect(events.map(({ event }) => event)).toEqual(['status', 'done'])
  expect(events[1]?.data).toMatchObject({ response: text })
})

test.each([
  ['cannot be taken', () => Promise.reject(new Error('disk I/O error'))],
  [
    'could not be answered',
    async () => ({ duplicate: false, answered: Promise.reject(new Unanswered('no se pudo')) }),
  ],
])('a message that %s ends in an error event that says so in Spanish', async (_, receive) => {
  const web = await open(startBareWeb(receive))
  const response = await web.post('/generate', { prompt: 'hola' }, STREAM)
  expect(eventsOf(await response.text()).at(-1)).toEqual({
    event: 'error',
    data: {
      error: {
        code: 'no_disponible',
        message: 'No pude responderte ahora. Probá de nuevo en un ratito.',
      },
    },
  })
})

test('a request that is not understood is refused before any event', async () => {
  const web = await open(startWeb())
  const response = await web.post('/generate', { prompt: '' }, STREAM)
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
})

test('a person who leaves in the middle harms nobody, and finds the answer on coming back', async () => {
  const web = await open(startWeb())
  const message = { prompt: 'requisitos en Merlo', session_id: newChat(), message_id: 'm1' }
  const response = await web.post('/generate', message, STREAM)
  await response.body?.cancel()
  expect(await web.ask(message)).toMatchObject({ municipios: ['Merlo'], message_id: 'm1' })
  expect(await web.history(message.session_id)).toHaveLength(1)
})
