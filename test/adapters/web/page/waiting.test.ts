import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import { until } from '../../../support/ollama-caller.ts'
import { HARD_QUESTION, openChatPage, say, startWritten } from '../../../support/page.ts'

const FIRST = 'Para ese trámite conviene llevar el documento.'
const SECOND = 'También sirve una boleta de la luz.'
const saying = (times: number) => [FIRST, ...Array.from({ length: times }, () => SECOND)].join(' ')
/** Does not end while the test lasts, unless it is stopped. */
const ENDLESS = saying(60)
/** Long enough to do something while it is written. */
const LONG = saying(12)

describe.skipIf(noBrowser)('while a model writes', () => {
  let browser: Browser
  let written: Awaited<ReturnType<typeof startWritten>>
  let opened: Awaited<ReturnType<typeof openChatPage>>
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    written = await startWritten({ reply: ENDLESS, tokenMs: 50 })
    opened = await openChatPage(browser, written.url)
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened.close()
    await written.stop()
  })

  const draft = (page: Page) => page.locator('main > .message')
  const answers = (page: Page) => page.locator('#log [data-answer]')

  test('its sentences are seen as they come, and the log gets the whole once', async () => {
    const { page } = opened
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(window, { seen })
      const log = document.getElementById('log')
      const watch = new MutationObserver(changes => {
        for (const { addedNodes } of changes) seen.push(addedNodes.length)
      })
      if (log) watch.observe(log, { childList: true, subtree: true, characterData: true })
    })
    const changes = () => page.evaluate(() => (window as unknown as { seen: number[] }).seen)
    written.ollama.reply(LONG)
    await say(page, HARD_QUESTION)
    await draft(page).getByText(FIRST).waitFor()
    expect(await draft(page).getAttribute('aria-hidden')).toBe('true')
    expect(await page.locator('#typing').innerText()).toBe('IAMJus está escribiendo…')
    // The question, and nothing since.
    expect(await changes()).toEqual([1])
    await answers(page).waitFor()
    expect(await changes()).toEqual([1, 1])
    expect(await draft(page).count()).toBe(0)
    expect(await answers(page).innerText()).toContain(LONG)
    expect(await page.locator('#typing').innerText()).toBe('')
  })

  test('it can be stopped: what was seen stays, and the model is free', async () => {
    const { page } = opened
    await say(page, HARD_QUESTION)
    await draft(page).getByText(FIRST).waitFor()
    await page.getByRole('button', { name: 'Detener' }).click()
    await answers(page).waitFor()
    const text = await answers(page).innerText()
    expect(text).toContain(FIRST)
    expect(text).toContain('No pude terminar de contarte')
    expect(written.ollama.counters).toMatchObject({ active: 0, aborted: 1, served: 0 })
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('prompt')
  })

  test('the page can be loaded again: the same answer goes on, once', async () => {
    const { page } = opened
    await say(page, HARD_QUESTION)
    await draft(page).getByText(FIRST).waitFor()
    await page.reload()
    await draft(page).getByText(FIRST).waitFor()
    await page.getByRole('button', { name: 'Detener' }).click()
    await answers(page).waitFor()
    expect(await answers(page).innerText()).toContain(FIRST)
    expect(await page.locator('#log .mine').count()).toBe(1)
    expect(written.ollama.counters).toMatchObject({ chats: 1, aborted: 1 })
  })

  test('the page can be closed: the answer is there when it is opened', async () => {
    const { page, context } = opened
    written.ollama.reply(LONG)
    await say(page, HARD_QUESTION)
    await draft(page).getByText(FIRST).waitFor()
    await page.close()
    await expect
      .poll(() => written.ollama.counters, { timeout: 15_000 })
      .toMatchObject({ active: 0, served: 1 })
    const again = await context.newPage()
    await again.goto(written.url)
    expect(await answers(again).innerText()).toContain(LONG)
    expect(await again.locator('#log .mine').count()).toBe(1)
    expect(written.ollama.counters.chats).toBe(1)
  })

  test('the conversation can be cleared at once, and the model is free', async () => {
    const { page } = opened
    await say(page, HARD_QUESTION)
    await draft(page).getByText(FIRST).waitFor()
    await page.getByRole('button', { name: 'Opciones' }).click()
    await page.locator('summary', { hasText: 'Borrar' }).click()
    await page.getByRole('button', { name: 'Sí, borrar' }).click()
    await page.getByRole('button', { name: 'Dónde queda la oficina' }).waitFor()
    await until(() =>
      expect(written.ollama.counters).toMatchObject({ active: 0, aborted: 1, served: 0 }),
    )
    expect(await page.locator('main').innerText()).not.toContain('medidor')
    expect(await page.locator('#problem').innerText()).toBe('')
    await page.reload()
    expect(await page.locator('main').innerText()).not.toContain('medidor')
  })

  test('what is chosen meanwhile waits in the field', async () => {
    const { page } = opened
    await say(page, HARD_QUESTION)
    await draft(page).getByText(FIRST).waitFor()
    await page.getByRole('button', { name: 'Opciones' }).click()
    await page.getByRole('button', { name: 'Requisitos' }).click()
    expect(await page.inputValue('#prompt')).toBe('¿Qué papeles llevo?')
    expect(await page.locator('#log .mine').count()).toBe(1)
  })

  test('what is typed meanwhile waits in its field', async () => {
    const { page } = opened
    await say(page, HARD_QUESTION)
    await draft(page).getByText(FIRST).waitFor()
    await page.fill('#prompt', 'y otra cosa')
    await page.press('#prompt', 'Enter')
    await page.getByRole('button', { name: 'Opciones' }).click()
    await page.getByRole('button', { name: 'Requisitos' }).click()
    await page.getByRole('button', { name: 'Detener' }).click()
    await answers(page).waitFor()
    expect(await page.inputValue('#prompt')).toBe('y otra cosa')
    expect(await page.locator('#log .mine').count()).toBe(1)
  })
})
