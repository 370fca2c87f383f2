import type { Browser, Page } from 'playwright-core'
import { OPERATOR, PASSWORD } from './admin.ts'
import { complaintsOf } from './browser.ts'

/** The admin page in a browser of its own, with nobody logged in, and what it complains of. */
export const openAdminPage = async (browser: Browser, url: string) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(`${url}/config`)
  return { page, complaints, close: () => context.close() }
}

/** Fills in the login and sends it. */
export const logIn = async (page: Page, name = OPERATOR, password = PASSWORD) => {
  await page.getByLabel('Usuario', { exact: true }).fill(name)
  await page.getByLabel('Clave', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Entrar' }).click()
}

/** Opens a section by its name in the navigation. */
export const openTab = async (page: Page, name: string) => {
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 2 }).waitFor()
}
