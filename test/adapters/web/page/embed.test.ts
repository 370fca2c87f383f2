import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import { newChat, startWeb } from '../../../support/web.ts'

const SITE = 'https://www.gba.gob.ar'
const policyOf = (response: Response) => response.headers.get('content-security-policy') ?? ''

describe('the page in a frame', () => {
  test('is allowed to nobody where no site is named', async () => {
    const web = await startWeb()
    const response = await web.get('/?embed=1')
    expect(policyOf(response)).toContain("frame-ancestors 'none'")
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    await web.stop()
  })

  test('is allowed to the sites that are named, and only in its bare form', async () => {
    const web = await startWeb({ EMBED_ORIGINS: `${SITE} https://otro.gba.gob.ar` })
    const bare = await web.get('/?embed=1')
    expect(policyOf(bare)).toContain(`frame-ancestors ${SITE} https://otro.gba.gob.ar;`)
    expect(bare.headers.get('x-frame-options')).toBeNull()
    for (const path of ['/', '/config', '/history', '/?embed=0']) {
      const response = await web.get(path)
      expect(policyOf(response)).toContain("frame-ancestors 'none'")
      expect(response.headers.get('x-frame-options')).toBe('DENY')
    }
    await web.stop()
  })

  test('is allowed also what leads back to it after a form, and no form of the whole page', async () => {
    const web = await startWeb({ EMBED_ORIGINS: SITE })
    const chat = newChat()
    const send = (form: Record<string, string>) =>
      fetch(web.url, {
        method: 'POST',
        headers: { cookie: `iamjus_chat=${chat}` },
        body: new URLSearchParams({ prompt: 'hola', ...form }),
        redirect: 'manual',
      })
    const framed = await send({ embed: '1' })
    expect([framed.status, framed.headers.get('x-frame-options')]).toEqual([303, null])
    expect(policyOf(framed)).toContain(`frame-ancestors ${SITE};`)
    const alone = await send({})
    expect([alone.status, alone.headers.get('x-frame-options')]).toEqual([303, 'DENY'])
    await web.stop()
  })

  test('has over https a cookie of its own in each site', async () => {
    const web = await startWeb({ EMBED_ORIGINS: SITE, TRUST_PROXY: '127.0.0.1' })
    const https = { 'x-forwarded-proto': 'https' }
    const cookie = async (path: string) => (await web.get(path, https)).headers.get('set-cookie')
    expect(await cookie('/?embed=1')).toMatch(/HttpOnly; Secure; Partitioned; SameSite=None$/)
    expect(await cookie('/')).toMatch(/HttpOnly; Secure; SameSite=Lax$/)
    await web.stop()
  })
})

describe.skipIf(noBrowser)('a person on the page of another site', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  /** A site of another name, with the chat in a frame. */
  const startSite = async (chat: () => string) => {
    const server = createServer((_request, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(`<iframe src="${chat()}/?embed=1" width="340" height="600"></iframe>`),
    )
    server.listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    return { url: `http://localhost:${port}`, stop: () => server.close() }
  }

  test('talks without any cookie, and is remembered from one message to the next', async () => {
    let chat = ''
    const site = await startSite(() => chat)
    const web = await startWeb({ EMBED_ORIGINS: site.url })
    chat = web.url
    const page = await browser.newPage()
    await page.goto(site.url)
    const frame = page.frameLocator('iframe')
    await frame.locator('html.js.embed').waitFor()
    expect(await frame.locator('header').isVisible()).toBe(false)
    await frame.locator('#prompt').fill('soy de Merlo')
    await frame.locator('#prompt').press('Enter')
    await frame.locator('#log [data-answer]').waitFor()
    await frame.locator('#prompt').fill('¿dónde queda?')
    await frame.locator('#prompt').press('Enter')
    await frame.locator('#log [data-answer]').nth(1).waitFor()
    expect(await frame.locator('#log [data-answer]').nth(1).innerText()).toContain('Merlo')
    await page.close()
    await web.stop()
    site.stop()
  })

  test('sees nothing where the site is not named', async () => {
    let chat = ''
    const site = await startSite(() => chat)
    const web = await startWeb({ EMBED_ORIGINS: SITE })
    chat = web.url
    const page = await browser.newPage()
    const refused = page.waitForEvent('console', message => /frame-ancestors/.test(message.text()))
    await page.goto(site.url)
    await refused
    expect(await page.frameLocator('iframe').locator('#prompt').count()).toBe(0)
    await page.close()
    await web.stop()
    site.stop()
  })
})
