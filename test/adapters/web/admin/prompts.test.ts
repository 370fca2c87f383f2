import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enter, OPERATOR, startAdmin } from '../../../support/admin.ts'
import type { ErrorJson, Web } from '../../../support/web.ts'

interface PromptJson {
  readonly prompt: string
  readonly version: number
}

let web: Web
let ana: Awaited<ReturnType<typeof enter>>
beforeAll(async () => {
  web = await startAdmin()
  ana = await enter(web)
})
afterAll(() => web.stop())

const read = async () => (await (await web.get('/get_prompt', ana)).json()) as PromptJson
const save = (body: object) => web.post('/save_prompt', body, ana)
const statusOf = async (response: Promise<Response>) => (await response).status

describe('GET /get_prompt', () => {
  test('gives the text in use and all that is known of it', async () => {
    const { published } = web.admin.prompts
    expect(await read()).toEqual({
      prompt: published.text,
      version: published.version,
      author: 'system_prompt.md',
      comment: 'de la carpeta de datos',
      sha256: hash('sha256', published.text, 'hex'),
      created_at: published.createdAt.toISOString(),
      letters: published.text.length,
      max_letters: 6000,
    })
  })
})

describe('POST /save_prompt', () => {
  test('publishes the text at once, under the name of the operator', async () => {
    const { version } = await read()
    const body = { prompt: 'Sos IAMJus, de hoy.', base_version: version, comment: 'prueba' }
    expect(await (await save(body)).json()).toMatchObject({
      prompt: 'Sos IAMJus, de hoy.',
      version: version + 1,
      author: OPERATOR,
      comment: 'prueba',
    })
    expect(web.admin.prompts.published.text).toBe('Sos IAMJus, de hoy.')
  })

  test('takes the text alone too, as it always did', async () => {
    expect(await statusOf(save({ prompt: 'Sos IAMJus, sin más.' }))).toBe(200)
    expect((await read()).prompt).toBe('Sos IAMJus, sin más.')
  })

  test('overwrites nothing that somebody else published meanwhile', async () => {
    const { version } = await read()
    const bodies = ['Sos A.', 'Sos B.'].map(prompt => ({ prompt, base_version: version }))
    const answers = await Promise.all(bodies.map(save))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(((await refused?.json()) as ErrorJson | undefined)?.error).toEqual({
      code: 'cambio_mientras_tanto',
      message: `Mientras tanto se publicó la versión ${version + 1}`,
    })
    expect((await web.admin.prompts.list())[0]?.version).toBe(version + 1)
  })

  test('makes no version of what is in use already', async () => {
    const { prompt, version } = await read()
    expect(await statusOf(save({ prompt: `  ${prompt}\n` }))).toBe(200)
    expect((await read()).version).toBe(version)
  })

  test.each([
    ['empty', { prompt: '' }],
    ['of white space', { prompt: ' \n ' }],
    ['too long', { prompt: 'a'.repeat(6001) }],
    ['no text', { prompt: 7 }],
    ['with a base that is no version', { prompt: 'Sos IAMJus.', base_version: 'x' }],
  ])('refuses a text that is %s, and changes nothing', async (_, body) => {
    const before = await read()
    expect(await statusOf(save(body))).toBe(400)
    expect(await read()).toEqual(before)
  })
})

describe('the versions', () => {
  test('are listed without their texts, and read one by one', async () => {
    const answer = await (await web.get('/admin/api/prompts', ana)).json()
    expect(answer).toMatchObject({ published: web.admin.prompts.published.version })
    expect(JSON.stringify(answer)).not.toContain('Sos')
    const first = await (await web.get('/admin/api/prompts/1', ana)).json()
    expect(first).toMatchObject({ version: 1, prompt: (await web.admin.prompts.read(1))?.text })
    expect(await statusOf(web.get('/admin/api/prompts/999', ana))).toBe(404)
    expect(await statusOf(web.get('/admin/api/prompts/uno', ana))).toBe(400)
  })

  test('are gone back to, unless somebody published meanwhile', async () => {
    const { version } = await read()
    const back = (base_version: number) =>
      web.post('/admin/api/prompts/publish', { version: 1, base_version }, ana)
    expect(await statusOf(back(version - 1))).toBe(409)
    expect((await read()).version).toBe(version)
    expect(await statusOf(back(version))).toBe(200)
    expect((await read()).version).toBe(1)
  })

  test('that do not exist are not published', async () => {
    const body = { version: 999, base_version: (await read()).version }
    const response = await web.post('/admin/api/prompts/publish', body, ana)
    expect(response.status).toBe(400)
    expect(((await response.json()) as ErrorJson).error.message).toBe('No existe la versión 999')
  })

  test('that were published are in the audit with who did it', async () => {
    const acts = await web.admin.audit.list({ limit: 2 })
    expect(acts).toMatchObject([
      { user: OPERATOR, action: 'volver-instrucciones', detail: expect.stringContaining('1') },
      { user: OPERATOR, action: 'publicar-instrucciones' },
    ])
  })
})
