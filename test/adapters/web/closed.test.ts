import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ErrorJson, eventsOf, newChat, startWeb, type Web } from '../../support/web.ts'

let web: Web

beforeAll(async () => {
  web = await startWeb()
})
afterEach(() => web.admin.settings.open('web', '', 'ana'))
afterAll(() => web.stop())

const closeWeb = () => web.admin.settings.close('web', 'datos en revisión', 'ana')

test('a web that is switched off answers 503 with words for the person', async () => {
  await closeWeb()
  const response = await web.post('/generate', { prompt: '¿dónde queda en Merlo?' })
  expect(response.status).toBe(503)
  const { error } = (await response.json()) as ErrorJson
  expect(error.code).toBe('no_disponible')
  expect(error.message).toContain('no está atendiendo')
  expect(error.message).toContain('https://www.gba.gob.ar/escribaniageneral')
})

test('it says so in a stream too', async () => {
  await closeWeb()
  const headers = { accept: 'text/event-stream' }
  const response = await web.post('/generate', { prompt: 'hola' }, headers)
  const last = eventsOf(await response.text()).at(-1)
  expect(last).toMatchObject({
    event: 'error',
    data: { error: { message: expect.stringContaining('no está atendiendo') } },
  })
})

test('what was refused can be sent again, with the same id, once it is on', async () => {
  const question = { session_id: newChat(), message_id: 'm1', prompt: '¿dónde queda en Merlo?' }
  await closeWeb()
  expect((await web.post('/generate', question)).status).toBe(503)
  await web.admin.settings.open('web', '', 'ana')
  expect((await web.ask(question)).municipios).toEqual(['Merlo'])
})

test('a chat can be cleared while it is off', async () => {
  const chat = newChat()
  await web.ask({ session_id: chat, prompt: '¿dónde queda en Merlo?' })
  await closeWeb()
  expect((await web.ask({ session_id: chat, prompt: '/borrar' })).intents).toEqual(['borrar_datos'])
  expect(await web.history(chat)).toEqual([])
  expect((await web.post('/clear', { session_id: chat })).status).toBe(200)
})
