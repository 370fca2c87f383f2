import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import { firstLoad } from '../../../support/page-load.ts'
import { startWeb, type Web } from '../../../support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
})
afterAll(() => web.stop())

describe.skipIf(noBrowser)('the first load', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  test('is five requests to this server and at most 60 KB', async () => {
    const { requests, bytes } = await firstLoad(browser, web.url)
    expect(requests.map(url => url.replace(web.url, '')).sort()).toEqual([
      '/',
      '/ask.js',
      '/chat.js',
      '/markup.js',
      '/view.js',
    ])
    expect(bytes).toBeLessThanOrEqual(60_000)
  })
})

test.each(['/', '/chat.js'])('%s is compressed for whoever can read it so', async path => {
  const plain = await web.get(path, { 'accept-encoding': 'identity' })
  expect(plain.headers.get('content-encoding')).toBeNull()
  const packed = await web.get(path, { 'accept-encoding': 'gzip, br' })
  expect(packed.headers.get('content-encoding')).toBe('br')
  expect(packed.headers.get('vary')).toContain('accept-encoding')
  expect((await packed.text()).length).toBe((await plain.text()).length)
})

test('a stream of events is not compressed: it would be held back', async () => {
  const response = await web.post(
    '/generate',
    { prompt: 'hola' },
    { accept: 'text/event-stream', 'accept-encoding': 'br' },
  )
  expect(response.headers.get('content-encoding')).toBeNull()
  await response.text()
})
