import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Block, parseMarkup, type Span } from '../../adapters/markup.ts'

const spansOf = (blocks: readonly Block[]): readonly Span[] =>
  blocks.flatMap(block => (block.kind === 'paragraph' ? block.spans : block.items.flat()))
const textOf = (markdown: string) =>
  spansOf(parseMarkup(markdown))
    .map(({ text }) => text)
    .join('')
const linksOf = (markdown: string) =>
  spansOf(parseMarkup(markdown)).flatMap(({ text, href }) => (href ? [[text, href]] : []))

describe('the subset', () => {
  test('paragraphs are apart, and a line break within one is kept', () => {
    expect(parseMarkup('Hola.\nSoy IAMJus.\n\n¿De dónde sos?')).toEqual([
      {
        kind: 'paragraph',
        spans: [
          { text: 'Hola.', bold: false },
          { text: '\n', bold: false },
          { text: 'Soy IAMJus.', bold: false },
        ],
      },
      { kind: 'paragraph', spans: [{ text: '¿De dónde sos?', bold: false }] },
    ])
  })

  test('bold is marked, also within a word and around a link', () => {
    expect(spansOf(parseMarkup('**DNI**s, **[mapa](https://a.ar)** y **todo**'))).toEqual([
      { text: 'DNI', bold: true },
      { text: 's, ', bold: false },
      { text: 'mapa', bold: true, href: 'https://a.ar' },
      { text: ' y ', bold: false },
      { text: 'todo', bold: true },
    ])
  })

  test('a list keeps its items in order', () => {
    expect(parseMarkup('- **DNI**\n- boleta')).toEqual([
      {
        kind: 'list',
        ordered: false,
        start: 1,
        items: [[{ text: 'DNI', bold: true }], [{ text: 'boleta', bold: false }]],
      },
    ])
  })

  test('a numbered list goes on from the number that was written', () => {
    const [, , rest] = parseMarkup('1. pedí turno\n\nDespués:\n\n2. llevá los papeles\n3. firmá')
    expect(rest).toMatchObject({ ordered: true, start: 2, items: { length: 2 } })
  })

  test('a list within a list is lines of its item, further in', () => {
    const [list] = parseMarkup('1. Llevá\n   - el **DNI**\n   - papeles:\n     1. boleto\n2. Firmá')
    expect(list).toMatchObject({ kind: 'list', items: { length: 2 } })
    expect(textOf('1. Llevá\n   - el **DNI**\n   - papeles:\n     1. boleto')).toBe(
      'Llevá\n  - el DNI\n  - papeles:\n    1. boleto',
    )
  })

  test('an escaped star is a star', () => {
    expect(textOf('2 \\* 3 \\*\\*no\\*\\*')).toBe('2 * 3 **no**')
  })

  test('an empty text has no blocks', () => {
    expect([parseMarkup(''), parseMarkup(' \n\n '), parseMarkup('---')]).toEqual([[], [], []])
  })
})

describe('what is not in the subset is kept as its text', () => {
  test.each([
    ['# Requisitos', 'Requisitos'],
    ['> citado\n>\n> - uno', 'citadouno'],
    ['Usá `npm start`', 'Usá npm start'],
    ['```\n**tal cual**\n```', '**tal cual**'],
    ['~~viejo~~ _nuevo_ *ya*', 'viejo nuevo ya'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '| a | b |\n|---|---|\n| 1 | 2 |'],
    ['- [ ] falta\n- [x] listo', '[ ] falta[x] listo'],
    ['![foto de la oficina](https://evil.example/p.png)', 'foto de la oficina'],
    ['<b>hola</b> <script>alert(1)</script>', '<b>hola</b> <script>alert(1)</script>'],
    ['<div onclick="x()">\n**hola**\n</div>', '<div onclick="x()">\n**hola**\n</div>'],
    ['<!-- nota -->', '<!-- nota -->'],
  ])('%j', (markdown, text) => {
    expect(textOf(markdown)).toBe(text)
    expect(linksOf(markdown)).toEqual([])
  })

  test('an image is never an address to fetch, not even within a link', () => {
    expect(linksOf('[![alt](https://evil.example/p.png)](https://a.ar)')).toEqual([
      ['alt', 'https://a.ar'],
    ])
  })
})

