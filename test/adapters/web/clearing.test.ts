import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { startOllama } from '../../support/ollama.ts'
import { until } from '../../support/ollama-caller.ts'
import { startWeb } from '../../support/web.ts'

const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium'
const QUESTION = 'tengo una duda con el medidor de la casa que compartimos con mi cuñada'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** The page in a browser, over a model that never says a word. */
const openPage = async () => {
  const ollama = await startOllama({ firstTokenMs: 60_000 })
  closing.push(ollama.stop)
  const web = await startWeb({ OLLAMA_ENDPOINT_1: ollama.url })
  closing.push(web.stop)
  const args = ['--no-sandbox']
  const browser = await chromium.launch({ executablePath: BROWSER, args })
  closing.push(() => browser.close())
  const page = await browser.newPage()
  await page.goto(web.url)
  return { page, ollama }
}

test.skipIf(!existsSync(BROWSER))(
  'a chat is cleared at once while a model writes, and the model is free again',
  async () => {
    const { page, ollama } = await openPage()
    await page.fill('#prompt', QUESTION)
    await page.press('#prompt', 'Enter')
    await until(() => expect(ollama.counters.active).toBe(1))
    await page.click('#clear')
    // Sooner than the model would be given up because it says nothing.
    const cleared = page.waitForResponse(/\/clear$/, { timeout: 7000 })
    await page.click('#confirm [value=yes]')
    expect((await cleared).status()).toBe(200)
    await until(() => expect(ollama.counters).toMatchObject({ active: 0, aborted: 1 }))
    await page.waitForFunction(() => document.getElementById('send')?.ariaDisabled === 'false')
    expect(await page.textContent('#log')).not.toContain('medidor')
    expect(await page.textContent('#problem')).toBe('')
  },
)
