import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean, fold, hasWords, perWord, tokenise } from '../src/text.ts'

// Any UTF-16 at all, halves of pairs included, and texts of letters, marks and emojis.
const anyText = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xffff })).map(units => String.fromCharCode(...units)),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('a', 'Ñ', 'é', 'e\u0301', '\u200d', '\ufe0f', '❤', '3', ' ', '\r', '.'))
    .map(parts => parts.join('')),
)
const words = (text: string) => tokenise(text).map(token => token.word)

describe('clean', () => {
  test.each([
    ['outer space', '  hola \n', 'hola'],
    ['control characters', 'ho\u0000la\u0007\u001b[31m', 'hola[31m'],
    ['zero-width characters', 'mo\u200bron\u200d\u2060\ufeff', 'moron'],
    ['soft hyphens', 'escri\u00adtura', 'escritura'],
    ['marks that turn the direction of the text', '\u202emoron\u202c', 'moron'],
    ['tag characters, which hide instructions', 'hola\u{e0068}\u{e006f}\u{e007f}', 'hola'],
    ['private and unassigned characters', 'ho\ue000la\u0378', 'hola'],
  ])('takes away %s', (_, given, expected) => {
    expect(clean(given)).toBe(expected)
  })

  test('keeps the line breaks and tabs inside, every kind of break being one', () => {
    expect(clean('uno\r\ndos\rtres\n\tcuatro')).toBe('uno\ndos\ntres\n\tcuatro')
  })

  test('puts the replacement character where half of a pair stands alone', () => {
    expect(clean('ho\ud83dla\ude00')).toBe('ho\ufffdla\ufffd')
    expect(clean('ho😀la')).toBe('ho😀la')
  })

  test('composes letters and their accents', () => {
    expect(clean('Moro\u0301n')).toBe('Morón')
  })

  test('composes a letter and its accent also when something invisible stood between', () => {
    expect(clean('Moro\u200d\u0301n')).toBe('Morón')
  })

  test('gives well-formed text without control or format characters, whatever comes', () => {
    fc.assert(
      fc.property(anyText, text => {
        const cleaned = clean(text)
        expect(cleaned.isWellFormed()).toBe(true)
        expect(cleaned).not.toMatch(/[\p{Cf}\r\0]/u)
        expect(cleaned).toBe(cleaned.trim())
      }),
    )
  })

  test('leaves clean text as it is', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(clean(clean(text))).toBe(clean(text))
      }),
    )
  })
})

describe('fold', () => {
  test.each([
    ['MORÓN', 'moron'],
    ['Cañuelas', 'canuelas'],
    ['AGÜERO', 'aguero'],
    ['e\u0301', 'e'],
    ['25 de Mayo', '25 de mayo'],
    ['𝓗𝓸𝓵𝓪 𝐌𝐨𝐫ó𝐧', 'hola moron'],
    ['Ｈｏｌａ', 'hola'],
  ])('%s is %s', (given, expected) => {
    expect(fold(given)).toBe(expected)
  })

  test('takes each letter for itself, whatever stands beside it', () => {
    for (const text of ['300 m² nº 3', '½ lote', '⑴', '№ 4'])
      expect(fold(`${text} “x”`)).toBe(`${fold(text)} “x”`)
    expect(fold('ﷺ'.repeat(50))).toHaveLength(50)
  })

  test('never fails, and folding again changes nothing', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
    )
  })
})

describe('tokenise', () => {
  test('gives folded words with their position in the text', () => {
    expect(tokenise('¿Dónde queda Cañuelas?')).toMatchObject([
      { word: 'donde', start: 1, end: 6, capital: true, gap: '¿' },
      { word: 'queda', start: 7, end: 12, capital: false, gap: '' },
      { word: 'canuelas', start: 13, end: 21, capital: true, gap: '' },
    ])
  })

  test('takes letters written with a separate accent for one word', () => {
    expect(tokenise('Moro\u0301n')).toMatchObject([
      { word: 'moron', start: 0, end: 6, capital: true, gap: '' },
    ])
  })

  test('its words are read once, each by each of its readers', () => {
    const read: string[] = []
    const reader = (name: string) =>
      perWord(word => {
        read.push(`${name} ${word}`)
        return { [name]: word }
      })
    const [length, sound] = [reader('length'), reader('sound')]
    for (const token of [...tokenise('ola casa ola'), ...tokenise('¡Casa!')])
      expect([length(token), sound(token)]).toEqual([{ length: token.word }, { sound: token.word }])
    expect(read).toEqual(['length ola', 'sound ola', 'length casa', 'sound casa'])
  })

  test('digits are words, and stay with the letters that touch them', () => {
    expect(words('la 3f, el 25demayo y 9 de julio')).toEqual(
      'la 3f el 25demayo y 9 de julio'.split(' '),
    )
  })

  test('an accented capital is a capital, and a digit is none', () => {
    expect(tokenise('Ñandú África 9 ñ').map(token => token.capital)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test('tells what stands between two words, without spaces', () => {
    expect(tokenise('Bernal , Quilmes... Moreno\ny Merlo').map(token => token.gap)).toEqual([
      '',
      ',',
      '...',
      '\n',
      '',
    ])
  })

  test('finds nothing in an empty text or in punctuation', () => {
    expect(words('')).toEqual([])
    expect(words(' ¿?... 😀')).toEqual([])
  })

  test('an emoji with a variation selector is no word', () => {
    expect(words('❤️ Morón ☎️')).toEqual(['moron'])
  })

  test('never fails, and every position is right', () => {
    fc.assert(
      fc.property(anyText, text => {
        let last = 0
        for (const { word, start, end, gap } of tokenise(text)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          expect(fold(text.slice(start, end))).toBe(word)
          expect(text.slice(last, start).replaceAll(' ', '')).toBe(gap)
          expect(hasWords(gap)).toBe(false)
          last = end
        }
        expect(hasWords(text.slice(last))).toBe(false)
      }),
    )
  })

  test('no word is empty, whatever comes', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(words(text)).not.toContain('')
      }),
    )
  })
})

describe('hasWords', () => {
  test.each(['hola', 'ñ', '3', '¿y?', '😀 sí'])('is true of %s', text => {
    expect(hasWords(text)).toBe(true)
  })

  test.each(['', '   ', '...', '😀😀', '❤️', '¿?¡!'])('is false of «%s»', text => {
    expect(hasWords(text)).toBe(false)
  })

  test('is true of exactly the texts that have a word', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(hasWords(text)).toBe(words(text).some(word => word !== ''))
      }),
    )
  })
})
