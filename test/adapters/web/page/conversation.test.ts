import { describe, expect, test } from 'vitest'
import { noBrowser } from '../../../support/browser.ts'
import { say, sayAndRead, visitForEachTest } from '../../../support/page.ts'

describe.skipIf(noBrowser)('a person on the chat page', () => {
  const { opened, web } = visitForEachTest()

  const history = () =>
    opened().page.evaluate(async () => (await fetch('/history')).json()) as Promise<{
      messages: { prompt: string; verdict?: string }[]
    }>
  const prompts = async () => (await history()).messages.map(({ prompt }) => prompt)

  test('asks and finds the office with what it takes to get there', async () => {
    const { page } = opened()
    const answer = await sayAndRead(page, 'donde queda lo de tierras en merlo')
    expect(answer).toContain('Subsecretaría de Tierras')
    const office = page.locator('#log .office')
    const links = await office
      .locator('a')
      .evaluateAll(found => found.map(link => link.getAttribute('href') ?? ''))
    expect(links).toEqual([
      expect.stringMatching(
        /^https:\/\/www\.google\.com\/maps\/search\/\?api=1&query=Libertad%20843.*Merlo/,
      ),
      'tel:02204838272',
    ])
  })

  test('writes several lines, and sends with Enter', async () => {
    const { page } = opened()
    const before = await page.locator('#prompt').evaluate(field => field.clientHeight)
    await page.locator('#prompt').pressSequentially('hola')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.press('Shift+Enter')
    const grown = await page.locator('#prompt').evaluate(field => field.clientHeight)
    expect(grown).toBeGreaterThan(before)
    await page.keyboard.type('soy de Pilar')
    await page.keyboard.press('Enter')
    await page.locator('#log [data-answer]').waitFor()
    expect(await page.inputValue('#prompt')).toBe('')
    expect(await prompts()).toEqual(['hola\n\nsoy de Pilar'])
  })

  test('goes on with the choices of an answer, and with those that are always there', async () => {
    const { page } = opened()
    await page.getByRole('button', { name: 'Qué papeles llevo' }).click()
    await page.locator('#log [data-answer]').waitFor()
    await page.getByRole('button', { name: 'Para qué sirve' }).click()
    await page.locator('#log [data-answer]').nth(1).waitFor()
    await page.getByRole('button', { name: 'Opciones' }).click()
    await page.getByRole('button', { name: 'Otro municipio' }).click()
    await page.locator('#log [data-answer]').nth(2).waitFor()
    expect(await page.locator('#panel').isVisible()).toBe(false)
    expect(await prompts()).toEqual(['Qué papeles llevo', 'Para qué sirve', 'Otro municipio'])
  })

  test('finds every quick option understood', async () => {
    const { page } = opened()
    const wanted = await page
      .locator('.quick button')
      .evaluateAll(found => found.map(button => button.getAttribute('value') ?? ''))
    const understood = await Promise.all(wanted.map(prompt => web().ask({ prompt })))
    expect(understood.map(({ source, intents }) => [source, intents])).toEqual([
      ['clarification', ['direcciones']],
      ['tramite', ['requisitos']],
      ['tramite', ['beneficios']],
      ['clarification', ['direcciones']],
    ])
  })

  test('finds the conversation again as it was, drawn the same by the server', async () => {
    const { page } = opened()
    await sayAndRead(page, 'hola')
    await sayAndRead(page, 'requisitos y oficina en Berazategui <b>"&amp;')
    await sayAndRead(page, 'mi marido me pega')
    const drawn = () =>
      page
        .locator('#log')
        .evaluate(log => log.innerHTML.replace(/ id="ultimo"|\s*\n\s*/g, '').trim())
    const before = await drawn()
    const choices = await page.locator('#choices button').allInnerTexts()
    await page.reload()
    await page.waitForSelector('html.js')
    expect(await drawn()).toBe(before)
    expect(await page.locator('#choices button').allInnerTexts()).toEqual(choices)
  })

  test('is remembered from one message to the next where cookies are refused', async () => {
    const { page, context } = opened()
    // As little is left of them as if they had never been taken.
    await context.clearCookies()
    await sayAndRead(page, 'soy de Merlo')
    await context.clearCookies()
    expect(await sayAndRead(page, 'donde queda la oficina')).toContain('Merlo')
  })

  test('finds what was being written again, and nothing of it once it is sent', async () => {
    const { page } = opened()
    await page.locator('#prompt').pressSequentially('soy de Mor')
    await page.reload()
    await page.waitForSelector('html.js')
    expect(await page.inputValue('#prompt')).toBe('soy de Mor')
    await sayAndRead(page, 'soy de Moreno')
    await page.reload()
    await page.waitForSelector('html.js')
    expect(await page.inputValue('#prompt')).toBe('')
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0])
  })

  test('clears the conversation after saying so twice, here and on the server', async () => {
    const { page } = opened()
    await sayAndRead(page, 'soy de Tigre')
    await page.getByRole('button', { name: 'Opciones' }).click()
    const sure = page.getByRole('button', { name: 'Sí, borrar' })
    expect(await sure.isVisible()).toBe(false)
    await page.locator('summary', { hasText: 'Borrar' }).click()
    await sure.click()
    await page.locator('#log .mine').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Dónde queda la oficina' }).waitFor()
    expect(await page.locator('#log .message').count()).toBe(1)
    expect(await prompts()).toEqual([])
  })

  test('shows nothing more of a conversation that was erased in words', async () => {
    const { page } = opened()
    await sayAndRead(page, 'soy de Tigre')
    await say(page, 'borrar')
    await page.locator('#log .theirs', { hasText: 'borré' }).waitFor()
    expect(await page.locator('#log').textContent()).not.toContain('Tigre')
  })

  test('says whether an answer was of use, and why not', async () => {
    const { page } = opened()
    await sayAndRead(page, 'soy de Tigre')
    const [yes, no] = [
      page.getByRole('button', { name: 'Sí, me sirvió' }),
      page.getByRole('button', { name: 'No, no me sirvió' }),
    ]
    await yes.click()
    await page.getByText('¡Gracias!').waitFor()
    expect(await yes.getAttribute('aria-pressed')).toBe('true')
    await no.click()
    await page.getByLabel('¿Qué faltó').fill('no era mi municipio')
    await page.getByRole('button', { name: 'Mandar' }).click()
    await page.getByText('¡Gracias!').waitFor()
    expect((await history()).messages[0]?.verdict).toBe('down')
    await page.reload()
    await page.waitForSelector('html.js')
    expect(await no.getAttribute('aria-pressed')).toBe('true')
    expect(await yes.getAttribute('aria-pressed')).toBe('false')
  })

  test('is not asked so after a call for help', async () => {
    const { page } = opened()
    expect(await sayAndRead(page, 'me quiero matar')).toMatch(/\d{3}/)
    expect(await page.locator('#opinion').isVisible()).toBe(false)
  })

  test('is offered a person after three misunderstandings, and may ask for one at any time', async () => {
    const { page } = opened()
    expect(await page.locator('#person').isVisible()).toBe(true)
    await sayAndRead(page, 'asdfgh qwerty')
    await sayAndRead(page, 'zxcvb poiuy')
    const third = await sayAndRead(page, 'lkjhg mnbvc')
    expect(third).toContain('Lo mejor es que hables con una persona')
    expect(third).toContain('www.gba.gob.ar/escribaniageneral')
    await page.locator('#person').click()
    await page.locator('#persona').waitFor()
    expect(await page.locator('#persona').innerText()).toContain('Escribanía General')
    await page.getByRole('button', { name: 'Ver el contacto de mi municipio' }).click()
    await page.locator('#log [data-answer]').nth(3).waitFor()
    expect(await page.locator('#log [data-answer]').nth(3).innerText()).toContain(
      'Para hablar con una persona',
    )
  })

  test('copies an office, and a whole answer', async () => {
    const { page, context } = opened()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await sayAndRead(page, 'donde queda lo de tierras en merlo')
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await page.locator('#log .office .copy').click()
    await page.getByText('Copiado').first().waitFor()
    expect(await copied()).toMatch(/^Subsecretaría de Tierras\nDirección: Libertad 843.*\n/)
    expect(await copied()).not.toContain('Copi')
    await page.getByRole('button', { name: 'Copiar la respuesta' }).click()
    await expect.poll(copied).toMatch(/^En Merlo:\n/)
  })

  test('changes the colours, and finds them so the next time', async () => {
    const { page } = opened()
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await paper()
    await page.getByRole('button', { name: 'Opciones' }).click()
    await page.getByRole('button', { name: 'Modo claro u oscuro' }).click()
    await expect.poll(paper).not.toBe(light)
    const dark = await paper()
    await page.reload()
    expect(await paper()).toBe(dark)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForSelector('html.js')
    await page.getByRole('button', { name: 'Opciones' }).click()
    await page.getByRole('button', { name: 'Modo claro u oscuro' }).click()
    await expect.poll(paper).toBe(light)
  })

  test('is told that too many messages are too many, and asks again later', async () => {
    const { page } = opened()
    await page.route('**/generate', route =>
      route.fulfill({ status: 429, json: { error: { code: 'x', message: 'Esperá un momento.' } } }),
    )
    await say(page, 'soy de Pilar')
    await page.getByText('Esperá un momento.').waitFor()
    await page.unroute('**/generate')
    await page.getByRole('button', { name: 'Reintentar' }).click()
    await page.locator('#log [data-answer]').waitFor()
    expect(await prompts()).toEqual(['soy de Pilar'])
  })
})
