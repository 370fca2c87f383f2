import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OPERATOR, startAdmin } from '../../../support/admin.ts'
import { logIn, openAdminPage, openTab } from '../../../support/admin-page.ts'
import { violationsOf } from '../../../support/axe.ts'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import type { Web } from '../../../support/web.ts'

const SHIPPED = readFileSync('data/datos_tierras.csv', 'utf8')
const SPRINGFIELD = 'Springfield,Ogdenville,,Tierras,Calle Falsa 123,0221-123\n'
const HOSTILE = '<img src=x onerror=alert(1)>'

describe.skipIf(noBrowser)('the data, in a browser', () => {
  let browser: Browser
  let web: Web
  let opened: Awaited<ReturnType<typeof openAdminPage>>
  let page: Page
  beforeAll(async () => {
    ;[browser, web] = await Promise.all([openBrowser(), startAdmin()])
    opened = await openAdminPage(browser, web.url)
    page = opened.page
    await logIn(page)
    await openTab(page, 'Datos')
  }, 60_000)
  afterAll(async () => {
    await Promise.all([browser?.close(), web?.stop()])
  })
  beforeEach(async () => {
    await page.reload()
    await page.getByText('En uso,').waitFor()
  })
  afterEach(() => expect(opened.complaints).toEqual([]))

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const choose = async (csv: string | Buffer) => {
    const buffer = Buffer.from(csv)
    await page.getByLabel('Archivo CSV').setInputFiles({ name: 'x.csv', mimeType: '', buffer })
    await press('Ver qué cambia')
  }
  const heading = (name: string) => page.getByRole('heading', { name })
  const published = async () => (await web.admin.datasets.list()).published.id
  const rows = (caption: string) =>
    page.getByRole('region', { name: caption }).locator('tbody tr').allTextContents()
  const answer = async (prompt: string) => (await web.ask({ prompt })).response

  test('that are looked at are still there after a look at another section', async () => {
    await choose(`${SHIPPED}${SPRINGFIELD}`)
    await heading('Qué cambiaría con este archivo').waitFor()
    await openTab(page, 'Números')
    await openTab(page, 'Datos')
    await heading('Qué cambiaría con este archivo').waitFor()
    await press('No publicar')
    await openTab(page, 'Números')
    await openTab(page, 'Datos')
    await page.getByText('En uso,').waitFor()
    expect(await heading('Qué cambiaría con este archivo').count()).toBe(0)
  })

  test('are uploaded, looked at, tried, published, and taken back', async () => {
    const before = await published()
    await choose(`${SHIPPED}${SPRINGFIELD},,,sin municipio\n`)
    await heading('Qué cambiaría con este archivo').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('cambiaría')
    await page.getByText('Quedarían 136 municipios (hoy 135)').waitFor()
    expect(await rows('Municipios nuevos')).toEqual([expect.stringContaining('Calle Falsa 123')])
    expect(await rows('Problemas del archivo')).toEqual([
      expect.stringMatching(/^\d+falta el MUNICIPIO/),
    ])

    await page.getByLabel('Municipio, localidad o apodo').fill('ogdén')
    await press('Buscar')
    await page.getByText('Se encontró por Ogdenville.').waitFor()
    await press('Ver qué contestaría el asistente')
    await page.getByText('Con el archivo que estás mirando:').waitFor()
    expect(await page.locator('.reply').textContent()).toContain('Calle Falsa 123')
    expect(await answer('¿dónde queda en Springfield?')).not.toContain('Calle Falsa')

    await page.getByLabel('Qué cambia y por qué').fill('llegó Springfield')
    await press('Publicar estos datos')
    await page.getByText('Listo: el asistente ya contesta con esos datos.').waitFor()
    await page.getByText(': 136 municipios').waitFor()
    expect(await answer('¿dónde queda en Springfield?')).toContain('Calle Falsa 123')

    await press(`Volver a los datos ${before}`)
    await heading('Qué cambiaría si volvés a esos datos').waitFor()
    expect(await rows('Municipios que se van')).toEqual([expect.stringContaining('Springfield')])
    await press('Volver a estos datos')
    await page.getByText(': 135 municipios').waitFor()
    expect(await answer('¿dónde queda en Springfield?')).not.toContain('Calle Falsa')
    expect(await web.admin.audit.list({ limit: 3 })).toMatchObject([
      { user: OPERATOR, action: 'volver-datos' },
      { user: OPERATOR, action: 'publicar-datos', detail: expect.stringContaining('llegó Spr') },
      { user: OPERATOR, action: 'subir-datos' },
    ])
  })

  test('are taken away as a file, after a new login where the session has ended', async () => {
    await web.admin.sessions.endAll(OPERATOR)
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Descargar los datos' }).first().click()
    await page.getByText('La sesión terminó.').waitFor()
    await logIn(page)
    const download = await waiting
    expect(download.suggestedFilename()).toMatch(/^datos_tierras-\d+\.csv$/)
    expect(readFileSync(await download.path(), 'utf8')).toContain('\uFEFFMUNICIPIO;LOCALIDADES')
  })

  test('are not published when the operator decides against them', async () => {
    await choose(SHIPPED + SPRINGFIELD)
    await press('No publicar')
    expect(await heading('Qué cambiaría').count()).toBe(0)
    expect(await answer('¿dónde queda en Springfield?')).not.toContain('Calle Falsa')
  })

  test('that would lose municipios are published only once that is confirmed', async () => {
    const before = await published()
    await choose(SHIPPED.split('\n').slice(0, 60).join('\n'))
    await page.getByText(/Desaparecen \d+ de los 135 municipios/).waitFor()
    await press('Publicar estos datos')
    await page.getByText('Antes de publicar, revisá').waitFor()
    expect((await web.admin.datasets.list()).published.municipios).toBe(135)
    const sure = page.getByLabel('Lo revisé y es así.')
    expect(await sure.evaluate(box => box === document.activeElement)).toBe(true)
    await sure.check()
    await press('Publicar estos datos')
    await page.getByText('Listo: el asistente').waitFor()
    await press(`Volver a los datos ${before}`)
    await press('Volver a estos datos')
    await page.getByText(': 135 municipios').waitFor()
  })

  test('of two operators at once are those of the first; the second sees what changes now', async () => {
    await choose(SHIPPED + SPRINGFIELD)
    await heading('Qué cambiaría').waitFor()
    const { datasets } = web.admin
    const other = Buffer.from(`${SHIPPED}Shelbyville,,,Tierras,Calle 1,0221-9\n`)
    const { dataset, base } = await datasets.preview(other, 'beto')
    await datasets.publish({ id: dataset.id, base, confirmed: true }, 'beto')
    await press('Publicar estos datos')
    await page.getByText(/^Mientras tanto otra persona publicó/).waitFor()
    expect(await rows('Municipios que se van')).toEqual([expect.stringContaining('Shelbyville')])
    expect((await datasets.list()).published.id).toBe(dataset.id)
    await press('No publicar')
  })

  test.each([
    ['empty', '', 'está vacío'],
    ['no table', '<p>hola</p>', 'falta la columna MUNICIPIO'],
  ])('in a file that is %s are refused with the reason', async (_, text, reason) => {
    await choose(text)
    await page.getByText(reason).waitFor()
    expect(await heading('Qué cambiaría').count()).toBe(0)
  })

  test('in Windows-1252 are said to be so, with their accents right', async () => {
    await choose(Buffer.from('MUNICIPIO,DEPENDENCIA\nMorón,Área de Señas\n', 'latin1'))
    await page.getByText('Windows-1252').waitFor()
    expect((await rows('Qué cambia')).join()).toContain('Área de Señas')
    await press('No publicar')
  })

  test('are shown as the text that they are, whatever is written in them', async () => {
    await choose(`MUNICIPIO,DEPENDENCIA,${HOSTILE}\n${HOSTILE},${HOSTILE}\nMorón,${HOSTILE}\n`)
    await page.getByText(`Columnas que no se usan: ${HOSTILE}`).waitFor()
    await page.getByLabel('Municipio, localidad o apodo').fill(HOSTILE)
    await press('Buscar')
    await page.getByRole('heading', { name: HOSTILE, level: 4 }).waitFor()
    await press('Ver qué contestaría el asistente')
    await page.getByText('Con el archivo que estás mirando:').waitFor()
    expect(await page.locator('img').count()).toBe(0)
  })
  test('can be used by everybody: in both themes, on a phone and on a desk', async () => {
    const [, first = '', ...rest] = SHIPPED.split('\n')
    await choose(
      [SHIPPED.split('\n')[0], first.replace('Veinticinco', 'Otro'), ...rest.slice(0, 125), ',,,x']
        .concat(SPRINGFIELD)
        .join('\n'),
    )
    await page.getByText(/Desaparecen \d+/).waitFor()
    await page.getByText('Cambian las oficinas de la Provincia.').waitFor()
    await page.getByLabel('Municipio, localidad o apodo').fill('azul')
    await press('Buscar')
    await page.getByRole('button', { name: 'Ver qué contestaría el asistente' }).first().click()
    await page.getByText('Con el archivo que estás mirando:').waitFor()
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [320, 1280]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        expect(await violationsOf(page), `${colorScheme}, ${width}`).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      }
  }, 90_000)
})
