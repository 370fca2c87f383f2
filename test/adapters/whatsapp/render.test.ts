import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitted, numbered, render } from '../../../adapters/whatsapp/render.ts'

test('a page that is named by its address is written once', () => {
  expect(render('Página: [www.gba.gob.ar/x](https://www.gba.gob.ar/x/)')).toBe(
    'Página: https://www.gba.gob.ar/x/',
  )
  expect(render('[La página](https://www.gba.gob.ar/x)')).toBe(
    'La página: https://www.gba.gob.ar/x',
  )
})

describe('a reply as text of WhatsApp', () => {
  test.each([
    ['**Importante**: traé el DNI.', '*Importante*: traé el DNI.'],
    ['**uno** **dos**', '*uno* *dos*'],
    ['**dos\nlíneas**', '*dos*\n*líneas*'],
    ['**Impor**tante y ca**sas**', 'Importante y casas'],
    ['**con * adentro**', 'con * adentro'],
    ['sin **cerrar', 'sin cerrar'],
    ['[Cómo llegar](https://a.ar/x_y_z?a=1)', 'Cómo llegar: https://a.ar/x_y_z?a=1'],
    ['**[Cómo llegar](https://a.ar)**', '*Cómo llegar*: https://a.ar'],
    ['<https://a.ar/x>', 'https://a.ar/x'],
    ['[Llamá](tel:02214292000)', 'Llamá: 02214292000'],
    ['[0221 429-2000](tel:02214292000)', '0221 429-2000'],
    ['[Escribí](mailto:a_b@c.ar)', 'Escribí: a_b@c.ar'],
    ['[x](javascript:alert(1))', 'x'],
    ['[x](data:text/html,y)', 'x'],
    ['# Título\n\ntexto', 'Título\n\ntexto'],
    ['- uno\n- **dos**', '- uno\n- *dos*'],
    ['2. uno\n3. dos', '2. uno\n3. dos'],
    ['| a | b |\n|---|---|\n| **1** | 2 |', 'a – b\n1 – 2'],
    ['<b>x</b>', '<b>x</b>'],
    ['`código` y ~~tachado~~', 'código y tachado'],
    ['a\u0000b\u200bc \ud800', 'ab\u200bc \ufffd'],
    ['---', '…'],
    ['', '…'],
  ])('%j', (markdown, text) => {
    expect(render(markdown)).toBe(text)
  })

  test('leaves every number as it was, to be copied', () => {
    const numbers = '0221 429-2000, +54 9 11 5555-0000, (02396) 47-2241 y 147'
    expect(render(`Tel.: ${numbers}`)).toBe(`Tel.: ${numbers}`)
    expect(render(`- Tel.: ${numbers}`)).toContain(numbers)
  })

  test('of every curated answer is clean and fits whole into one message', () => {
    const files = globSync('data/tramites/*.md')
    expect(files.length).toBeGreaterThan(50)
    for (const file of files) {
      const [, , body = ''] = readFileSync(file, 'utf8').split(/^---$/m)
      const text = render(body)
      expect(text, file).not.toMatch(/\*\*|\]\(|^#|\|/m)
      expect(text.length, file).toBeLessThan(3500)
    }
  })

  test('looks like this', async () => {
    const markdown = readFileSync('test/adapters/whatsapp/respuesta.md', 'utf8')
    await expect(render(markdown)).toMatchFileSnapshot('respuesta.golden')
  })

  test('has its choices as numbers where there are no buttons', () => {
    const choices = ['Dónde queda', 'Otro'].map(label => ({ id: label, label }))
    expect(numbered(choices)).toBe('1. Dónde queda\n2. Otro')
  })
})

describe('a text that is too long', () => {
  test('ends at a paragraph, with a word about it', () => {
    const text = fitted('una línea\n\n'.repeat(100), 500)
    expect(text).toMatch(/^(una línea\n\n)+Es largo y no entra entero/)
    expect(text.length).toBeLessThanOrEqual(500)
  })

  test('keeps no half of a pair of stars', () => {
    expect(fitted(`*${'a b '.repeat(200)}*`, 400)).not.toContain('*')
    expect(fitted(`*uno* *${'a b '.repeat(200)}*`, 400)).toMatch(/^\*uno\* a b/)
  })

  test('that fits stays as it is', () => {
    expect(fitted('x'.repeat(500), 500)).toBe('x'.repeat(500))
  })
})

describe('whatever a reply says', () => {
  const marks = ['**', '*', '_', '`', '~~', '[', '](', ')', '<b>', '</b>', '<', '>', '&', '"', '|']
  const words = [
    '\n',
    '\n\n',
    '- ',
    '1. ',
    '> ',
    '# ',
    '## ',
    '|---|---|\n',
    '| ',
    ' ',
    'casa',
    '👨‍👩‍👧',
  ]
  const links = ['https://a.ar/?q=1', 'javascript:alert(1)', 'tel:123', 'mailto:a@b.ar', '\ud800']
  const bits = fc.constantFrom(...marks, ...words, ...links)
  const text = fc.oneof(
    fc.array(bits, { maxLength: 60 }).map(parts => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(bits, { minLength: 1, maxLength: 8 }).map(parts => parts.join('').repeat(300)),
  )

  test('has nothing that only Markdown means, is not empty, and fits', () => {
    fc.assert(
      fc.property(text, markdown => {
        const shown = render(markdown)
        expect(shown.trim()).not.toBe('')
        expect(shown).not.toContain('**')
        expect(shown).not.toMatch(/^\s*#+\s/m)
        expect(shown).not.toMatch(/\|\s*-{2,}/)
        expect(shown.isWellFormed()).toBe(true)
        expect(fitted(shown, 4096).length).toBeLessThanOrEqual(4096)
      }),
      { numRuns: 400 },
    )
  })

  test('no link goes anywhere but to a page, an address or a number', () => {
    const scheme = fc.constantFrom('javascript', 'data', 'vbscript', 'file', 'intent', 'whatsapp')
    fc.assert(
      fc.property(scheme, fc.stringMatching(/^[a-z0-9/.]+$/), (name, path) => {
        expect(render(`mirá [acá](${name}:${path})`)).not.toContain(`${name}:`)
      }),
    )
  })
})
