import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_LETTERS, render } from '../../../adapters/telegram/render.ts'
import { readHtml } from '../../support/telegram-html.ts'

const htmlOf = (markdown: string) => render(markdown).map(({ html }) => html)

describe('a reply in the HTML of Telegram', () => {
  test.each([
    ['**Importante**: traé el DNI.', '<b>Importante</b>: traé el DNI.'],
    [
      '[el sitio](https://a.ar/x?a=1&b="2")',
      '<a href="https://a.ar/x?a=1&amp;b=&quot;2&quot;">el sitio</a>',
    ],
    ['**[todo](https://a.ar)**', '<a href="https://a.ar"><b>todo</b></a>'],
    ['5 < 6 & 7 > 2 "sí"', '5 &lt; 6 &amp; 7 &gt; 2 &quot;sí&quot;'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['- uno\n- **dos**', '• uno\n• <b>dos</b>'],
    ['2. uno\n3. dos', '2. uno\n3. dos'],
    ['[x](javascript:alert(1))', 'x'],
    ['# Título', 'Título'],
    ['---', '…'],
  ])('%j', (markdown, html) => {
    expect(htmlOf(markdown)).toEqual([html])
  })

  test('writes out the numbers and addresses whose links Telegram drops', () => {
    expect(htmlOf('[Llamá](tel:02214292000)')).toEqual(['Llamá (02214292000)'])
    expect(htmlOf('[0221 429-2000](tel:02214292000)')).toEqual(['0221 429-2000'])
    expect(htmlOf('**[Escribí](mailto:a@b.ar)**')).toEqual(['<b>Escribí (a@b.ar)</b>'])
    expect(htmlOf('a@b.ar')).toEqual(['a@b.ar'])
  })

  test('has a plain form that says where its links go', () => {
    expect(render('**Mirá** [acá](https://a.ar) < https://b.ar')).toEqual([
      expect.objectContaining({ plain: 'Mirá acá (https://a.ar) < https://b.ar' }),
    ])
  })

  test('of a long reply comes in parts that fit', () => {
    const parts = render(`**${'palabra '.repeat(2000).trim()}**`)
    expect(parts.length).toBeGreaterThan(3)
    for (const { html, plain } of parts) {
      expect(readHtml(html).text.length).toBeLessThanOrEqual(MAX_LETTERS)
      expect(html).toMatch(/^<b>palabra.*<\/b>$/)
      expect(plain.length).toBeLessThanOrEqual(MAX_LETTERS)
    }
  })

  test('of every curated answer is well formed', () => {
    const files = globSync('data/tramites/*.md')
    expect(files.length).toBeGreaterThan(50)
    for (const file of files) {
      const [, , body = ''] = readFileSync(file, 'utf8').split(/^---$/m)
      for (const html of htmlOf(body)) {
        const { text, tags } = readHtml(html)
        expect(text, file).not.toMatch(/\*\*|\]\(/)
        expect(tags.filter(tag => tag !== 'a' && tag !== 'b')).toEqual([])
      }
    }
  })

  test('looks like this', async () => {
    const markdown = readFileSync('test/adapters/telegram/respuesta.md', 'utf8')
    const [part] = render(markdown)
    await expect(part?.html).toMatchFileSnapshot('respuesta.html.golden')
    await expect(part?.plain).toMatchFileSnapshot('respuesta.plain.golden')
  })
})

describe('whatever a reply says', () => {
  const bits = fc.constantFrom(
    ...['**', '*', '_', '`', '~~', '[', '](', ')', '<b>', '</b>', '<a href="x">', '<', '>', '&'],
    ...[
      '&amp;',
      '"',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      '> ',
      '# ',
      '| ',
      ' ',
      'casa',
      'ñandú',
      '👨‍👩‍👧',
      '\u0000',
    ],
    ...[
      'https://a.ar/?q=1&r=<2>',
      'javascript:alert(1)',
      'tel:123',
      'mailto:a@b.ar',
      'data:x',
      '\ud800',
    ],
  )
  const text = fc.oneof(
    fc.array(bits, { maxLength: 60 }).map(parts => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(bits, { minLength: 1, maxLength: 8 }).map(parts => parts.join('').repeat(400)),
  )

  test('is HTML that Telegram reads, in parts that fit, with links to pages only', () => {
    fc.assert(
      fc.property(text, markdown => {
        const parts = render(markdown)
        expect(parts.length).toBeGreaterThan(0)
        for (const { html, plain } of parts) {
          const { text, tags, links } = readHtml(html)
          expect(text.trim()).not.toBe('')
          expect(text.length).toBeLessThanOrEqual(MAX_LETTERS)
          expect(plain.length).toBeLessThanOrEqual(MAX_LETTERS)
          expect(tags.every(tag => tag === 'a' || tag === 'b')).toBe(true)
          expect(links.every(({ href }) => /^https?:\/\//i.test(href))).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})
