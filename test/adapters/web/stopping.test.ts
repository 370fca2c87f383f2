import { afterEach, beforeEach, expect, test } from 'vitest'
import { HARD_QUESTION, startWritten } from '../../support/page.ts'
import { newChat } from '../../support/web.ts'

let written: Awaited<ReturnType<typeof startWritten>>
beforeEach(async () => {
  // A model that never says a word.
  written = await startWritten({ firstTokenMs: 60_000 })
})
afterEach(() => written.stop())

const counted = (counters: object) =>
  expect.poll(() => written.ollama.counters, { timeout: 5000 }).toMatchObject(counters)

const begin = async (more: object = {}) => {
  const ids = { session_id: newChat(), message_id: 'm1' }
  const control = new AbortController()
  const body = JSON.stringify({ ...ids, ...more, prompt: HARD_QUESTION })
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const response = await fetch(`${written.url}/generate`, {
    ...{ method: 'POST', headers, body, signal: control.signal },
  })
  await counted({ active: 1 })
  return { ids, response, leave: () => control.abort() }
}
const UNTIL_STOPPED = { until_stopped: true }
const post = (path: string, body: object) => written.post(path, body)

test('an answer ends with its connection, unless it is asked to be written until it is stopped', async () => {
  const first = await begin()
  first.leave()
  await counted({ active: 0, aborted: 1 })
  const second = await begin(UNTIL_STOPPED)
  second.leave()
  await expect(second.response.text()).rejects.toThrow('aborted')
  await written.get('/readyz')
  expect(written.ollama.counters).toMatchObject({ active: 1, aborted: 1 })
  await post('/stop', second.ids)
  await counted({ active: 0, aborted: 2 })
  const history = async () => (await written.history(second.ids.session_id)).length
  await expect.poll(history).toBe(1)
})

test('what was asked and is not answered is told with the history', async () => {
  const { ids } = await begin(UNTIL_STOPPED)
  const look = async () =>
    (await written.get(`/history?session_id=${ids.session_id}`)).json() as Promise<object>
  expect(await look()).toMatchObject({
    messages: [],
    pending: [{ message_id: 'm1', prompt: HARD_QUESTION }],
  })
  await post('/stop', { session_id: ids.session_id })
  await expect.poll(look).toMatchObject({ messages: [{ message_id: 'm1' }], pending: [] })
})

test('nobody stops the answer of another chat, or another answer', async () => {
  const { ids, response } = await begin(UNTIL_STOPPED)
  await post('/stop', { ...ids, session_id: newChat() })
  await post('/stop', { ...ids, message_id: 'm2' })
  expect(written.ollama.counters).toMatchObject({ active: 1, aborted: 0 })
  await post('/clear', { session_id: ids.session_id })
  expect(await response.text()).toContain('event: done')
  await counted({ active: 0, aborted: 1 })
})
