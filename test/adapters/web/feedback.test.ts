import { afterAll, beforeAll, expect, test } from 'vitest'
import { newChat, startWeb, type Web } from '../../support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
})
afterAll(() => web.stop())

const answered = async () => {
  const ids = { session_id: newChat(), message_id: 'm1' }
  await web.ask({ prompt: 'requisitos en Merlo', ...ids })
  const verdict = async () => (await web.history(ids.session_id))[0]?.verdict
  return { ids, verdict, judge: (body: object) => web.post('/feedback', { ...ids, ...body }) }
}

test('what a person thinks of an answer is kept and found again', async () => {
  const { ids, judge, verdict } = await answered()
  const response = await judge({ verdict: 'down', reason: 'no era mi municipio' })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ message_id: 'm1', verdict: 'down' })
  expect(await verdict()).toBe('down')
  await judge({ verdict: null })
  expect(await verdict()).toBeUndefined()
  await judge({ verdict: 'up' })
  await web.post('/clear', { session_id: ids.session_id })
  expect((await judge({ verdict: 'up' })).status).toBe(404)
})

test('an answer that there is not cannot be judged', async () => {
  const { judge } = await answered()
  const response = await judge({ message_id: 'm2', verdict: 'up' })
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({
    error: { code: 'no_existe', message: 'Esa respuesta ya no está.' },
  })
})

test.each([
  ['another verdict', { verdict: 'meh' }],
  ['no verdict', {}],
  ['a reason that is no text', { verdict: 'down', reason: { $gt: '' } }],
  ['a reason too long', { verdict: 'down', reason: 'x'.repeat(2001) }],
])('%s is refused', async (_, body) => {
  const { judge, verdict } = await answered()
  expect((await judge(body)).status).toBe(400)
  expect(await verdict()).toBeUndefined()
})
