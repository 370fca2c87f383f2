import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reply } from '../../../../src/channel.ts'
import { noBrowser, openBrowser } from '../../../support/browser.ts'
import { temporaryFolder } from '../../../support/core.ts'
import { HARD_QUESTION, openChatPage, sayAndRead, startWritten } from '../../../support/page.ts'
import { PAYLOADS } from '../../../support/payloads.ts'
import { replyOf } from '../../../support/responder.ts'
import { startBareWeb, startWeb } from '../../../support/web.ts'

/** Requests of a page that are not of this service. */
const foreignOf = (page: Page, url: string) => {
  const foreign: string[] = []
  page.on('request', request => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      foreign.push(request.url())
  })
  return foreign
}

/** What stands in the conversation and should not. */
const strangers = (page: Page) =>
  page
    .locator('#log')
    .evaluate(log =>
      [...log.querySelectorAll('*')].flatMap(one => [
        ...(/^(div|p|span|strong|ul|ol|li|br|wbr|a|button)$/.test(one.localName)
          ? []
          : [one.localName]),
        ...[...one.attributes].map(({ name }) => name).filter(name => name.startsWith('on')),
        ...(one instanceof HTMLAnchorElement && !/^(https?|mailto|tel):/.test(one.href)
          ? [one.href]
          : []),
      ]),
    )

describe.skipIf(noBrowser)('text that means harm', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  const office = (value: string) => ({
    municipio: value,
    dependencia: value,
    direccion: value,
    telefono: value,
    whatsapp: value,
    horario: value,
    email: value,
    web: value,
  })
  const card = (value: string) =>
    [
      `**${value}**`,
      ...['Dirección', 'Teléfono', 'WhatsApp', 'Horario', 'Correo'].map(
        label => `- ${label}: ${value}`,
      ),
      `- Página: [${value}](${value})`,
    ].join('\n')
  /** Said by the person, in the answer, in its choices and in every field of an office. */
  const worst = (payload: string): Reply => ({
    ...replyOf(`${payload}\n\n${card(payload)}`, { offices: [office(payload)] }),
    choices: [{ id: 'x', label: payload }],
  })

  test('does none, wherever it stands: as it comes and as the server draws it', async () => {
    const turns: { text: string; reply: Reply; messageId: string; at: Date }[] = []
    const web = await startBareWeb(
      async ({ content, messageId }) => {
        const text = content.kind === 'text' ? content.text : ''
        const reply = worst(text)
        turns.push({ text, reply, messageId, at: new Date() })
        return { duplicate: false, answered: Promise.resolve(reply) }
      },
      { env: { RATE_LIMIT_CHAT: '0' }, chats: { history: async () => turns } },
    )
    const { page, complaints, close } = await openChatPage(browser, web.url)
    const foreign = foreignOf(page, web.url)
    for (const [i, payload] of PAYLOADS.entries()) {
      await page.fill('#prompt', payload)
      await page.press('#prompt', 'Enter')
      await page.locator('#log [data-answer]').nth(i).waitFor()
    }
    const drawn = () =>
      page
        .locator('#log')
        .evaluate(log => log.innerHTML.replace(/ id="ultimo"|\s*\n\s*/g, '').trim())
    expect(await page.locator('#log .office').count()).toBe(PAYLOADS.length)
    expect(await strangers(page)).toEqual([])
    await page.reload()
    await page.waitForSelector('html.js')
    expect(await strangers(page)).toEqual([])
    expect(await page.locator('#log [data-answer]').count()).toBe(PAYLOADS.length)
    expect(await page.locator('#log .mine').allInnerTexts()).toEqual(
      PAYLOADS.map(payload => expect.stringContaining(payload.trim().split(/\s/)[0] ?? '')),
    )
    expect(await drawn()).not.toContain('<img')
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
    await close()
    await web.stop()
  })

  test('does none when a model writes it', async () => {
    const written = await startWritten({
      reply: `Para ese trámite conviene llevar el documento. ${PAYLOADS.join(' ')}`,
      tokenMs: 0,
    })
    const { page, complaints, close } = await openChatPage(browser, written.url)
    const foreign = foreignOf(page, written.url)
    await sayAndRead(page, HARD_QUESTION)
    expect(written.ollama.counters.served).toBeGreaterThan(0)
    expect(await strangers(page)).toEqual([])
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
    await close()
    await written.stop()
  })

  test('does none when it stands in the file of offices', async () => {
    const folder = temporaryFolder()
    const dataDir = join(folder.path, 'data')
    cpSync('data', dataDir, { recursive: true })
    const cell = (text = '') => `"${text.replaceAll('"', '""')}"`
    const [image, script, svg] = [PAYLOADS[1], PAYLOADS[0], PAYLOADS[2]]
    const offices = ['Merlo', 'Provincia de Buenos Aires'].map(municipio =>
      [municipio, '', '', image, script, '147', '', svg, ''].map(cell).join(','),
    )
    const names =
      'MUNICIPIO,LOCALIDADES,CABECERA,DEPENDENCIA,DIRECCION,TELEFONO,WHATSAPP,HORARIO,EMAIL'
    writeFileSync(join(dataDir, 'datos_tierras.csv'), [names, ...offices].join('\n'))
    const web = await startWeb({ DATA_DIR: dataDir })
    const { page, complaints, close } = await openChatPage(browser, web.url)
    const foreign = foreignOf(page, web.url)
    expect(await page.locator('#persona').innerHTML()).toContain('&lt;img')
    const answer = await sayAndRead(page, 'donde queda la oficina de Merlo')
    expect(answer).toContain('onerror=alert(1)')
    expect(await strangers(page)).toEqual([])
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
    await close()
    await web.stop()
    folder.remove()
  })
})
