import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ErrorJson,
  type GenerateJson,
  type HistoryJson,
  newChat,
  openClient,
  rawPost,
  sendRaw,
  startWeb,
  type Web,
} from '../../support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
})
afterAll(() => web.stop())

const cookieOf = (response: Response) => response.headers.getSetCookie()[0] ?? ''
const pairOf = (cookie: string) => cookie.split(';', 1)[0] ?? ''

describe('an answer', () => {
  test('says what it is about, next to the text', async () => {
    const answer = await web.ask({ prompt: 'hola kiero saber donde es lo de tierras en moron' })
    expect(answer).toEqual({
      response: expect.stringContaining('Morón'),
      municipios: ['Morón'],
      candidates: [],
      intents: ['direcciones'],
      source: 'directory',
      choices: expect.arrayContaining([{ id: 'requisitos', label: 'Qué papeles llevo' }]),
      offices: expect.arrayContaining([expect.objectContaining({ municipio: 'Morón' })]),
      session_id: expect.stringMatching(/^[A-Za-z0-9_-]{16,128}$/),
      message_id: expect.stringMatching(/^\S+$/),
    })
  })

  test('that asks among municipios names them as candidates and as choices', async () => {
    const answer = await web.ask({ prompt: 'dónde queda la oficina en Santa Rosa' })
    expect(answer).toMatchObject({ source: 'clarification', municipios: [], offices: [] })
    expect(answer.candidates.length).toBeGreaterThan(1)
    expect(answer.choices.map(({ label }) => label)).toEqual(answer.candidates)
  })

  test('carries the ids that were sent', async () => {
    const ids = { session_id: newChat(), message_id: 'm:1.a_b-c' }
    expect(await web.ask({ prompt: 'hola', ...ids })).toMatchObject(ids)
  })
})

describe('the chat of a request', () => {
  test('is a new one in a cookie that scripts and other sites cannot use', async () => {
    const response = await web.post('/generate', { prompt: 'hola' })
    const { session_id } = (await response.json()) as GenerateJson
    const [pair, ...flags] = cookieOf(response).split('; ')
    expect(pair).toBe(`iamjus_chat=${session_id}`)
    expect(flags.sort()).toEqual(['HttpOnly', 'Max-Age=7776000', 'Path=/', 'SameSite=Lax'])
  })

  test('is the one of the cookie, and the cookie is not set again', async () => {
    const first = await web.post('/generate', { prompt: 'soy de Lanús' })
    const cookie = pairOf(cookieOf(first))
    const second = await web.post('/generate', { prompt: '¿dónde queda?' }, { cookie })
    expect(second.headers.getSetCookie()).toEqual([])
    expect(await second.json()).toMatchObject({ municipios: ['Lanús'] })
    const history = (await (await web.get('/history', { cookie })).json()) as HistoryJson
    expect(history.messages.map(({ prompt }) => prompt)).toEqual(['soy de Lanús', '¿dónde queda?'])
    expect(`iamjus_chat=${history.session_id}`).toBe(cookie)
  })

  test('is the one named in the body, even against the cookie, and no cookie is set', async () => {
    const chat = newChat()
    const cookie = `iamjus_chat=${newChat()}`
    const response = await web.post('/generate', { prompt: 'hola', session_id: chat }, { cookie })
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await response.json()).toMatchObject({ session_id: chat })
  })

  test('is a new one when the cookie was tampered with', async () => {
    const response = await web.post(
      '/generate',
      { prompt: 'hola' },
      { cookie: 'iamjus_chat=..%2f..%2fetc' },
    )
    const { session_id } = (await response.json()) as GenerateJson
    expect(cookieOf(response)).toContain(`iamjus_chat=${session_id};`)
  })

  test.each([
    'corto',
    'x'.repeat(129),
    'con espacios adentro',
    'ñandúñandúñandú1',
    '../../../../x',
  ])('cannot be called %j', async session_id => {
    const response = await web.post('/generate', { prompt: 'hola', session_id })
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as ErrorJson
    expect(error.message).toBe('session_id: se esperan de 16 a 128 letras, números, «_» o «-».')
  })

  test('knows nothing of another chat', async () => {
    const [ana, beto] = [newChat(), newChat()]
    await web.ask({ prompt: 'soy de Quilmes', session_id: ana })
    const { municipios, source } = await web.ask({ prompt: '¿dónde queda?', session_id: beto })
    expect({ municipios, source }).toEqual({ municipios: [], source: 'clarification' })
  })
})

