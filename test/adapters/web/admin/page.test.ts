import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OPERATOR, PASSWORD, startAdmin } from '../../../support/admin.ts'
import { complaintsOf, noBrowser, openBrowser } from '../../../support/browser.ts'
import { startOllama } from '../../../support/ollama.ts'
import type { Web } from '../../../support/web.ts'

describe.skipIf(noBrowser)('the admin page in a browser', () => {
  let browser: Browser
  let web: Web
  let page: Page
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    web = await startAdmin()
    page = await browser.newPage()
  })
  afterEach(async () => {
    await page.close()
    await web.stop()
  })

  const logIn = async (name = OPERATOR, password = PASSWORD) => {
    await page.goto(`${web.url}/config`)
    await page.getByLabel('Usuario').fill(name)
    await page.getByLabel('Clave', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Entrar' }).click()
  }

  test('asks who one is, and shows the sections after that', async () => {
    const ollama = await startOllama({ reply: b => JSON.stringify(b.messages).includes('corto') ? 'Preguntá en la oficina de tu municipio.' : 'Preguntá en la oficina de tu municipio. Llevá tu DNI y contá cómo es tu casa.' })
    await web.stop()
    web = await startAdmin({ OLLAMA_ENDPOINT_1: ollama.url })
    const complaints = complaintsOf(page)
    await page.goto(`${web.url}/config`)
    await page.screenshot({ path: '/tmp/adminbase/login.png' })
    await logIn()
    await page.getByRole('heading', { name: 'Instrucciones del modelo' }).waitFor()
    expect(await page.getByLabel('Texto').inputValue()).toContain('Sos IAMJus')
    await page.getByLabel('Texto').fill('Sos IAMJus.\nContestá corto.')
    await page.getByRole('button', { name: 'Comparar' }).click()
    await page.getByRole('button', { name: 'Probar', exact: true }).click()
    await page.getByText('Listo. Nada').waitFor({timeout: 15000}).catch(() => {})
    await page.screenshot({ path: '/tmp/adminbase/a.png', fullPage: true })
    await page.getByRole('link', { name: 'Mi cuenta' }).click()
    await page.getByRole('heading', { name: 'Cambiar la clave' }).waitFor()
    await page.screenshot({ path: '/tmp/adminbase/b.png', fullPage: true })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 320, height: 640 })
    await page.screenshot({ path: '/tmp/adminbase/c.png', fullPage: true })
    await page.getByRole('link', { name: 'Instrucciones' }).click()
    await page.screenshot({ path: '/tmp/adminbase/d.png', fullPage: true })
    expect(complaints).toEqual([])
    await ollama.stop()
  })
})
