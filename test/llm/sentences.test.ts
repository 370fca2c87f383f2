import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSentences, sentencesOf } from '../../src/llm/sentences.ts'

describe('a sentence ends', () => {
  test.each([
    ['after its mark', ['Hola.', ' ¿Cómo va?', ' ¡Bien!', ' Chau']],
    ['after several marks', ['¿¡Qué?!', ' Bueno...', ' Listo…', ' Sí']],
    ['after what closes with it', ['(Traé todo.)', ' «Sí.»', ' **Ya.**', ' "No."', ' Fin']],
    ['where a line does', ['Llevá:\n', '- DNI\n', '- Boleto\n', '\n', 'Listo']],
    ['after a number', ['Pide la Ley 10.830.', ' Desde 2006.', ' Fin']],
    ['after an address', ['Entrá a www.gba.gob.ar/a.html.', ' Después llamá']],
    ['after a word that looks like none', ['Según la ley.', ' Fin']],
  ])('%s', (_, sentences) => {
    expect(sentencesOf(sentences.join(''))).toEqual(sentences)
  })
})

describe('a sentence does not end', () => {
  test.each([
    'Es la Ley 10.830 y vale 1.500,50 pesos',
    'La Ley N.º 10.830 y el art. 5',
    'En Av. Mitre al lado de lo de la Dra. Gómez',
    'Vive en Manuel B. Gonnet',
    'Atienden de 8 a. m. a 2 p. m. y nada más',
    'Entrá a www.gba.gob.ar/a.html hoy',
    '1. Pedí el turno',
    'Papeles, boletas, etc. y el DNI',
  ])('in %s', text => {
    expect(sentencesOf(`${text}.`)).toEqual([`${text}.`])
  })

  test('at the number of an item, on whatever line', () => {
    expect(sentencesOf('1. Uno.\n2. Dos.\n10. Diez')).toEqual([
      '1. Uno.',
      '\n',
      '2. Dos.',
      '\n',
      '10. Diez',
    ])
  })
})

describe('text that is still being written', () => {
  const cut = (pieces: readonly string[]) => {
    const found: string[] = []
    const sentences = createSentences(sentence => found.push(sentence))
    for (const piece of pieces) sentences.write(piece)
    const { rest } = sentences
    sentences.end()
    return { found, rest }
  }

  test('gives a sentence once it is sure that it ended', () => {
    const found: string[] = []
    const { write } = createSentences(sentence => found.push(sentence))
    write('La Ley 10.')
    write('830 sirve.')
    expect(found).toEqual([])
    write(' Y')
    expect(found).toEqual(['La Ley 10.830 sirve.'])
  })

  test('gives the rest at its end, unless that is white space', () => {
    expect(cut(['Hola. Fin', ' ']).found).toEqual(['Hola.', ' Fin '])
    expect(cut(['Hola. ', ' ']).found).toEqual(['Hola.'])
  })

  test('is cut at the same places, whatever the pieces in which it comes; nothing is lost', () => {
    const unit = fc.constantFrom(
      ...[
        'Hola',
        'av',
        'N',
        '10',
        '2',
        '.',
        '.',
        '!',
        '?',
        '…',
        '"',
        '»',
        ')',
        '**',
        ' ',
        ' ',
        '\n',
      ],
      ...['¿', '- ', 'ñ', '😀', '\u2028'],
    )
    fc.assert(
      fc.property(fc.array(fc.array(unit, { maxLength: 6 }).map(units => units.join(''))), all => {
        const text = all.join('')
        const { found, rest } = cut(all)
        expect(found).toEqual(sentencesOf(text))
        expect(found.join('') + (rest.trim() ? '' : rest)).toBe(text)
        expect(text.endsWith(rest)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
