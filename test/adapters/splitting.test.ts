import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMarkup, type Span, splitSpans, toSpans } from '../../adapters/markup.ts'
import { render as inTelegram } from '../../adapters/telegram/render.ts'
import { render as inWhatsApp } from '../../adapters/whatsapp/web/render.ts'
import { startCore } from '../support/core.ts'
import { openChat } from '../support/responder.ts'

const spansOf = (markdown: string) => toSpans(parseMarkup(markdown), '•')
const textOf = (spans: readonly Span[]) => spans.map(({ text }) => text).join('')
const split = (markdown: string, max: number) => splitSpans(spansOf(markdown), max).map(textOf)

describe('a reply as one run of text', () => {
  test('has empty lines between blocks, and items as lines', () => {
    expect(textOf(spansOf('Llevá:\n\n- **DNI**\n- boleta\n\n3. pedí turno\n4. firmá'))).toBe(
      'Llevá:\n\n• DNI\n• boleta\n\n3. pedí turno\n4. firmá',
    )
  })

  test('keeps what is bold and where links go', () => {
    expect(spansOf('- ver **[mapa](https://a.ar)**')).toEqual([
      { text: '• ', bold: false },
      { text: 'ver ', bold: false },
      { text: 'mapa', bold: true, href: 'https://a.ar' },
    ])
  })
})

describe('a text that is too long for one message', () => {
  test('is cut between paragraphs, else between lines, else between words', () => {
    expect(split('uno dos\n\ntres cuatro', 12)).toEqual(['uno dos', 'tres cuatro'])
    expect(split('uno dos\ntres cuatro', 12)).toEqual(['uno dos', 'tres cuatro'])
    expect(split('uno dos tres cuatro', 12)).toEqual(['uno dos tres', 'cuatro'])
  })

  test('is not cut at a paragraph that would leave the message nearly empty', () => {
    expect(split('Hola.\n\nuno dos tres cuatro cinco', 20)).toEqual([
      'Hola.\n\nuno dos tres',
      'cuatro cinco',
    ])
  })

  test('is cut within a word that is longer than a message, but not within an emoji', () => {
    expect(split('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
    expect(split('a👍👍', 2)).toEqual(['a', '👍', '👍'])
  })

  test('goes on bold and linked where it was cut', () => {
    expect(splitSpans(spansOf('[uno dos](https://a.ar) **tres**'), 4)).toEqual([
      [{ text: 'uno', bold: false, href: 'https://a.ar' }],
      [{ text: 'dos', bold: false, href: 'https://a.ar' }],
      [{ text: 'tres', bold: true }],
    ])
  })

  test('has no pieces when there is nothing to see', () => {
    expect([split('', 10), split(' \n\n ', 10), split('---', 10)]).toEqual([[], [], []])
  })

  const letters = fc.constantFrom('a', 'é', '👍', ' ', '\n', '**', '-', '[x](https://a.ar)', '1. ')
  const markdown = fc.array(letters, { maxLength: 120 }).map(parts => parts.join(''))

  test('fits, loses no letter and keeps their order', () => {
    fc.assert(
      fc.property(markdown, fc.integer({ min: 2, max: 40 }), (text, max) => {
        const spans = spansOf(text)
        const pieces = splitSpans(spans, max).map(textOf)
        expect(pieces.every(piece => piece.length <= max && /^\S(.*\S)?$/s.test(piece))).toBe(true)
        expect(pieces.join('').replace(/\s/g, '')).toBe(textOf(spans).replace(/\s/g, ''))
      }),
      { numRuns: 500 },
    )
  })
})

// Of several messages sent over a crash nobody would know which ones arrived: they come again.
test('the longest answer that the data gives is one message everywhere', async () => {
  const core = await startCore()
  const { text, about } = await openChat(core.inbox).say(
    'dónde queda, qué papeles llevo y para qué sirve en Merlo, Lanús, Tigre, Quilmes, Azul, Tandil y Junín',
  )
  await core.stop()
  expect([about.municipios.length, about.intents.length]).toEqual([6, 3])
  expect(inTelegram(text)).toHaveLength(1)
  expect(inWhatsApp({ text, choices: [] })).toHaveLength(1)
})
