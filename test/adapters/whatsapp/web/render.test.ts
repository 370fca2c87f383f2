import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_LETTERS, render } from '../../../../adapters/whatsapp/web/render.ts'

const shown = (text: string) => render({ text, choices: [] }).join('\n---\n')

describe('a reply in WhatsApp', () => {
  test.each([
    ['**Importante**: llevá el DNI', '*Importante*: llevá el DNI'],
    ['una **palabra** y **otra**', 'una *palabra* y *otra*'],
    ['**una**\n**otra**', '*una*\n*otra*'],
    ['- uno\n- **dos**', '- uno\n- *dos*'],
    ['3. uno\n4. dos', '3. uno\n4. dos'],
    [
      'mirá [el formulario](https://gba.gob.ar/a_b_c)',
      'mirá el formulario: https://gba.gob.ar/a_b_c',
    ],
    ['[https://gba.gob.ar](https://gba.gob.ar)', 'https://gba.gob.ar'],
    ['[0221 555-0001](tel:+542215550001)', '0221 555-0001: +542215550001'],
    ['| a | b |\n|---|---|\n| **1** | 2 |', 'a – b\n1 – 2'],
    ['[nada](javascript:alert(1))', 'nada'],
    ['# Título', 'Título'],
  ])('%s', (text, wanted) => {
    expect(shown(text)).toBe(wanted)
  })

  test('has its choices as a numbered list at its end', () => {
    const choices = ['Dónde queda', 'Qué papeles llevo'].map((label, i) => ({ id: `${i}`, label }))
    expect(render({ text: '¿Qué querés saber?', choices })).toEqual([
      '¿Qué querés saber?\n\nRespondé con el número:\n1. Dónde queda\n2. Qué papeles llevo',
    ])
  })

  test('is never empty', () => {
    expect(render({ text: '', choices: [] })).toEqual(['…'])
  })

  test('of many paragraphs comes in parts, each with its stars in pairs', () => {
    const parts = render({
      text: '**Llevá el DNI** y la boleta de la luz. '.repeat(400),
      choices: [],
    })
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(MAX_LETTERS + 2 * 400)
      expect((part.match(/\*/g) ?? []).length % 2).toBe(0)
    }
    expect(parts.join(' ').match(/\*Llevá el DNI\*/g)?.length).toBeGreaterThan(390)
  })

  test('shows no Markdown and fits, whatever the text', () => {
    const piece = fc.constantFrom(
      '**',
      '*',
      '# ',
      '[a](',
      ')',
      '](',
      '|---|',
      '\n',
      '- ',
      'hola ',
      '`',
    )
    const markdown = fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 })
    fc.assert(
      fc.property(markdown, pieces => {
        for (const part of render({ text: pieces.join(''), choices: [] })) {
          expect(part).not.toMatch(/\*\*|^#{1,6} |\|\s*-{2,}/m)
          expect(part.trim()).not.toBe('')
          expect(part.length).toBeLessThanOrEqual(2 * MAX_LETTERS)
        }
      }),
      { numRuns: 300 },
    )
  })
})
