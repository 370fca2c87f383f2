import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAdmin } from '../../../support/admin.ts'
import { logIn, openAdminPage, openTab } from '../../../support/admin-page.ts'
import { violationsOf } from '../../../support/axe.ts'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import { startOllama } from '../../../support/ollama.ts'

describe.skipIf(noBrowser)('the pages to enter and to change the instructions', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test('can be used by everybody, light and dark, narrow and wide', async () => {
    const ollama = await startOllama({ firstTokenMs: 0, tokenMs: 0 })
    const web = await startAdmin({ OLLAMA_ENDPOINT_1: ollama.url })
    const { page, complaints } = await openAdminPage(browser, web.url)
    const found: string[] = []
    const look = async (what: string) => {
      for (const colorScheme of ['light', 'dark'] as const)
        for (const width of [320, 1280]) {
          await page.emulateMedia({ colorScheme })
          await page.setViewportSize({ width, height: 800 })
          found.push(...(await violationsOf(page)).map(one => `${what}, ${width}: ${one}`))
          const tooWide = await page.evaluate(
            () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
          )
          if (tooWide) found.push(`${what} is wider than ${width}`)
        }
    }
    await page.getByLabel('Usuario').waitFor()
    await look('the login')
    await logIn(page, 'nadie', 'no era esta')
    await page.getByRole('alert').filter({ hasText: 'no coinciden' }).waitFor()
    await look('the login refused')
    await logIn(page)
    await page.getByText('En uso:').waitFor()
    await page.getByLabel('Texto').fill('Sos IAMJus.\nContestá corto.')
    await page.getByRole('button', { name: 'Comparar con la publicada' }).click()
    await page.getByText('Preguntas guardadas').click()
    await page.getByRole('button', { name: 'Probar', exact: true }).click()
    await page.getByText('Nada de esto queda').waitFor()
    await look('the instructions')
    await openTab(page, 'Mi cuenta')
    await page.getByRole('heading', { name: 'Cambiar la clave' }).waitFor()
    await look('the account')
    expect(found).toEqual([])
    expect(complaints).toEqual([])
    await Promise.all([web.stop(), ollama.stop()])
  })
})
