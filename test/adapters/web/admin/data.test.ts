import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enter, startAdmin } from '../../../support/admin.ts'
import type { Web } from '../../../support/web.ts'

const SHIPPED = readFileSync('data/datos_tierras.csv')
const MORE = Buffer.concat([
  SHIPPED,
  Buffer.from('Springfield,Ogdenville,,Tierras,Calle Falsa 123,0221-123\n'),
])

let web: Web
let session: Awaited<ReturnType<typeof enter>>
beforeAll(async () => {
  web = await startAdmin()
  session = await enter(web)
}, 30_000)
afterAll(() => web.stop())

const upload = async (bytes: Uint8Array<ArrayBuffer>, type = 'text/csv') => {
  const response = await fetch(`${web.url}/admin/api/data/preview`, {
    method: 'POST',
    headers: { ...session, 'content-type': type },
    body: bytes,
  })
  return { status: response.status, json: await response.json() }
}
const get = async (path: string) => {
  const response = await web.get(`/admin/api/data${path}`, session)
  return { status: response.status, json: await response.json() }
}
const post = async (path: string, body: unknown) => {
  const response = await web.post(`/admin/api/data${path}`, body, session)
  return { status: response.status, json: await response.json() }
}

describe('the data over HTTP', () => {
  test('are given back as a file that a spreadsheet here opens, and that says the same', async () => {
    const { json } = await get('')
    const response = await web.get(`/admin/api/data/${json.published}/file`, session)
    expect(response.headers.get('content-type')).toBe('text/csv')
    expect(response.headers.get('content-disposition')).toContain('attachment')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const file = Buffer.from(await response.arrayBuffer())
    expect(file.toString().slice(0, 24)).toBe('\uFEFFMUNICIPIO;LOCALIDADES;C')
    const { json: again } = await upload(file)
    const changes = { added: [], changed: [], removed: [], same: 135 }
    expect(again).toMatchObject({ changes, problems: [], ignored_columns: [] })
  })

  test('go from an uploaded file to the answers of citizens, and back', async () => {
    const { json: start } = await get('')
    const { status, json: draft } = await upload(MORE)
    expect(status).toBe(200)
    expect(draft).toMatchObject({
      base: start.published,
      dataset: { author: 'ana', municipios: 136, published_at: null },
      changes: { added: [{ municipio: 'Springfield' }], changed: [], removed: [], same: 135 },
      encoding: 'utf-8',
      problems: [],
      problem_count: 0,
      ignored_columns: [],
      doubts: [],
    })
    const { id } = draft.dataset
    const publication = { id, base: draft.base, comment: 'llegó Springfield' }
    expect(await post('/publish', publication)).toMatchObject({ status: 200, json: { id } })
    const asked = { prompt: '¿dónde queda en Springfield?' }
    expect((await web.ask(asked)).response).toContain('Calle Falsa 123')
    expect((await get('')).json).toMatchObject({
      published: id,
      problem: null,
      versions: [{ id, comment: 'llegó Springfield' }, { id: start.published }],
    })

    const { json: back } = await get(`/${start.published}/preview`)
    expect(back.changes.removed).toMatchObject([{ municipio: 'Springfield' }])
    await post('/publish', { id: start.published, base: id })
    expect((await web.ask(asked)).response).not.toContain('Calle Falsa 123')
  })

  test('are searched and tried before they are published', async () => {
    const { json: draft } = await upload(MORE)
    const { id } = draft.dataset
    expect((await get('/search?text=ogdenville')).json).toEqual({ places: [], total: 0 })
    expect((await get(`/search?text=ogdenville&id=${id}`)).json).toMatchObject({
      places: [{ municipio: 'Springfield', by: ['Ogdenville'] }],
      total: 1,
    })
    const text = '¿dónde queda en Springfield?'
    expect((await post('/answer', { text, id })).json).toMatchObject({
      response: expect.stringContaining('Calle Falsa 123'),
      municipios: ['Springfield'],
      source: 'directory',
    })
    expect((await post('/answer', { text })).json.response).not.toContain('Calle Falsa 123')
  })

  test('that others have published meanwhile are not overwritten', async () => {
    const [one, other] = [await upload(MORE), await upload(MORE.subarray(0, -30))]
    const publish = ({ json: { dataset, base } }: typeof one) =>
      post('/publish', { id: dataset.id, base, confirmed: true })
    expect((await publish(one)).status).toBe(200)
    expect(await publish(other)).toMatchObject({
      status: 409,
      json: { error: { code: 'cambio_mientras_tanto' } },
    })
  })
})

describe('a file', () => {
  test('may have ten megabytes, and not one byte more', async () => {
    const limit = 10 * 1024 * 1024
    const padding = Buffer.alloc(limit - SHIPPED.length, '\n')
    const whole = Buffer.concat([SHIPPED, padding])
    expect((await upload(whole)).status).toBe(200)
    const { status, json } = await upload(Buffer.concat([whole, Buffer.from('\n')]))
    expect([status, json.error.message]).toEqual([413, 'El archivo pesa más de 10 MB.'])
  })

  test('that cannot be used is refused in words, and nothing changes', async () => {
    const before = (await get('')).json
    for (const [bytes, words] of [
      ['', 'está vacío'],
      ['hola', 'falta la columna MUNICIPIO'],
      ['MUNICIPIO\n', 'ninguna fila'],
    ] as const) {
      const { status, json } = await upload(Buffer.from(bytes))
      expect([status, json.error.code]).toEqual([400, 'no_se_puede'])
      expect(json.error.message).toContain(words)
    }
    expect((await get('')).json).toEqual(before)
  })

  test('is sent as it is, in nothing else', async () => {
    expect((await upload(SHIPPED, 'application/octet-stream')).status).toBe(200)
    for (const type of ['application/json', 'text/plain', 'multipart/form-data'])
      expect((await upload(SHIPPED, type)).status).toBe(415)
  })

  test('is not read from who is not logged in, nor from another site', async () => {
    const send = (headers: Record<string, string>) =>
      fetch(`${web.url}/admin/api/data/preview`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', ...headers },
        body: SHIPPED,
      })
    const before = (await get('')).json
    expect((await send({})).status).toBe(401)
    expect((await send({ ...session, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get('')).json).toEqual(before)
  })

  test('large as it is takes nothing from the other routes: a message is still short', async () => {
    const { status } = await web.post('/generate', { prompt: 'a'.repeat(100_000) })
    expect(status).toBe(413)
  })
})
