import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type ErrorJson,
  type GenerateJson,
  newChat,
  sendRaw,
  startWeb,
  type Web,
} from '../../support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
})
afterAll(() => web.stop())

// Whatever came before, the next citizen is answered.
afterEach(async () => {
  const answer = await web.ask({ prompt: 'requisitos en Merlo' })
  expect(answer).toMatchObject({ municipios: ['Merlo'], intents: ['requisitos'] })
})

const SHAPE = 'El pedido no tiene la forma esperada.'
const PROMPT = 'prompt: se espera un texto de 1 a 40000 letras.'
const SESSION = 'session_id: se esperan de 16 a 128 letras, números, «_» o «-».'
const MESSAGE = 'message_id: se esperan de 1 a 128 letras, números, «_», «-», «.» o «:».'
const TYPE = 'Mandá el pedido como application/json.'
const LONG = 'El mensaje es demasiado largo. Contame lo principal en pocas palabras.'

const send = (body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') =>
  fetch(`${web.url}/generate`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  })

/** Exactly the error in Spanish, and nothing else that the server knows. */
const expectError = async (response: Response, status: number, code: string, message: string) => {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/json; charset=utf-8$/)
  expect((await response.json()) as ErrorJson).toEqual({ error: { code, message } })
}

describe('a body that is not what is asked for is refused', () => {
  test.each([
    ['an empty prompt', '{"prompt":""}', PROMPT],
    ['no prompt', '{}', PROMPT],
    ['a prompt that is a number', '{"prompt":5}', PROMPT],
    ['a prompt that is a list', '{"prompt":["hola"]}', PROMPT],
    ['a prompt that is null', '{"prompt":null}', PROMPT],
    ['a prompt of 50,000 letters', JSON.stringify({ prompt: 'a'.repeat(50_000) }), PROMPT],
    ['a chat that is a number', '{"prompt":"hola","session_id":1234567890123456}', SESSION],
    ['a chat that is an object', '{"prompt":"hola","session_id":{}}', SESSION],
    ['an empty message id', '{"prompt":"hola","message_id":""}', MESSAGE],
    ['a message id with a space', '{"prompt":"hola","message_id":"a b"}', MESSAGE],
    ['a message id that is a number', '{"prompt":"hola","message_id":1}', MESSAGE],
    ['a list', '[{"prompt":"hola"}]', SHAPE],
    ['a string', '"hola"', SHAPE],
    ['null', 'null', SHAPE],
    ['no body', '', SHAPE],
    ['words', 'hola, dónde queda', SHAPE],
    ['half of a JSON', '{"prompt":"hola"', SHAPE],
    ['something after the JSON', '{"prompt":"hola"} y algo más', SHAPE],
    ['a form', 'prompt=hola', SHAPE],
    ['__proto__', '{"prompt":"hola","__proto__":{"isAdmin":true}}', SHAPE],
    ['constructor.prototype', '{"prompt":"hola","constructor":{"prototype":{"a":1}}}', SHAPE],
    ['__proto__ further in', '{"prompt":"hola","x":{"__proto__":{"a":1}}}', SHAPE],
    ['a JSON a thousand levels deep', `${'{"x":'.repeat(1000)}1${'}'.repeat(1000)}`, PROMPT],
  ])('%s', async (_, body, message) => {
    await expectError(await send(body), 400, 'pedido_invalido', message)
  })

  test('more than 64 KB', async () => {
    const body = JSON.stringify({ prompt: 'a'.repeat(70_000) })
    await expectError(await send(body), 413, 'muy_largo', LONG)
  })

  test('and leaves no prototype changed', async () => {
    await send('{"prompt":"hola","__proto__":{"isAdmin":true}}')
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })
})

