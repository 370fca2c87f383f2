import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChannelState } from '../../../../adapters/web/admin/state-routes.ts'
import { OPERATOR, PASSWORD, startAdmin } from '../../../support/admin.ts'
import { logIn, openAdminPage, openTab } from '../../../support/admin-page.ts'
import { violationsOf } from '../../../support/axe.ts'
import { complaintsOf, noBrowser, openBrowser } from '../../../support/browser.ts'
import { newChat, type Web } from '../../../support/web.ts'

// A browser takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const LINKED: ChannelState = {
  channel: 'whatsapp',
  status: { state: 'ready', since: new Date(), detail: 'vinculado' },
}
const UNLINKED: ChannelState = {
  channel: 'whatsapp',
  status: { state: 'needs-login', since: new Date(), detail: 'Escaneá el QR' },
  qr: 'lo que lee el teléfono',
}
/** The sections, and what is there once they are drawn. */
const LOADED = {
  'Lo que no se entendió': 'qwerty zxcvb',
  Números: 'De cada cien mensajes',
  Estado: 'Escaneá el QR',
  'Quién hizo qué': 'cambiar aviso',
}
/** How often the page asks how things are. */
const EVERY_MS = 5000

describe.skipIf(noBrowser)('what operators watch, in a browser', () => {
  let browser: Browser
  let web: Web
  let whatsapp = LINKED
  let opened: Awaited<ReturnType<typeof openAdminPage>>
  let page: Page
  let complaints: string[]
  beforeAll(async () => {
    ;[browser, web] = await Promise.all([
      openBrowser(),
      startAdmin({}, { channels: () => [whatsapp] }),
    ])
    const chat = newChat()
    await web.ask({ session_id: newChat(), prompt: 'qwerty zxcvb' })
    for (const prompt of ['¿qué papeles llevo?', '=asdf lkjh'])
      await web.ask({ session_id: chat, prompt })
    const rated = { session_id: newChat(), message_id: 'm1' }
    await web.ask({ ...rated, prompt: '¿dónde queda en Quilmes?' })
    await web.post('/feedback', { ...rated, verdict: 'down', reason: 'no atiende nadie' })
    opened = await openAdminPage(browser, web.url)
    await logIn(opened.page)
    await opened.page.getByRole('link', { name: 'Estado' }).waitFor()
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), web?.stop()])
  })
  beforeEach(async () => {
    whatsapp = LINKED
    page = await opened.page.context().newPage()
    complaints = complaintsOf(page)
    await page.goto(`${web.url}/config`)
  })
  afterEach(async () => {
    expect(complaints).toEqual([])
    await page.close()
    await web.admin.settings.open('web', '', OPERATOR)
    await web.admin.settings.setBanner('', undefined, OPERATOR)
  })

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const cards = () => page.locator('ul.bare > li')

  describe('what was not understood', () => {
    beforeEach(async () => {
      await openTab(page, 'Lo que no se entendió')
      await cards().first().waitFor()
    })

    test('is read, marked as seen and unmarked', async () => {
      expect(await cards().locator('blockquote').allTextContents()).toEqual([
        '¿dónde queda en Quilmes?',
        '=asdf lkjh',
        'qwerty zxcvb',
      ])
      const card = cards().filter({ hasText: 'qwerty zxcvb' })
      await card.getByRole('button', { name: 'Marcar como visto' }).click()
      await card.getByText(`Visto por ${OPERATOR}`).waitFor()
      await press('Buscar')
      await expect.poll(() => cards().count()).toBe(2)
      await page.getByLabel('Cuáles').selectOption('Vistos')
      await press('Buscar')
      await card.getByRole('button', { name: 'Deshacer' }).click()
      await card.getByRole('button', { name: 'Marcar como visto' }).waitFor()
    })

    test('shows what a person said of an answer, and the answer', async () => {
      const card = cards().filter({ hasText: 'no le sirvió' })
      expect(await card.textContent()).toContain('no atiende nadie')
      await card.getByText('Qué se le contestó').click()
      expect(await card.locator('.plain').first().isVisible()).toBe(true)
    })

    test('shows what was said before', async () => {
      const card = cards().filter({ hasText: '=asdf lkjh' })
      await card.getByText('Qué se había dicho antes').click()
      await card.getByText('¿qué papeles llevo?').waitFor()
    })

    test('is narrowed to a municipio, and says when nothing is left', async () => {
      await page.getByLabel('Municipio').fill('quilmes')
      await press('Buscar')
      await expect.poll(() => cards().count()).toBe(1)
      await page.getByLabel('Canal').selectOption('Telegram')
      await press('Buscar')
      await page.getByText('No hay nada con ese filtro.').waitFor()
    })

    test('is taken away as a file that runs nothing', async () => {
      const waiting = page.waitForEvent('download')
      await press('Descargar CSV')
      const download = await waiting
      const file = await readFile(await download.path(), 'utf8')
      const lines = parse(file, { bom: true, columns: true, delimiter: ';' }) as {
        mensaje: string
      }[]
      expect(lines.map(line => line.mensaje)).toContain("'=asdf lkjh")
    })
  })

  describe.each(['light', 'dark'] as const)('in the %s theme', colorScheme => {
    test.each([1280, 320])('every section is for everybody, %i pixels wide', async width => {
      whatsapp = UNLINKED
      await web.admin.settings.setBanner('El 24 no atendemos.', undefined, OPERATOR)
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      for (const [name, sign] of Object.entries(LOADED)) {
        await openTab(page, name)
        await page.getByText(sign).first().waitFor()
        expect(await violationsOf(page), name).toEqual([])
        const beyond = () => document.documentElement.scrollWidth - innerWidth
        expect(await page.evaluate(beyond), name).toBeLessThanOrEqual(0)
      }
      await openTab(page, 'Estado')
      await press('Apagar WhatsApp…')
      await page.getByRole('dialog').waitFor()
      expect(await violationsOf(page)).toEqual([])
    })
  })

  test('the figures are shown as tables and drawn, for the period that is chosen', async () => {
    await openTab(page, 'Números')
    await page.getByRole('img', { name: /^Mensajes por día: 4 en total/ }).waitFor()
    const municipios = page.getByRole('table', { name: 'Municipios' })
    expect(await municipios.textContent()).toContain('Quilmes')
    expect(await page.locator('.chart rect').count()).toBe(7)
    await page.getByLabel('Período').selectOption('Últimos 30 días')
    await expect.poll(() => page.locator('.chart rect').count()).toBe(30)
  })

  test('the QR appears when there is one to scan, and goes when the phone is linked', async () => {
    await page.clock.install()
    await openTab(page, 'Estado')
    await page.getByText('vinculado', { exact: true }).waitFor()
    const qr = page.getByRole('img', { name: 'Código QR para vincular el teléfono' })
    expect(await qr.count()).toBe(0)
    whatsapp = UNLINKED
    await page.clock.runFor(EVERY_MS)
    await qr.waitFor()
    whatsapp = LINKED
    await page.clock.runFor(EVERY_MS)
    await qr.waitFor({ state: 'detached' })
  })

  test('the QR goes when the session has ended, and the login comes', async () => {
    await web.admin.operators.add('beto', PASSWORD)
    const other = await openAdminPage(browser, web.url)
    await logIn(other.page, 'beto')
    await other.page.clock.install()
    whatsapp = UNLINKED
    await openTab(other.page, 'Estado')
    const qr = other.page.getByRole('img', { name: 'Código QR para vincular el teléfono' })
    await qr.waitFor()
    await web.admin.sessions.endAll('beto')
    await other.page.clock.runFor(EVERY_MS)
    await other.page.getByText('La sesión terminó').waitFor()
    expect(await qr.isVisible()).toBe(false)
    await other.close()
  })

  test('a channel is switched off with a reason, citizens are told, and it is switched on', async () => {
    await openTab(page, 'Estado')
    await press('Apagar Página web…')
    const dialog = page.getByRole('dialog', { name: '¿Apagar Página web?' })
    await dialog.getByLabel('Por qué').fill('datos en revisión')
    await dialog.getByRole('button', { name: 'Apagar' }).click()
    await page.getByText('Motivo: datos en revisión').waitFor()
    expect(await page.getByText('Página web: está apagado y no contesta.').isVisible()).toBe(true)

    const citizen = await page.context().newPage()
    await citizen.goto(web.url)
    const notice = citizen.getByText('no está atendiendo')
    await notice.waitFor()
    await citizen.getByLabel('Escribí tu mensaje').fill('¿dónde queda en Merlo?')
    await citizen.getByRole('button', { name: 'Enviar' }).click()
    await notice.nth(1).waitFor()
    await citizen.close()

    await press('Prender Página web')
    await page.getByText('Página web contesta de nuevo.').waitFor()
    expect(web.admin.settings.closed('web')).toBeUndefined()
  })

  test('what is being typed and where one is are left alone while the page looks again', async () => {
    await page.clock.install()
    await openTab(page, 'Estado')
    await page.getByLabel('Aviso nuevo').fill('El 24')
    const focused = page.getByRole('button', { name: 'Apagar WhatsApp…' })
    await focused.focus()
    whatsapp = UNLINKED
    await page.clock.runFor(EVERY_MS)
    await page.getByText('Escaneá el QR').waitFor()
    expect(await page.getByLabel('Aviso nuevo').inputValue()).toBe('El 24')
    expect(await focused.evaluate(node => node === document.activeElement)).toBe(true)
  })

  test('the banner is put up and taken down', async () => {
    await openTab(page, 'Estado')
    await page.getByLabel('Aviso nuevo').fill('El 24 no atendemos.')
    await press('Mostrar')
    await page.getByText('Ya se muestra.').waitFor()
    const citizen = await page.context().newPage()
    await citizen.goto(web.url)
    await citizen.getByText('El 24 no atendemos.').waitFor()
    await citizen.close()
    await press('Quitar el aviso')
    await page.getByText('No hay ningún aviso.').waitFor()
    expect(web.admin.settings.notice()).toBeUndefined()
  })

  test('who did what is listed, and can be narrowed to a person', async () => {
    await web.admin.audit.record({ user: 'carla', action: 'publicar-datos', detail: '3 cambios' })
    await openTab(page, 'Quién hizo qué')
    const rows = page.locator('tbody tr')
    await rows.filter({ hasText: 'publicar datos' }).waitFor()
    await page.getByLabel('Usuario', { exact: true }).last().fill('carla')
    await press('Buscar')
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.textContent()).toContain('3 cambios')
  })
})
