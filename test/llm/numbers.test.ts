import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plain, withDigits } from '../../src/llm/numbers.ts'

const DAYS = /^ dias?/
const read = (text: string) => withDigits(plain(text), DAYS)

const ONES =
  ' un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
    ' ',
  )
const TENS = '   treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ')
const HUNDREDS =
  ' ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
    ' ',
  )
const upToHundred = (n: number) => {
  if (n < 30) return ONES[n] ?? ''
  return [TENS[Math.floor(n / 10)], n % 10 > 0 && `y ${ONES[n % 10]}`].filter(Boolean).join(' ')
}
const upToThousand = (n: number) =>
  n === 100 ? 'cien' : `${HUNDREDS[Math.floor(n / 100)]} ${upToHundred(n % 100)}`.trim()
/** A number as it is said in Spanish. */
const said = (n: number): string => {
  const [millions, thousands, rest] = [Math.floor(n / 1e6), Math.floor(n / 1000) % 1000, n % 1000]
  return [
    millions > 0 && (millions === 1 ? 'un millón' : `${upToThousand(millions)} millones`),
    thousands > 0 && (thousands === 1 ? 'mil' : `${upToThousand(thousands)} mil`),
    rest > 0 && upToThousand(rest),
  ]
    .filter(Boolean)
    .join(' ')
}

describe('a number in words', () => {
  test.each([
    ['treinta y cinco días', '35 dias'],
    ['veintiún días', '21 dias'],
    ['treinta y un días', '31 dias'],
    ['la ley diez mil ochocientos treinta', 'la ley 10830'],
    ['dos mil veinte', '2020'],
    ['dos millones quinientos mil', '2500000'],
    ['tres millones mil cien', '3001100'],
    ['cuatro cuatro, cinco cinco', '4 4 5 5'],
    ['quinientas cuadras', '500 cuadras'],
    ['dos y tres', '2 y 3'],
    ['entre veinte y treinta y cinco', 'entre 20 y 35'],
    ['dos, y después andá', '2, y despues anda'],
    ['cien por ciento', '100 por ciento'],
    ['10 mil', '10000'],
    ['2,5 millones', '2500000'],
    ['1.500 millones', '1500000000'],
  ])('is read: %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  test('is the same as in digits, whatever the number', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 2, max: 9999 }),
          fc.integer({ min: 2, max: 999_999_999 }),
          fc.integer({ min: 1, max: 999_999 }).map(thousands => thousands * 1000),
        ),
        n => {
          expect(read(`${said(n)} días`)).toBe(`${n} dias`)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('is one only where it counts; elsewhere it is an article', () => {
    expect(read('un día en una oficina')).toBe('1 dia en una oficina')
  })

  test('is none inside of another word', () => {
    expect(read('tresillo, undosa, milagro')).toBe('tresillo, undosa, milagro')
  })
})

describe('plain text', () => {
  test.each([
    ['wide letters', 'ｃａｓａ．ｂａ', 'casa.ba'],
    ['what cannot be seen', '4\u200b4\u00ad4', '444'],
    ['digits in boxes', '1\ufe0f\u20e32\ufe0f\u20e3', '1\ufe0f2\ufe0f'],
    ['digits of other scripts', '٤٥ ४५ 𝟒𝟓 ４５', '45 45 45 45'],
    ['digits in rings', '①②', '12'],
  ])('has %s as anybody writes them', (_, text, expected) => {
    expect(plain(text)).toBe(expected)
  })

  test('has no digit but ours, whatever comes', () => {
    const digit = fc
      .integer({ min: 0x30, max: 0x1fbf9 })
      .map(code => String.fromCodePoint(code))
      .filter(letter => /\p{Nd}/u.test(letter))
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(digit, fc.constantFrom('a', ' ')) }), text => {
        expect(plain(text)).toMatch(/^[0-9a ]*$/)
      }),
    )
  })
})
