import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from '../../../support/axe.ts'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import {
  HARD_QUESTION,
  openChatPage,
  say,
  sayAndRead,
  startWritten,
} from '../../../support/page.ts'

const SENTENCE = 'Para ese trámite conviene llevar el documento.'
const ENDLESS = Array.from({ length: 80 }, () => SENTENCE).join(' ')

describe.skipIf(noBrowser)('the chat page', () => {
  let browser: Browser
  let written: Awaited<ReturnType<typeof startWritten>>
  let close = async () => {}
  beforeAll(async () => {
    browser = await openBrowser()
    written = await startWritten({ reply: ENDLESS, tokenMs: 50, slots: 4 })
  })
  afterAll(async () => {
    await browser.close()
    await written.stop()
  })
  afterEach(() => close())

  const open = async (options: BrowserContextOptions = {}) => {
    const opened = await openChatPage(browser, written.url, { reducedMotion: 'reduce', ...options })
    close = opened.close
    return opened
  }

  const MERLO = 'donde queda lo de tierras en merlo y que papeles llevo'
  const SIZES = { phone: { width: 320, height: 640 }, desktop: { width: 1280, height: 800 } }

  test.each([
    ['light', 'phone'],
    ['light', 'desktop'],
    ['dark', 'phone'],
    ['dark', 'desktop'],
  ] as const)('has nothing that axe objects to, %s, on a %s', async (colorScheme, size) => {
    const { page, context } = await open({ colorScheme, viewport: SIZES[size] })
    expect(await violationsOf(page), 'empty').toEqual([])
    await sayAndRead(page, MERLO)
    await page.getByRole('button', { name: 'No, no me sirvió' }).click()
    await page.locator('#reason').waitFor()
    expect(await violationsOf(page), 'conversation').toEqual([])
    if (size === 'phone') {
      await page.getByRole('button', { name: 'Opciones' }).click()
      for (const more of await page.locator('summary').all()) await more.click()
      expect(await violationsOf(page), 'options').toEqual([])
      await page.keyboard.press('Escape')
    }
    await say(page, HARD_QUESTION)
    await page.locator('main > .message').getByText(SENTENCE).first().waitFor()
    expect(await violationsOf(page), 'streaming').toEqual([])
    await page.getByRole('button', { name: 'Detener' }).click()
    await page.locator('#log [data-answer]').nth(1).waitFor()
    await page.route('**/generate', route => route.abort())
    await say(page, 'soy de Pilar')
    await page.getByRole('button', { name: 'Reintentar' }).waitFor()
    expect(await violationsOf(page), 'error').toEqual([])
    await context.setOffline(true)
    await page.getByText('No tenés internet.').waitFor()
    expect(await violationsOf(page), 'offline').toEqual([])
  })

  /** What has the focus, and whether a person sees it. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const has = document.activeElement
      if (!has || has === document.body) return { name: 'body', isSeen: false }
      const { left, right, top, bottom } = has.getBoundingClientRect()
      const points = [0.1, 0.5, 0.9].flatMap(x =>
        [0.1, 0.5, 0.9].map(y => [left + x * (right - left), top + y * (bottom - top)] as const),
      )
      const isSeen = points.some(([x, y]) => {
        const hit = document.elementFromPoint(x, y)
        return hit !== null && (has.contains(hit) || hit.contains(has))
      })
      return { name: has.id || (has.textContent ?? '').trim(), isSeen }
    })

  test.each([
    ['320×256', { width: 320, height: 256 }],
    ['320×640', SIZES.phone],
    ['1280×800', SIZES.desktop],
  ])('at %s scrolls one way only, and shows all that gets the focus', async (_, viewport) => {
    const { page } = await open({ viewport })
    await sayAndRead(page, MERLO)
    const wide = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      )
    expect(await wide()).toBe(false)
    await page.locator('#log').focus()
    const names = []
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab')
      const { name, isSeen } = await focused(page)
      if (name === 'body') break
      names.push(name)
      expect(isSeen, name).toBe(true)
    }
    expect(names).toEqual(
      expect.arrayContaining(['Ver en el mapa', '(0220) 483-8272', 'Para qué sirve', 'prompt']),
    )
  })

  test('leaves room to read on a low screen', async () => {
    const { page } = await open({ viewport: { width: 320, height: 256 } })
    await sayAndRead(page, MERLO)
    const sticky = await page.evaluate(() =>
      ['header', 'footer'].map(
        name => getComputedStyle(document.querySelector(name) ?? document.body).position,
      ),
    )
    expect(sticky).toEqual(['static', 'static'])
  })

  test('is used with the keyboard alone, and the focus is never lost', async () => {
    const { page } = await open({ viewport: SIZES.phone })
    const has = () => page.evaluate(() => document.activeElement?.id ?? '')
    await page.keyboard.press('Tab')
    expect(await has()).toBe('person')
    await page.keyboard.press('Enter')
    await page.locator('#panel.open').waitFor()
    expect(await has()).toBe('persona')
    await page.keyboard.press('Escape')
    expect(await page.locator('#panel').isVisible()).toBe(false)
    expect(await has()).toBe('more')
    await page.keyboard.press('Enter')
    expect(await has()).toBe('close')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('#log [data-answer]').waitFor()
    expect(await page.locator('#log .mine').innerText()).toContain('¿Dónde queda la oficina?')
    expect(await has()).toBe('prompt')
    await page.keyboard.type('Merlo')
    await page.keyboard.press('Enter')
    await page.locator('#log .office').waitFor()
    expect(await has()).toBe('prompt')
    await page.locator('#log .office .copy').focus()
    await page.keyboard.press('Enter')
    expect(await focused(page)).toMatchObject({ isSeen: true })
    await page.locator('#more').focus()
    await page.keyboard.press('Enter')
    await page.locator('#close').waitFor()
    for (let i = 0; (await has()) !== 'more' && i < 40; i++) await page.keyboard.press('Tab')
    expect(await page.locator('#panel').isVisible()).toBe(false)
  })

  test('moves nothing for who asks for less motion', async () => {
    const { page } = await open()
    await sayAndRead(page, 'hola')
    const motion = await page.evaluate(() => [
      getComputedStyle(document.documentElement).scrollBehavior,
      document.getAnimations().length,
    ])
    expect(motion).toEqual(['auto', 0])
  })

  test('cuts nothing off with letters twice as large and far apart', async () => {
    const { page } = await open({ viewport: { width: 640, height: 800 } })
    await sayAndRead(page, MERLO)
    await page.evaluate(() => {
      const style = document.documentElement.style
      style.fontSize = '200%'
      style.letterSpacing = '0.12em'
      style.wordSpacing = '0.16em'
      style.lineHeight = '1.5'
    })
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, p, li, h1, h2')]
        .filter(one => one.getClientRects().length > 0 && !one.closest('.unseen'))
        .filter(
          one =>
            one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline',
        )
        .map(one => one.textContent),
    )
    expect(cut).toEqual([])
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      ),
    ).toBe(false)
  })

  test('keeps its edges where the colours are the person’s own', async () => {
    const { page } = await open({ forcedColors: 'active' })
    await sayAndRead(page, MERLO)
    const edges = await page.evaluate(() =>
      ['.message', '.office', '#send', '#more', '#prompt'].map(
        name => getComputedStyle(document.querySelector(name) ?? document.body).borderTopStyle,
      ),
    )
    expect(edges).toEqual(Array(5).fill('solid'))
  })

  test('prints the conversation and nothing else', async () => {
    const { page } = await open()
    await sayAndRead(page, MERLO)
    // Whoever has chosen dark colours prints in dark on light, too.
    await page.getByRole('button', { name: 'Opciones' }).click()
    await page.getByRole('button', { name: 'Modo claro u oscuro' }).click()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const seen = async (name: string) => page.locator(name).first().isVisible()
    for (const name of ['#log .mine', '#log .theirs', '#log .office', 'h1'])
      expect(await seen(name), name).toBe(true)
    for (const name of ['footer', '#panel', '#opinion', '#choices', '.copy', '#person'])
      expect(await seen(name), name).toBe(false)
    const colours = await page.evaluate(() => {
      const { color } = getComputedStyle(document.querySelector('.message') ?? document.body)
      return [color, getComputedStyle(document.documentElement).colorScheme]
    })
    expect(colours).toEqual(['rgb(0, 0, 0)', 'light'])
  })
})
