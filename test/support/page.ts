import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { complaintsOf, openBrowser } from './browser.ts'
import { type OllamaOptions, startOllama } from './ollama.ts'
import { startWeb, type Web } from './web.ts'

/** The chat page as a new visitor sees it. */
export const openChatPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  const complaints = complaintsOf(page)
  await page.goto(url)
  if (options.javaScriptEnabled !== false) await page.waitForSelector('html.js')
  return { page, context, complaints, close: () => context.close() }
}

/** One browser and one service for the tests of a file; each test is a new visitor's. */
export const visitForEachTest = () => {
  let browser: Browser
  let web: Web
  let opened: Awaited<ReturnType<typeof openChatPage>>
  beforeAll(async () => {
    browser = await openBrowser()
    web = await startWeb()
  })
  afterAll(async () => {
    await browser.close()
    await web.stop()
  })
  beforeEach(async () => {
    opened = await openChatPage(browser, web.url)
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened.close()
  })
  return { web: () => web, opened: () => opened }
}

/** Says something as a person does; does not wait for the answer. */
export const say = async (page: Page, text: string) => {
  await page.fill('#prompt', text)
  await page.press('#prompt', 'Enter')
}

/** Says something and gives the words of the answer. */
export const sayAndRead = async (page: Page, text: string) => {
  const answers = await page.locator('#log .theirs').count()
  await say(page, text)
  const answer = page.locator('#log .theirs').nth(answers)
  await answer.waitFor()
  return answer.innerText()
}

export { HARD_QUESTION } from './hard-question.ts'

/** The whole service over a model that writes like this. */
export const startWritten = async (options: OllamaOptions) => {
  const ollama = await startOllama(options)
  const web = await startWeb({ OLLAMA_ENDPOINT_1: ollama.url })
  return {
    ...web,
    ollama,
    stop: async () => {
      await web.stop()
      await ollama.stop()
    },
  }
}
