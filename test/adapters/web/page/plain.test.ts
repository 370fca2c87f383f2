import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import { openChatPage } from '../../../support/page.ts'
import { newChat, startWeb, type Web } from '../../../support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
})
afterAll(() => web.stop())

const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(web.url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  })
const cookieOf = (chat: string) => ({ cookie: `iamjus_chat=${chat}` })
const prompts = async (chat: string) => (await web.history(chat)).map(({ prompt }) => prompt)

describe.skipIf(noBrowser)('without JavaScript', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  test('a person asks, chooses, finds a contact and clears the conversation', async () => {
    const { page, complaints, close } = await openChatPage(browser, web.url, {
      javaScriptEnabled: false,
    })
    await page.fill('#prompt', 'donde queda lo de tierras en merlo <b>ya</b>')
    await page.getByRole('button', { name: 'Enviar' }).click()
    const office = page.locator('#log .office')
    await office.waitFor()
    expect(new URL(page.url()).hash).toBe('#ultimo')
    expect(await page.locator('#log .mine').innerText()).toContain('merlo <b>ya</b>')
    expect(await office.locator('a[href^="tel:"]').count()).toBe(1)
    await page.getByRole('button', { name: 'Qué papeles llevo' }).click()
    await page.locator('#log .mine').nth(1).waitFor()
    expect(await page.locator('#log .theirs').nth(2).innerText()).toContain('DNI')
    expect(await page.locator('#persona').innerText()).toContain('Escribanía General')
    for (const name of ['Copiar datos', 'Imprimir', 'Opciones'])
      expect(await page.getByRole('button', { name }).count()).toBe(0)
    await page.locator('summary', { hasText: 'Borrar' }).click()
    await page.getByRole('button', { name: 'Sí, borrar' }).click()
    await page.locator('#log .mine').first().waitFor({ state: 'detached' })
    expect(await page.locator('#log .message').count()).toBe(1)
    expect(complaints).toEqual([])
    await close()
  })
})

describe('a form of the page', () => {
  test('sent twice, or loaded again, is one message', async () => {
    const chat = newChat()
    const form = { prompt: 'soy de Merlo', message_id: 'm1' }
    const [first, second] = await Promise.all([
      post(form, cookieOf(chat)),
      post(form, cookieOf(chat)),
    ])
    expect([first?.status, second?.status]).toEqual([303, 303])
    expect(first?.headers.get('location')).toBe('/#ultimo')
    expect(await prompts(chat)).toEqual(['soy de Merlo'])
  })

  test('with other words is another message, also where the browser had gone back to it', async () => {
    const chat = newChat()
    for (const prompt of ['soy de Merlo', 'qué papeles llevo'])
      await post({ prompt, message_id: 'm1' }, cookieOf(chat))
    expect(await prompts(chat)).toEqual(['soy de Merlo', 'qué papeles llevo'])
  })

  test.each([{}, { embed: '1' }])(
    'is answered at once where there are no cookies, and the page knows its chat: %o',
    async more => {
      const chat = newChat()
      const response = await post({ prompt: 'soy de Merlo', session_id: chat, ...more })
      expect(response.status).toBe(200)
      const html = await response.text()
      expect(html).toContain('soy de Merlo')
      expect(html).toContain(`<input type="hidden" name="session_id" value="${chat}">`)
    },
  )

  test('without words says nothing', async () => {
    const chat = newChat()
    expect((await post({ prompt: '   ' }, cookieOf(chat))).status).toBe(303)
    expect(await prompts(chat)).toEqual([])
  })

  test.each(['cross-site', 'same-site'])(
    'of a %s page is refused, and says nothing in the name of who is here',
    async site => {
      const chat = newChat()
      const headers = { ...cookieOf(chat), 'sec-fetch-site': site }
      const response = await post({ prompt: 'soy de Merlo' }, headers)
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('El pedido vino de otro sitio.')
      expect(await prompts(chat)).toEqual([])
    },
  )

  test('that cannot be taken gives back what was written, on a page', async () => {
    const prompt = `${'a'.repeat(40_001)}<`
    const response = await post({ prompt }, cookieOf(newChat()))
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const html = await response.text()
    expect(html).toContain('se espera un texto de 1 a 40000 letras')
    expect(html).toContain(`${'a'.repeat(40_001)}&lt;</textarea>`)
  })

  test('is taken nowhere else', async () => {
    const response = await fetch(`${web.url}/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'prompt=hola',
    })
    expect(response.status).toBe(415)
  })
})
