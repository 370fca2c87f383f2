import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { totpCode } from '../../../../src/admin/totp.ts'
import { OPERATOR, PASSWORD, startAdmin } from '../../../support/admin.ts'
import { logIn, openAdminPage, openTab } from '../../../support/admin-page.ts'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import type { Web } from '../../../support/web.ts'

describe.skipIf(noBrowser)('the admin page in a browser', () => {
  let browser: Browser
  let web: Web
  let opened: Awaited<ReturnType<typeof openAdminPage>>
  let page: Page
  beforeAll(async () => {
    ;[browser, web] = await Promise.all([openBrowser(), startAdmin()])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), web?.stop()])
  })
  beforeEach(async () => {
    opened = await openAdminPage(browser, web.url)
    page = opened.page
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened.close()
  })

  const inside = () => page.getByRole('button', { name: 'Salir' }).waitFor()
  const alert = (words: RegExp) => page.getByRole('alert').filter({ hasText: words }).waitFor()

  test('tells who types the wrong password, and lets in who then types the right one', async () => {
    await logIn(page, OPERATOR, 'no era esta')
    await alert(/no coinciden/)
    expect(await page.getByLabel('Usuario').inputValue()).toBe(OPERATOR)
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await inside()
    expect(await page.getByRole('link', { name: 'Instrucciones' }).isVisible()).toBe(true)
  })

  test('keeps the session in a cookie that scripts cannot read, and ends it on leaving', async () => {
    await logIn(page)
    await inside()
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({
      name: 'iamjus_admin',
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      expires: -1,
    })
    await page.getByRole('button', { name: 'Salir' }).click()
    await page.getByRole('button', { name: 'Entrar' }).waitFor()
    expect(await page.context().cookies()).toEqual([])
    const headers = { cookie: `${cookie?.name}=${cookie?.value}` }
    expect((await web.get('/admin/api/session', headers)).status).toBe(401)
  })

  test('asks who enters with the password of somebody else to choose one', async () => {
    const given = await web.admin.operators.add('beto')
    await logIn(page, 'beto', given)
    const choose = async (password: string) => {
      await page.getByLabel('Clave nueva').fill(password)
      await page.getByRole('button', { name: 'Cambiar la clave' }).click()
    }
    await choose('contraseña123')
    await alert(/primeras que se prueban/)
    await choose('tortas fritas con lluvia')
    await inside()
    await page.getByRole('button', { name: 'Salir' }).click()
    await logIn(page, 'beto', 'tortas fritas con lluvia')
    await inside()
  })

  test('asks for a code of the phone once it is set up, and a colleague can take it away', async () => {
    await web.admin.operators.add('caro', 'mate dulce con cáscaras')
    await logIn(page, 'caro', 'mate dulce con cáscaras')
    await openTab(page, 'Mi cuenta')
    await page.getByLabel('Tu clave').fill('mate dulce con cáscaras')
    await page.getByRole('button', { name: 'Empezar' }).click()
    const secret = (await page.locator('code').first().textContent()) ?? ''
    expect(await page.getByRole('img', { name: /QR/ }).locator('path').getAttribute('d')).toMatch(
      /^(?:M\d+ \d+h1v1h-1z){200,}$/,
    )
    const step = () => Math.floor(Date.now() / 30_000)
    await page.getByLabel(/Escribí el código/).fill(totpCode(secret, step()))
    await page.keyboard.press('Enter')
    await page.getByText('Está activado').waitFor()

    await page.getByRole('button', { name: 'Salir' }).click()
    await logIn(page, 'caro', 'mate dulce con cáscaras')
    await alert(/Escribí el código/)
    // That of the setting up counts no more; the next one counts already.
    await page.getByLabel('Código de tu aplicación').fill(totpCode(secret, step() + 1))
    await page.keyboard.press('Enter')
    await inside()

    await page.getByRole('button', { name: 'Salir' }).click()
    await logIn(page)
    await openTab(page, 'Mi cuenta')
    const remove = page.getByRole('form', { name: 'Quitar el código' })
    await remove.getByLabel('De quién').selectOption('caro')
    await remove.getByLabel('Tu clave').fill(PASSWORD)
    await remove.getByRole('button', { name: 'Quitar' }).click()
    await remove.waitFor({ state: 'detached' })
    expect((await web.admin.audit.list({ limit: 1 }))[0]).toMatchObject({
      user: OPERATOR,
      action: 'quitar-codigo',
      detail: 'de caro',
    })
  })

  test('lets operators change their password and close their sessions everywhere', async () => {
    await web.admin.operators.add('dani', 'el tren sale a horario')
    await logIn(page, 'dani', 'el tren sale a horario')
    await openTab(page, 'Mi cuenta')
    const change = page.getByRole('form', { name: 'Cambiar la clave' })
    await change.getByLabel('Clave actual').fill('el tren sale tarde')
    await change.getByLabel('Clave nueva').fill('el colectivo no viene más')
    await change.getByRole('button', { name: 'Cambiar' }).click()
    await change.getByText('no es tu clave actual').waitFor()
    await change.getByLabel('Clave actual').fill('el tren sale a horario')
    await change.getByRole('button', { name: 'Cambiar' }).click()
    await change.getByText('Cambiaste la clave').waitFor()

    const other = await openAdminPage(browser, web.url)
    await logIn(other.page, 'dani', 'el colectivo no viene más')
    await openTab(other.page, 'Mi cuenta')
    await expect.poll(() => other.page.getByText('otro lugar').count()).toBe(1)
    await other.page.getByRole('button', { name: 'Cerrar todas mis sesiones' }).click()
    await other.page.getByRole('button', { name: 'Entrar' }).waitFor()
    await other.close()
    await page.reload()
    await page.getByRole('button', { name: 'Entrar' }).waitFor()
  })

  test('keeps what was typed when the session ends, and does what was asked after the login', async () => {
    await logIn(page)
    await page.getByLabel('Texto').fill('Sos IAMJus. Contestá en verso.')
    await web.admin.sessions.endAll(OPERATOR)
    await page.getByRole('button', { name: 'Publicar' }).click()
    await page.getByText('La sesión terminó').waitFor()
    expect(await page.getByLabel('Usuario').inputValue()).toBe(OPERATOR)
    await page.getByLabel('Clave', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('Publicada la versión 2').waitFor()
    expect(web.admin.prompts.published.text).toBe('Sos IAMJus. Contestá en verso.')
  })

  test('works by keyboard and fits a narrow screen', async () => {
    await page.setViewportSize({ width: 320, height: 568 })
    await page.getByLabel('Usuario').focus()
    await page.keyboard.type(OPERATOR)
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await inside()
    for (const name of ['Instrucciones', 'Mi cuenta']) {
      await openTab(page, name)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, name).toBeLessThanOrEqual(0)
    }
  })

  // The last: for a minute after it nobody enters from this address.
  test('tells who guesses how long to wait', async () => {
    const guess = { name: 'nadie', password: 'adivino' }
    for (let i = 0; i < 5; i++)
      await web.admin.logins.login({ ...guess, name: `nadie${i}` }, '127.0.0.1')
    await logIn(page)
    await alert(/^Hubo varios intentos fallidos\. Esperá \d+ segundos y probá de nuevo\.$/)
    expect(await page.getByLabel('Usuario').inputValue()).toBe(OPERATOR)
  })
})