describe('a message sent again', () => {
  test('has the same answer and one turn', async () => {
    const message = { prompt: 'requisitos en Merlo', session_id: newChat(), message_id: 'm1' }
    const first = await web.ask(message)
    expect(await web.ask(message)).toEqual(first)
    expect(await web.ask({ ...message, prompt: 'otra cosa' })).toEqual(first)
    const history = await web.history(message.session_id)
    expect(history.map(({ prompt }) => prompt)).toEqual(['requisitos en Merlo'])
  })

  test('also while the first is being answered', async () => {
    const message = { prompt: 'requisitos en Merlo', session_id: newChat(), message_id: 'm1' }
    const answers = await Promise.all(Array.from({ length: 12 }, () => web.ask(message)))
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
    expect(await web.history(message.session_id)).toHaveLength(1)
  })

  test('is another message in another chat', async () => {
    const [ana, beto] = [newChat(), newChat()]
    await web.ask({ prompt: 'soy de Merlo', session_id: ana, message_id: 'm1' })
    const other = await web.ask({ prompt: 'soy de Moreno', session_id: beto, message_id: 'm1' })
    expect(other.municipios).toEqual(['Moreno'])
  })
})

test('messages of one chat that arrive together are answered in order, each knowing the last', async () => {
  const session_id = newChat()
  const prompts = ['soy de Tigre', '¿dónde queda?', 'no, de Pilar', '¿y qué papeles llevo?', 'chau']
  const requests = prompts.map((prompt, i) =>
    rawPost('/generate', { prompt, session_id, message_id: `m${i}` }, i === prompts.length - 1),
  )
  const answers = await sendRaw(web.url, requests.join(''))
  expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(prompts.length)
  const history = await web.history(session_id)
  expect(history.map(({ prompt, municipios }) => [prompt, municipios])).toEqual([
    ['soy de Tigre', ['Tigre']],
    ['¿dónde queda?', ['Tigre']],
    ['no, de Pilar', ['Pilar']],
    ['¿y qué papeles llevo?', ['Pilar']],
    ['chau', []],
  ])
})

describe('clearing', () => {
  test('deletes what was said and what was remembered', async () => {
    const session_id = newChat()
    await web.ask({ prompt: 'soy de Lanús', session_id })
    const cleared = await web.post('/clear', { session_id })
    expect([cleared.status, await cleared.json()]).toEqual([200, { session_id, cleared: true }])
    expect(await web.history(session_id)).toEqual([])
    expect((await web.ask({ prompt: '¿dónde queda?', session_id })).municipios).toEqual([])
  })

  test('without a body is of the chat of the cookie', async () => {
    const session_id = newChat()
    await web.ask({ prompt: 'soy de Lanús', session_id })
    const headers = { cookie: `iamjus_chat=${session_id}` }
    const cleared = await fetch(`${web.url}/clear`, { method: 'POST', headers })
    expect([cleared.status, await cleared.json()]).toEqual([200, { session_id, cleared: true }])
    expect(await web.history(session_id)).toEqual([])
  })

  test('leaves other chats as they are', async () => {
    const [ana, beto] = [newChat(), newChat()]
    await web.ask({ prompt: 'soy de Lanús', session_id: ana })
    await web.post('/clear', { session_id: beto })
    expect(await web.history(ana)).toHaveLength(1)
  })
})

describe('the history', () => {
  test('of an unknown chat is empty', async () => {
    expect(await web.history(newChat())).toEqual([])
  })

  test('shows what was asked, personal data masked, and the answer as it was given', async () => {
    const session_id = newChat()
    const { session_id: _, ...answer } = await web.ask({
      prompt: 'hola, mi dni es 30.123.456',
      session_id,
    })
    expect(await web.history(session_id)).toEqual([
      { ...answer, prompt: 'hola, mi dni es [dni]', at: expect.stringMatching(/^\d{4}-.*Z$/) },
    ])
  })

  test('is read only by who knows the chat', async () => {
    const session_id = newChat()
    await web.ask({ prompt: 'soy de Lanús', session_id })
    const stranger = openClient(web.url)
    for (const path of ['/history', '/history?session_id=', '/history?session_id[]=x']) {
      expect(await (await stranger.get(path)).text()).not.toContain('Lanús')
    }
    const response = await web.get(`/history?session_id=${session_id}`)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})