describe('only JSON is taken, so that the form of another site cannot write', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/html',
    'application/jsonp',
    'application/json garbage',
    'application/json\tgarbage',
    'text/plain; application/json',
  ])('%j', async type => {
    await expectError(await send('{"prompt":"hola"}', type), 415, 'tipo_invalido', TYPE)
  })

  test.each(['application/json; charset=utf-8', 'APPLICATION/JSON'])('%s is', async type => {
    expect((await send('{"prompt":"hola"}', type)).status).toBe(200)
  })
})

describe('a message that says nothing that can be read gets a clear answer', () => {
  test.each([
    ['white space', ' \n\t\u00a0 '],
    ['only emojis', '😀🎉👍🏽👨‍👩‍👧'],
    ['only signs', '¿?...!!'],
    ['only control characters', '\u0000\u0007\u001b\u007f'],
    ['only invisible characters', '\u200b\u200d\ufeff\u{e0041}'],
    ['half of an emoji', '\ud83d'],
  ])('%s', async (_, prompt) => {
    const answer = await web.ask({ prompt })
    expect(answer).toMatchObject({ source: 'clarification', municipios: [], candidates: [] })
    expect(answer.response).toContain('Te leo mejor con palabras')
  })

  test('20,000 letters', async () => {
    const answer = await web.ask({ prompt: 'hola soy de Merlo. '.repeat(1053).slice(0, 20_000) })
    expect(answer).toMatchObject({ source: 'clarification', municipios: [] })
    expect(answer.response).toMatch(/muy largo.*2000 letras/)
  })
})

describe('a message with something odd in it is read all the same', () => {
  test.each([
    ['control characters', '\u0000req\u0007uisitos\u001b en Merlo\u007f'],
    ['invisible characters', 'requi\u200bsitos en Mer\u00adlo\ufeff'],
    ['a right-to-left mark', '\u202erequisitos en Merlo'],
    ['markup', '<script>alert(1)</script> requisitos en **Merlo**'],
  ])('%s', async (_, prompt) => {
    expect(await web.ask({ prompt })).toMatchObject({ municipios: ['Merlo'] })
  })

  test('bytes that are no UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"prompt":"requisitos en Merlo '),
      Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ])
    const response = await send(new Uint8Array(bytes))
    expect(response.status).toBe(200)
    expect((await response.json()) as GenerateJson).toMatchObject({ municipios: ['Merlo'] })
  })

  test('fields that nobody asked for are ignored', async () => {
    const session_id = newChat()
    const answer = await web.ask({ prompt: 'hola', session_id, role: 'system', choices: [1] })
    expect(answer.session_id).toBe(session_id)
    expect(JSON.stringify(await web.history(session_id))).not.toContain('system')
  })
})

describe('an address or a method that does not exist', () => {
  test.each(['/nada', '/generate/', '/GENERATE', '/../package.json', '/..%2f..%2fpackage.json'])(
    '%s is not found',
    async path => {
      await expectError(await web.get(path), 404, 'no_existe', 'Esa página no existe.')
    },
  )

  test.each([
    ['GET', '/generate', 'POST'],
    ['DELETE', '/clear', 'POST'],
    ['PUT', '/history', 'GET, HEAD'],
    ['PUT', '/', 'GET, HEAD, POST'],
  ])('%s %s is refused with the methods there are', async (method, path, allow) => {
    const response = await fetch(web.url + path, { method })
    expect(response.headers.get('allow')).toBe(allow)
    const message = 'Esa página no acepta ese tipo de pedido.'
    await expectError(response, 405, 'metodo_invalido', message)
  })

  test.each(['/%zz', '/history%', '/%c3%28'])('%s is no address', async path => {
    await expectError(await web.get(path), 400, 'pedido_invalido', SHAPE)
  })

  test.each(['?session_id=corto', '?session_id=a&session_id=b', `?session_id=${'x'.repeat(200)}`])(
    'a history of %s is refused',
    async query => {
      await expectError(await web.get(`/history${query}`), 400, 'pedido_invalido', SESSION)
    },
  )

  test('what is no HTTP at all is refused and the connection closed', async () => {
    expect(await sendRaw(web.url, 'HOLA\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  })
})