describe('links', () => {
  test.each([
    ['[la página](https://www.gba.gob.ar/x)', 'la página', 'https://www.gba.gob.ar/x'],
    ['[x](HTTP://a.ar)', 'x', 'HTTP://a.ar'],
    ['[escribinos](mailto:a@gba.gob.ar)', 'escribinos', 'mailto:a@gba.gob.ar'],
    ['[llamá](tel:+542214294400)', 'llamá', 'tel:+542214294400'],
    ['<https://a.ar/?q=1>', 'https://a.ar/?q=1', 'https://a.ar/?q=1'],
    ['www.gba.gob.ar', 'www.gba.gob.ar', 'http://www.gba.gob.ar'],
    ['a@gba.gob.ar', 'a@gba.gob.ar', 'mailto:a@gba.gob.ar'],
    ['[el **mapa** de _Morón_](https://a.ar)', 'el mapa de Morón', 'https://a.ar'],
    ['[mapa][m]\n\n[m]: https://a.ar', 'mapa', 'https://a.ar'],
    ['[](https://a.ar)', 'https://a.ar', 'https://a.ar'],
  ])('%s leads somewhere', (markdown, text, href) => {
    expect(linksOf(markdown)[0]).toEqual([text, href])
  })

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](javascript&#58;alert(1))',
    '[x](&#106;avascript&colon;alert(1))',
    '[x](&#x6A;avascript:alert(1))',
    '[x](java\\script:alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](%6Aavascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox(1))',
    '[x](file:///etc/passwd)',
    '[x](blob:https://a.ar/1)',
    '[x](//evil.example)',
    '[x](/config)',
    '[x](whatsapp://send)',
    '[x][m]\n\n[m]: javascript:alert(1)',
    '<javascript:alert(1)>',
    '<data:text/html,x>',
    '[**x**](javascript:https://a.ar)',
    '![x](javascript:alert(1))',
  ])('%s leads nowhere, and its text stays', markdown => {
    expect(spansOf(parseMarkup(markdown)).filter(({ href }) => href)).toEqual([])
    expect(textOf(markdown)).toMatch(/x|:/)
  })
})

describe('whatever is written', () => {
  const pieces = fc.constantFrom(
    ...['**', '*', '_', '[', ']', '(', ')', '](', '<', '>', '\n', '\n\n', '- ', '1. ', '> ', '#'],
    ...['`', '```', '|', '|-|', '&#58;', '\\', '![', 'javascript:', 'data:', 'https://a.ar', ' '],
    ...['mailto:', 'tel:', 'www.a.ar', 'a@b.ar', '[m]: ', '[m]', 'ñandú', '😀', '\u0000', '\ud800'],
    ...['    ', '\t', '<b>', '<!--', '&colon;', '//evil', '~~', '\r\n', '\u202e'],
  )
  const markdowns = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map(parts => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  )

  test('it is parsed, and no link leads outside http, https, mailto and tel', () => {
    fc.assert(
      fc.property(markdowns, markdown => {
        for (const { href, text } of spansOf(parseMarkup(markdown))) {
          expect(typeof text).toBe('string')
          if (href !== undefined) expect(href).toMatch(/^(https?:\/\/|mailto:|tel:)/i)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('no word is lost', () => {
    const words = fc.array(fc.stringMatching(/^[a-zñáéíóú]{1,8}$/), { minLength: 1, maxLength: 8 })
    const wrap = fc.constantFrom<(word: string) => string>(
      word => `**${word}**`,
      word => `- ${word}`,
      word => `# ${word}`,
      word => `> ${word}`,
      word => `[${word}](https://a.ar)`,
      word => `[${word}](javascript:x)`,
      word => `<i>${word}</i>`,
      word => `\`${word}\``,
      word => `| ${word} |`,
    )
    fc.assert(
      fc.property(words, wrap, fc.constantFrom(' ', '\n', '\n\n'), (list, around, gap) => {
        const shown = textOf(list.map(around).join(gap))
        for (const word of list) expect(shown).toContain(word)
      }),
    )
  })

  test.each(['>', '1. ', '- a\n  ', '[', '**a', '<', '`a', '![('])(
    'thousands of %j still give a text',
    piece => {
      expect(textOf(`${piece.repeat(4000)} fin`)).toContain('fin')
    },
  )
})
