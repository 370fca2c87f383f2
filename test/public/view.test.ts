import { describe, expect, test } from 'vitest'
import { toHtml } from '../../adapters/web/html.ts'
import { renderMarkup } from '../../public/markup.js'
import { answerView, officeView, whatsappDigits } from '../../public/view.js'
import { officeCard } from '../../src/conversation/office-texts.ts'

const htmlOf = (markdown: string, phones?: string[]) =>
  renderMarkup(markdown, phones).map(toHtml).join('')

describe('the Markdown of replies', () => {
  test.each([
    ['uno\ndos', '<p>uno<br>dos</p>'],
    ['uno\n\ndos', '<p>uno</p><p>dos</p>'],
    ['**uno** dos', '<p><strong>uno</strong> dos</p>'],
    ['- uno\n\n- dos', '<ul><li>uno</li><li>dos</li></ul>'],
    ['1. uno\n2) dos', '<ol><li>uno</li><li>dos</li></ol>'],
    ['# uno', '<p><strong>uno</strong></p>'],
    ['<b>uno</b> "&', '<p>&lt;b&gt;uno&lt;/b&gt; &quot;&amp;</p>'],
    ['[x](javascript:alert(1))', '<p>x</p>'],
    [
      '![x](https://a.ar/x.png)',
      '<p><a href="https://a.ar/x.png" rel="noopener noreferrer" target="_blank">x</a></p>',
    ],
    [
      'ana@gba.gob.ar',
      '<p><a href="mailto:ana@gba.gob.ar" rel="noopener noreferrer">ana@gba.gob.ar</a></p>',
    ],
  ])('%j is %s', (markdown, html) => {
    expect(htmlOf(markdown)).toBe(html)
  })

  test('links the phones that it is told, whole, and no others', () => {
    const link = '<a href="tel:147" rel="noopener noreferrer">147</a>'
    expect(htmlOf('al 147 o al 0800-147 o 1475', ['147', ''])).toBe(
      `<p>al ${link} o al 0800-147 o 1475</p>`,
    )
  })
})

describe('the number for WhatsApp', () => {
  test.each([
    ['11 5131-6800', '5491151316800'],
    ['(011) 15-5131-6800', '5491151316800'],
    ['+54 9 11 5131-6800', '5491151316800'],
    ['0054 11 5131 6800', '5491151316800'],
    ['(0221) 15 460-1771', '5492214601771'],
    ['02323 15 49-1050', '5492323491050'],
    ['2265 43-2324', '5492265432324'],
  ])('of %s is %s', (number, digits) => {
    expect(whatsappDigits(number)).toBe(digits)
  })

  test.each([
    '15-5131-6800',
    '5131-6800',
    '147',
    '0800-222-7696',
    '4840-123 int. 162',
    '',
    '915555555555555',
  ])('of %j is not known: none is better than a wrong one', number => {
    expect(whatsappDigits(number)).toBeUndefined()
  })
})

describe('an office', () => {
  const OFFICE = {
    municipio: 'Merlo',
    dependencia: 'Subsecretaría de Tierras',
    direccion: 'Libertad 843',
    telefono: '147 / (0220) 483-8272 int. 12',
    whatsapp: '15-5131-6800',
    horario: '8 a 14 hs',
    email: 'tierras@merlo.gob.ar',
    web: 'https://merlo.gob.ar/',
  }
  const answer = (response: string, offices = [OFFICE]) =>
    toHtml(
      answerView({
        response,
        offices,
        source: 'directory',
        intents: [],
        choices: [],
        message_id: 'm',
      }),
    )

  test('has each way to reach it as a link, where it is certain', () => {
    const hrefs = [...toHtml(officeView(OFFICE)).matchAll(/href="([^"]+)"/g)].map(
      ([, href]) => href,
    )
    expect(hrefs).toEqual([
      'https://www.google.com/maps/search/?api=1&amp;query=Libertad%20843%2C%20Merlo%2C%20Provincia%20de%20Buenos%20Aires',
      'tel:147',
      'tel:02204838272',
      'mailto:tierras@merlo.gob.ar',
      'https://merlo.gob.ar/',
    ])
  })

  test.each([
    ['4840-123 int. 162', []],
    ['147 / 4840-123', ['tel:147']],
    ['(0237) 484-0123/0124', ['tel:02374840123']],
    ['consultar', []],
  ])('a number without its area code is no link: %s', (telefono, links) => {
    const { telefono: _, whatsapp: __, ...rest } = OFFICE
    const html = toHtml(officeView({ ...rest, telefono }))
    expect([...html.matchAll(/href="(tel:[^"]+)"/g)].map(([, href]) => href)).toEqual(links)
    expect(html.replace(/<[^>]+>/g, '')).toContain(telefono)
  })

  test('is a card where the assistant writes it as it does', () => {
    expect(answer(`En **Merlo**:\n\n${officeCard(OFFICE)}\n\nConfirmá.`)).toMatch(
      /<p>En <strong>Merlo<\/strong>:<\/p><div class="office" data-place="Merlo">.*<\/div><p>Confirmá\.<\/p><\/div>$/,
    )
  })

  test.each([
    ['another number', officeCard({ ...OFFICE, telefono: '148' })],
    ['another name', officeCard({ ...OFFICE, dependencia: 'Otra' })],
    ['a line less', officeCard(OFFICE).replace(/- Horario.*\n/, '')],
  ])('is no card with %s than in the data', (_, text) => {
    expect(answer(text)).not.toContain('class="office"')
  })

  test('with an empty number among its numbers stands as it is', () => {
    expect(
      answer(officeCard({ ...OFFICE, telefono: '147 // 148' }), [
        { ...OFFICE, telefono: '147 // 148' },
      ]),
    ).toContain('tel:148')
  })
})
