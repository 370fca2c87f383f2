import { describe, expect, test } from 'vitest'
import { noBrowser } from '../../../support/browser.ts'
import { say, sayAndRead, visitForEachTest } from '../../../support/page.ts'

describe.skipIf(noBrowser)('where the line is bad', () => {
  const { opened } = visitForEachTest()

  const prompts = () =>
    opened().page.evaluate(async () => {
      const { messages } = await (await fetch('/history')).json()
      return messages.map((message: { prompt: string }) => message.prompt)
    }) as Promise<string[]>

  test('what is written offline stays where it is, and is sent by whoever wrote it', async () => {
    const { page, context } = opened()
    await context.setOffline(true)
    await page.getByText('No tenés internet.').waitFor()
    await say(page, 'soy de Pilar')
    expect(await page.inputValue('#prompt')).toBe('soy de Pilar')
    expect(await page.locator('#log .mine').count()).toBe(0)
    await context.setOffline(false)
    await expect.poll(() => page.locator('#offline').innerText()).toBe('')
    await page.press('#prompt', 'Enter')
    await page.locator('#log [data-answer]').waitFor()
    expect(await prompts()).toEqual(['soy de Pilar'])
  })

  test('a message whose answer got lost is asked again, and was sent once', async () => {
    const { page } = opened()
    let lost = 0
    await page.route('**/generate', async route => {
      // It reaches the server; the answer reaches nobody.
      await route.fetch()
      lost++
      await route.abort()
    })
    await say(page, 'soy de Pilar')
    await page.getByText('No me llegó la respuesta.').waitFor()
    await page.getByRole('button', { name: 'Reintentar' }).click()
    await expect.poll(() => lost).toBe(2)
    await page.getByText('No me llegó la respuesta.').waitFor()
    await page.unroute('**/generate')
    await page.getByRole('button', { name: 'Reintentar' }).click()
    await page.locator('#log [data-answer]').waitFor()
    expect(await page.locator('#log .mine').count()).toBe(1)
    expect(await prompts()).toEqual(['soy de Pilar'])
  })

  test('a message that broke off is asked again by itself when the line is back', async () => {
    const { page, context } = opened()
    await page.route('**/generate', route => route.abort())
    await say(page, 'soy de Pilar')
    await page.getByText('No me llegó la respuesta.').waitFor()
    await page.unroute('**/generate')
    await context.setOffline(true)
    await page.getByText('No tenés internet.').waitFor()
    await context.setOffline(false)
    await page.locator('#log [data-answer]').waitFor()
    expect(await prompts()).toEqual(['soy de Pilar'])
  })

  test('a message that never left is found again on loading the page, and can be sent', async () => {
    const { page } = opened()
    await sayAndRead(page, 'hola')
    await page.route('**/generate', route => route.abort())
    await say(page, 'soy de Pilar')
    await page.getByText('No me llegó la respuesta.').waitFor()
    await page.reload()
    await page.getByText('Este mensaje no se envió.').waitFor()
    expect(await page.locator('#log .mine').allInnerTexts()).toEqual([
      expect.stringContaining('hola'),
      expect.stringContaining('soy de Pilar'),
    ])
    await page.unroute('**/generate')
    await page.getByRole('button', { name: 'Reintentar' }).click()
    await page.locator('#log [data-answer]').nth(1).waitFor()
    expect(await prompts()).toEqual(['hola', 'soy de Pilar'])
  })

  test('a message that failed can be sent after others, and is then the last', async () => {
    const { page } = opened()
    const again = page.getByRole('button', { name: 'Reintentar' })
    await page.route('**/generate', route => route.abort())
    for (const text of ['soy de Pilar', 'hola']) {
      await say(page, text)
      await page.getByText('No me llegó la respuesta.').waitFor()
    }
    expect(await again.count()).toBe(2)
    await page.unroute('**/generate')
    await sayAndRead(page, 'qué papeles llevo')
    await page.reload()
    await page.getByText('Este mensaje no se envió.').waitFor()
    expect(await page.locator('#log .mine').count()).toBe(3)
    await page.locator('#log .mine', { hasText: 'Pilar' }).locator(again).click()
    await page.locator('#log [data-answer]').nth(1).waitFor()
    expect(await prompts()).toEqual(['qué papeles llevo', 'soy de Pilar'])
    expect(await page.locator('#log .mine').last().innerText()).toContain('soy de Pilar')
    // The other one still can.
    expect(await again.count()).toBe(1)
    expect(await page.locator('#log .mine', { hasText: 'hola' }).locator(again).count()).toBe(1)
  })

  test('what is chosen without the line waits in the field, and covers nothing written', async () => {
    const { page, context } = opened()
    await context.setOffline(true)
    await page.getByText('No tenés internet.').waitFor()
    await page.getByRole('button', { name: 'Qué papeles llevo' }).click()
    expect(await page.inputValue('#prompt')).toBe('Qué papeles llevo')
    await page.fill('#prompt', 'soy de Pilar')
    await page.getByRole('button', { name: 'Dónde queda la oficina' }).click()
    expect(await page.inputValue('#prompt')).toBe('soy de Pilar')
  })

  test('the notice of the bad line is not under the button of the options', async () => {
    const { page, context } = opened()
    await page.setViewportSize({ width: 320, height: 568 })
    await context.setOffline(true)
    await page.getByText('No tenés internet.').waitFor()
    const [button, notice] = await Promise.all(
      ['#more', '#offline'].map(place => page.locator(place).boundingBox()),
    )
    expect((notice?.y ?? 0) + (notice?.height ?? 0)).toBeLessThanOrEqual(button?.y ?? 0)
  })

  test('the contact is found without the line by who has touched nothing before', async () => {
    const { page, context } = opened()
    await page.setViewportSize({ width: 320, height: 568 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await context.setOffline(true)
    await page.getByText('No tenés internet.').waitFor()
    await page.locator('#person').click()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('persona')
    const isInSight = () =>
      page.evaluate(() => {
        const title = document.getElementById('persona-title')
        const { left, top } = title?.getBoundingClientRect() ?? new DOMRect()
        return document.elementFromPoint(left + 5, top + 5) === title
      })
    await expect.poll(isInSight).toBe(true)
    await context.setOffline(false)
    await page.locator('#person').click()
    await page.locator('html.js #panel.open').waitFor()
  })

  test('on a dead line, waiting can be ended, and the message sent again', async () => {
    const { page } = opened()
    await page.route('**/generate', () => undefined)
    await page.route('**/stop', route => route.abort())
    await say(page, 'soy de Pilar')
    await page.getByRole('button', { name: 'Detener' }).click()
    await page.getByText('No me llegó la respuesta.').waitFor()
    await page.unroute('**/generate')
    await page.getByRole('button', { name: 'Reintentar' }).click()
    await page.locator('#log [data-answer]').waitFor()
    expect(await prompts()).toEqual(['soy de Pilar'])
  })

  test('who wrote by hand finds the office and the contact without the line, too', async () => {
    const { page, context } = opened()
    await sayAndRead(page, 'donde queda lo de tierras en merlo')
    await context.setOffline(true)
    await page.locator('#person').click()
    expect(await page.locator('#persona').innerText()).toContain('Escribanía General')
    await page.keyboard.press('Escape')
    expect(await page.locator('#log .office').innerText()).toContain('483-8272')
  })
})
