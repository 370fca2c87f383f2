import { randomUUID } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelState } from '../../../../adapters/web/admin/state-routes.ts'
import { enter, OPERATOR, startAdmin } from '../../../support/admin.ts'
import { newChat, type Web } from '../../../support/web.ts'

const NONSENSE = 'qwerty zxcvb asdfg'
const SINCE = new Date('2026-11-22T12:00:00Z')
let web: Web
let headers: Awaited<ReturnType<typeof enter>>
let whatsapp: ChannelState

const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(web.url + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const { headers: told, status } = response
  return { status, told, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}
const get = async (path: string) => (await call('GET', path)).json

beforeAll(async () => {
  whatsapp = { channel: 'whatsapp', status: { state: 'ready', since: SINCE } }
  web = await startAdmin({}, { channels: () => [whatsapp] })
  headers = await enter(web)
}, 60_000)
afterAll(() => web.stop())

describe('what was not understood', () => {
  const chat = newChat()
  beforeAll(() => web.ask({ session_id: chat, prompt: NONSENSE }))
  const items = async (query = '') => (await get(`/admin/api/review${query}`)).items

  test('is listed, without whose chat it is', async () => {
    const [item] = await items()
    expect(item).toMatchObject({ text: NONSENSE, channel: 'web', why: 'fallback', municipios: [] })
    expect(JSON.stringify(item)).not.toContain(chat)
  })

  test('can be filtered', async () => {
    expect(await items('?channel=telegram')).toEqual([])
    expect(await items('?municipio=Merlo')).toEqual([])
    expect(await items('?from=2020-01-01&to=2020-01-02')).toEqual([])
    expect(await items('?seen=no&channel=web')).toHaveLength(1)
  })

  test('can be marked as seen, and the mark taken back', async () => {
    const [{ id }] = await items()
    expect((await call('PUT', `/admin/api/review/${id}/seen`)).json.seen.by).toBe(OPERATOR)
    expect(await items('?seen=no')).toEqual([])
    expect((await items('?seen=yes'))[0].seen.by).toBe(OPERATOR)
    await call('DELETE', `/admin/api/review/${id}/seen`)
    expect(await items('?seen=no')).toHaveLength(1)
  })

  test('holds thumbs down with their reason', async () => {
    const message_id = randomUUID()
    const session_id = newChat()
    await web.ask({ session_id, message_id, prompt: '¿dónde queda en Merlo?' })
    await web.post('/feedback', { session_id, message_id, verdict: 'down', reason: 'no atienden' })
    expect((await items('?municipio=merlo'))[0]).toMatchObject({
      why: 'thumbs-down',
      reason: 'no atienden',
    })
  })

  test('can be taken away as a file, which is recorded', async () => {
    const { told, text } = await call(
      'GET',
      '/admin/api/review.csv?channel=web&from=2026-01-01&seen=no',
    )
    expect(told.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(told.get('content-disposition')).toContain('attachment')
    expect(told.get('cache-control')).toBe('no-store')
    const lines = parse(text, { bom: true, columns: true, delimiter: ';' }) as { mensaje: string }[]
    expect(lines.map(line => line.mensaje)).toContain(NONSENSE)
    const [act] = (await get('/admin/api/audit')).acts
    const detail = 'web, desde 2026-01-01, sin ver'
    expect(act).toMatchObject({ user: OPERATOR, action: 'exportar-no-entendidos', detail })
  })

  test.each([
    '/admin/api/review?before=x',
    '/admin/api/review?from=22/11/2026',
    '/admin/api/review?from=2026-02-30',
    '/admin/api/review.csv?from=2026-02-30',
  ])('is not asked for nonsense: %s', async path => {
    expect((await call('GET', path)).status).toBe(400)
  })

  test('has nothing to mark where there is nothing', async () => {
    expect((await call('PUT', '/admin/api/review/999999/seen')).status).toBe(404)
  })
})

test('the figures count what was just answered', async () => {
  const before = (await get('/admin/api/figures?days=7')).total
  await web.ask({ session_id: newChat(), prompt: '¿dónde queda en Morón?' })
  const figures = await get('/admin/api/figures?days=7')
  expect(figures.total).toBe(before + 1)
  expect(figures.days).toHaveLength(7)
  expect(figures.municipios.map(({ name }: { name: string }) => name)).toContain('Morón')
  expect((await call('GET', '/admin/api/figures?days=8')).status).toBe(400)
})

describe('the state', () => {
  const channel = async (name: string) =>
    (await get('/admin/api/state')).channels.find(
      (one: { channel: string }) => one.channel === name,
    )

  test('tells of channels, database, backup, instructions and data', async () => {
    const state = await get('/admin/api/state')
    expect(state).toMatchObject({ ready: true, backup: {}, notice: null, banner: null })
    expect(state.channels.map((one: { channel: string }) => one.channel)).toEqual([
      'web',
      'whatsapp',
    ])
    expect(state.database.bytes).toBeGreaterThan(100_000)
    expect(state.database.freeBytes).toBeGreaterThan(0)
    expect(state.prompt.version).toBe(1)
    expect(state.dataset.municipios).toBe(135)
  })

  test('shows the QR as a picture while there is one, and keeps it in no cache', async () => {
    whatsapp = {
      channel: 'whatsapp',
      status: { state: 'needs-login', since: SINCE, detail: 'Escaneá el QR' },
      qr: 'secreto-del-telefono',
    }
    const { text, told } = await call('GET', '/admin/api/state')
    expect(told.get('cache-control')).toBe('no-store')
    expect(text).not.toContain('secreto-del-telefono')
    const { qr } = await channel('whatsapp')
    expect(qr.length).toBeGreaterThan(20)
    expect(new Set(qr.flat())).toEqual(new Set([true, false]))
    whatsapp = { channel: 'whatsapp', status: { state: 'ready', since: SINCE } }
    expect(await channel('whatsapp')).not.toHaveProperty('qr')
  })

  test('a channel is switched off with a reason only, and on again', async () => {
    const refused = await call('PUT', '/admin/api/channels/web', { on: false, comment: ' ' })
    expect(refused.status).toBe(400)
    expect(refused.json.error.message).toContain('por qué')
    const comment = 'datos en revisión'
    expect((await call('PUT', '/admin/api/channels/web', { on: false, comment })).status).toBe(200)
    expect((await channel('web')).closed).toMatchObject({ comment, by: OPERATOR })
    expect((await web.post('/generate', { prompt: 'hola' })).status).toBe(503)
    await call('PUT', '/admin/api/channels/web', { on: true, comment: '' })
    expect((await channel('web')).closed).toBeNull()
    expect((await web.post('/generate', { prompt: 'hola' })).status).toBe(200)
  })

  test('a channel that there is not cannot be switched', async () => {
    const body = { on: false, comment: 'x' }
    expect((await call('PUT', '/admin/api/channels/fax', body)).status).toBe(400)
  })

  test('the banner is set, and refused where it is too long', async () => {
    const text = 'El 24 no atendemos.'
    expect((await call('PUT', '/admin/api/banner', { text })).json.notice).toBe(text)
    expect((await get('/admin/api/state')).banner).toMatchObject({ text, by: OPERATOR })
    const long = await call('PUT', '/admin/api/banner', { text: 'x'.repeat(301) })
    expect(long.status).toBe(400)
    expect((await call('PUT', '/admin/api/banner', { text: '' })).json.notice).toBeNull()
  })
})

test('what operators did is listed page by page, and by who did it', async () => {
  for (let n = 0; n < 60; n++)
    await web.admin.audit.record({ user: 'beto', action: 'probar', detail: `${n}` })
  const first = await get('/admin/api/audit?user=beto')
  const second = await get(`/admin/api/audit?user=beto&before=${first.next}`)
  const details = [...first.acts, ...second.acts].map(({ detail }) => detail)
  expect(details).toEqual(Array.from({ length: 60 }, (_, i) => `${59 - i}`))
  expect(second.next).toBeUndefined()
  expect((await get(`/admin/api/audit?user=${OPERATOR}`)).acts.length).toBeGreaterThan(0)
})
