import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GraphDouble, startGraph } from '../../../support/graph.ts'
import { CLOUD } from '../../../support/whatsapp-posts.ts'

let graph: GraphDouble
beforeEach(async () => {
  graph = await startGraph()
})
afterEach(() => graph.stop())

const call = async (body: object, { token = CLOUD.token, path = CLOUD.phoneId } = {}) => {
  const response = await fetch(`${graph.url}/${path}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { error } = (await response.json()) as { error?: { code: number; message: string } }
  return { status: response.status, code: error?.code, reason: error?.message }
}
const base = { messaging_product: 'whatsapp', recipient_type: 'individual', to: '5492215551234' }
const text = (body: string) => ({ ...base, type: 'text', text: { body, preview_url: false } })
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const buttons = (body: string, ...all: object[]) => ({
  ...base,
  type: 'interactive',
  interactive: { type: 'button', body: { text: body }, action: { buttons: all } },
})
const rows = (...titles: string[]) => ({
  ...base,
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: 'x' },
    action: { button: 'Ver', sections: [{ rows: titles.map(title => ({ id: title, title })) }] },
  },
})

describe('the double of the Graph API', () => {
  test.each([
    ['a text', text('x'.repeat(4096))],
    ['three buttons', buttons('x', button('1', 'a'), button('2', 'b'), button('3', 'c'))],
    ['ten rows', rows(...'abcdefghij')],
    ['an id of a person', { ...text('x'), to: undefined, recipient: 'AR.1502' }],
  ])('takes %s', async (_, body) => {
    expect((await call(body)).status).toBe(200)
    expect(graph.sent).toHaveLength(1)
  })

  test.each([
    ['a text that is too long', text('x'.repeat(4097))],
    ['an empty text', text(' ')],
    ['both ways to a person', { ...text('x'), recipient: 'AR.1502' }],
    ['neither', { ...text('x'), to: undefined }],
    ['a number with a plus', { ...text('x'), to: '+5492215551234' }],
    ['an id as a number', { ...text('x'), to: 'AR.1502' }],
    ['a key that it does not know', { ...text('x'), parse_mode: 'HTML' }],
    ['four buttons', buttons('x', ...'1234'.split('').map(n => button(n, n)))],
    ['a long title', buttons('x', button('1', 'x'.repeat(21)))],
    ['two equal titles', buttons('x', button('1', 'a'), button('2', 'a'))],
    ['a long body', buttons('x'.repeat(1025), button('1', 'a'))],
    ['eleven rows', rows(...'abcdefghijk')],
    ['a long row', rows('x'.repeat(25))],
  ])('refuses %s', async (_, body) => {
    expect(await call(body)).toMatchObject({ status: 400, code: 100 })
    expect([graph.sent, graph.refusals.length]).toEqual([[], 1])
  })

  test('knows its token and its number', async () => {
    expect(await call(text('x'), { token: 'otro' })).toMatchObject({ status: 401, code: 190 })
    expect((await call(text('x'), { path: '1' })).status).toBe(404)
  })
})
