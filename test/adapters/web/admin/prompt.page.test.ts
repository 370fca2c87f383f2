import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { enter, OPERATOR, startAdmin } from '../../../support/admin.ts'
import { logIn, openAdminPage, openTab } from '../../../support/admin-page.ts'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import { type OllamaDouble, startOllama } from '../../../support/ollama.ts'
import { until } from '../../../support/ollama-caller.ts'
import type { Web } from '../../../support/web.ts'

const LONG = 'Preguntá en la oficina de tu municipio. Llevá tu DNI y contá cómo es tu casa.'
const SHORT = 'Preguntá en la oficina de tu municipio.'

describe.skipIf(noBrowser)('the instructions of the model, in a browser', () => {
  let browser: Browser
  let ollama: OllamaDouble
  let web: Web
  let opened: Awaited<ReturnType<typeof openAdminPage>>
  let page: Page
  beforeAll(async () => {
    const isShort = (system = '') => system.includes('Corto, bien corto.')
    ollama = await startOllama({
      firstTokenMs: 0,
      tokenMs: 0,
      reply: ({ messages }) => (isShort(messages[0]?.content) ? SHORT : LONG),
    })
    ;[browser, web] = await Promise.all([
      openBrowser(),
      startAdmin({ OLLAMA_ENDPOINT_1: ollama.url }),
    ])
    await until(() => expect(web.model?.status().endpoints[0]?.state).toBe('up'))
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), web?.stop(), ollama?.stop()])
  })
  beforeEach(async () => {
    opened = await openAdminPage(browser, web.url)
    page = opened.page
    await logIn(page)
    await page.getByText('En uso:').waitFor()
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened.close()
  })

  const text = () => page.getByLabel('Texto')
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const lines = (kind: string) => page.locator(`.diff .${kind} > :last-child`).allTextContents()

  test('are edited, compared line by line, published, and taken back', async () => {
    const before = await text().inputValue()
    const [first = '', ...rest] = before.split('\n')
    const edited = [`${first} Corto, bien corto.`, ...rest].join('\n')
    await text().fill(edited)
    await press('Comparar con la publicada')
    expect(await lines('removed')).toEqual([first])
    expect(await lines('added')).toEqual([`${first} Corto, bien corto.`])

    await page.getByLabel('Qué cambia y por qué').fill('más corto')
    await press('Publicar')
    await page.getByText('Publicada la versión 2').waitFor()
    expect(web.admin.prompts.published).toMatchObject({ text: edited, author: OPERATOR })
    const row = page.getByRole('row').filter({ hasText: 'más corto' })
    expect(await row.textContent()).toContain('en uso')

    await press('Volver a la versión 1')
    await page.getByText('Se volvió a la versión 1').waitFor()
    expect(await text().inputValue()).toBe(before)
    expect(web.admin.prompts.published.version).toBe(1)
    expect(await web.admin.audit.list({ limit: 2 })).toMatchObject([
      { user: OPERATOR, action: 'volver-instrucciones', detail: expect.stringContaining('1') },
      { user: OPERATOR, action: 'publicar-instrucciones', detail: expect.stringMatching(/más/) },
    ])
  })

  test('are tried on the saved questions beside the published ones', async () => {
    await page.getByText('Preguntas guardadas').click()
    const saved = page.getByRole('button', { name: /^Quitar la pregunta/ })
    const labels = await saved.evaluateAll(all => all.map(one => one.getAttribute('aria-label')))
    for (const name of labels.filter(label => !/medidor|Morón/.test(label ?? '')))
      await page.getByRole('button', { name: name ?? '', exact: true }).click()
    await page.getByLabel('Otra pregunta').fill('en casa somos seis y un perro, ¿cambia algo?')
    await press('Guardar la pregunta')
    await page.getByText('en casa somos seis').first().waitFor()
    await text().fill('Sos IAMJus. Corto, bien corto.')
    await press('Probar')
    await page.getByText('Nada de esto queda').waitFor()

    const of = (question: RegExp) => page.getByRole('region', { name: question })
    const boxes = async (question: RegExp) => of(question).locator('.card').allTextContents()
    const [live, draft] = await boxes(/medidor/)
    expect(live).toMatch(/^Con las publicadas.*contá cómo es tu casa.*lo escribió el modelo/)
    expect(draft).toMatch(/^Con tu borrador.*de tu municipio\..*lo escribió el modelo/)
    expect(draft).not.toContain('contá cómo es tu casa')
    for (const answer of await boxes(/Morón/)) expect(answer).toContain('sin el modelo')
    // Nothing was published, and citizens get what they got before.
    expect(web.admin.prompts.published.version).toBe(1)
  })

  test('of two operators at once are those of the first, and the second is told and loses nothing', async () => {
    await text().fill('Sos el texto de Ana.')
    await web.admin.operators.add('beto', 'tortas fritas con lluvia')
    const beto = await enter(web, 'beto', 'tortas fritas con lluvia')
    const other = { prompt: 'Sos el texto de Beto.', base_version: 1 }
    expect((await web.post('/save_prompt', other, beto)).status).toBe(200)
    await press('Publicar')
    await page.getByText(/beto publicó la versión \d+\. No se pisó nada/).waitFor()
    expect(await text().inputValue()).toBe('Sos el texto de Ana.')
    expect(web.admin.prompts.published.text).toBe('Sos el texto de Beto.')
    expect(await lines('removed')).toEqual(['Sos el texto de Beto.'])
    expect(await lines('added')).toEqual(['Sos el texto de Ana.'])
    await press('Publicar')
    await page.getByText('Publicada la versión').waitFor()
    expect(web.admin.prompts.published.text).toBe('Sos el texto de Ana.')
  })

  test('being written are there again after a look at another section', async () => {
    await text().fill('Sos un texto a medio escribir.')
    await openTab(page, 'Mi cuenta')
    await openTab(page, 'Instrucciones')
    await page.getByText('En uso:').waitFor()
    expect(await text().inputValue()).toBe('Sos un texto a medio escribir.')
    expect(await lines('added')).toEqual(['Sos un texto a medio escribir.'])
  })

  test('that are empty or too long are refused, and stay in the editor', async () => {
    await text().fill('a'.repeat(6001))
    await press('Publicar')
    await page.getByText('El texto tiene 6001 letras').waitFor()
    expect(await text().inputValue()).toHaveLength(6001)
  })
})

describe.skipIf(noBrowser)('the instructions where there is no model, in a browser', () => {
  test('say plainly that they change nothing', async () => {
    const [browser, web] = await Promise.all([openBrowser(), startAdmin()])
    const { page, complaints } = await openAdminPage(browser, web.url)
    await logIn(page)
    await page.getByText('No hay ningún modelo configurado').waitFor()
    expect(complaints).toEqual([])
    await Promise.all([browser.close(), web.stop()])
  })
})
