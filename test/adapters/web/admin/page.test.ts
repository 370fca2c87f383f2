import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OPERATOR, PASSWORD, startAdmin } from '../../../support/admin.ts'
import { complaintsOf, noBrowser, openBrowser } from '../../../support/browser.ts'
import type { Web } from '../../../support/web.ts'

describe.skipIf(noBrowser)('the admin page in a browser', () => {
  let browser: Browser
  let web: Web
  let page: Page
  let complaints: string[]
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    web = await startAdmin()
    page = await browser.newPage()
    complaints = complaintsOf(page)
  })
  afterEach(async () => {
    expect(complaints).toEqual([])
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
    await logIn()
    await page.getByRole('heading', { name: 'Instrucciones del modelo' }).waitFor()
    expect(await page.getByLabel('Texto').inputValue()).toContain('Sos IAMJus')
    await page.screenshot({ path: '/tmp/adminbase/a.png' })
  })
})
