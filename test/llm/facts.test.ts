import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factsIn, factsOf } from '../../src/llm/facts.ts'

const facts = (text: string) => [...factsOf(text)].sort()

describe('two texts that say the same', () => {
  test.each([
    ['Ley 10.830', 'ley 10830', 'Ley Nº 10.830', 'Ley N.º 10.830', 'la ley 10.830/89'],
    ['$ 1.500', '1500 pesos', 'mil quinientos pesos', '$1.500,00', 'ARS 1500'],
    ['U$S 100', 'USD 100', 'cien dólares', '100 USD', 'US$ 100,00'],
    ['$10.000', '10 mil pesos', 'diez mil pesos', '$ 10 mil'],
    ['10 %', '10%', 'diez por ciento', '10,0 %', 'diez porciento'],
    ['30 días', 'treinta días', 'treinta (30) días', '30 (treinta) días', '**30** días'],
    ['5 a 10 años', 'de 5 a 10 años', 'entre cinco y diez años', '5–10 años'],
    ['1 de enero de 2006', '1/1/2006', '01-01-06', '1º de enero de 2006', '1° de enero del 2006'],
    ['primero de enero de 2006', '1.1.2006', '1ro de enero del año 2006'],
    ['31/12/94', '31 de diciembre de 1994'],
    ['4444-5555', '4444 5555', '4444.5555', 'cuatro cuatro cuatro cuatro 5555', '４４４４-5555'],
    ['(0220) 483-8272', '0220 4838272', '0220-483-8272'],
    ['muni@merlo.gob.ar', 'Muni @ Merlo.gob.ar'],
    ['https://www.merlo.gob.ar/tierras/', 'merlo.gob.ar/tierras', 'www.merlo.gob.ar/tierras.'],
  ])('claims the same facts: %s', (first, ...others) => {
    expect(facts(first)).toHaveLength(facts(first).includes('medida 5 ano') ? 2 : 1)
    for (const other of others) expect([other, facts(other)]).toEqual([other, facts(first)])
  })
})

describe('two texts that differ', () => {
  test.each([
    ['10 días', '10 meses'],
    ['$ 100', 'U$S 100'],
    ['5 a 10 años', '10 años'],
    ['10 años y medio', '10 años'],
    ['30 días hábiles', '30 días'],
    ['5º de enero de 2006', '1º de enero de 2006'],
    ['5 mil pesos', 'mil pesos'],
    ['4444-5555 int. 12', '4444-5555 int. 13'],
    ['calle 50', 'calle 51'],
    ['a 5 cuadras', 'a 6 cuadras'],
    ['5 min', '6 min'],
    ['1 %', '1'],
    ['1,5 %', '15 %'],
  ])('do not claim the same: %s, %s', (one, other) => {
    expect(facts(one)).not.toEqual(facts(other))
  })
})

describe('nothing is claimed', () => {
  test.each([
    'Llevá 3 copias del DNI.',
    '1. Pedí el turno\n2) Llevá los papeles',
    'una o dos fotos',
    'Vení con un familiar',
    'las dos leyes y los tres papeles',
  ])('by %s', text => {
    expect(facts(text)).toEqual([])
  })
})

describe('something is claimed', () => {
  test.each([
    ['un alias', 'transferí a casa.ba', ['dicho transferi', 'direccion casa.ba']],
    ['a month', 'hasta octubre', ['dicho octubre']],
    ['a year alone', 'desde 2020', ['numero 2020']],
    ['a place', 'en la planta baja, frente a la plaza', ['dicho frente a', 'dicho planta baja']],
    ['a number with letters for digits', 'al 4l44 y al O11', ['numero 4l44', 'numero o11']],
    ['an address told in words', 'merlo punto gob', ['dicho punto gob']],
    ['digits one by one', 'cuatro y 4 y cinco y 5', ['numero 4455', 'numeros 4 4 5 5']],
    ['a name in separate letters', 'l a n u s', ['dicho l a n u s']],
    ['a vague measure', 'unos meses', ['medida unos mes']],
  ])('by %s', (_, text, expected) => {
    expect(facts(text)).toEqual(expected)
  })
})

test.each([
  '44.',
  'Cuatro.',
  '4',
  '- Cuatro',
  '4️⃣',
  'empieza con cuatro',
  'el número es 8',
  '4, x 8, y 3, z 8',
])('digits that could be a part of a telephone number are a claim: %s', text => {
  expect(facts(text)).toEqual([expect.stringMatching(/^numeros? [\d ]+$/)])
})

test.each(['1. Llevá el DNI', 'son 3 pasos', 'los 2 titulares y 4 copias'])(
  'what counts papers or steps is none: %s',
  text => {
    expect(facts(text)).toEqual([])
  },
)

test('numbers on two lines are two numbers', () => {
  expect(facts('Calle 50 Nº 1234\n4444-5555')).toContain('numero 44445555')
})

test('who has read a date may say its month and its year, and no other day', () => {
  const read = factsIn('1 de enero de 2006')
  for (const fact of factsOf('desde 2006, o enero de 2006')) expect(read).toContain(fact)
  for (const fact of factsOf('en enero')) expect(read).not.toContain(fact)
  for (const fact of factsOf('2 de enero de 2006')) expect(read).not.toContain(fact)
})

describe('any text at all', () => {
  const piece = fc.constantFrom(
    ...['$', '%', '10.830', 'ley', ' de ', 'enero', '/', '8:30', 'hs', ' a ', 'mil', '@', '.ar'],
    ...['\n', ' ', 'y', 'dos', 'º', '½', '-', '(', ')', 'p. m.', 'u$s', '٤', '**', '99999999999'],
  )
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join('')),
  )

  test('is read without an error, twice the same', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(facts(text)).toEqual(facts(text))
        expect(facts(text).join()).not.toMatch(/NaN|undefined/)
      }),
      { numRuns: 2000 },
    )
  })

  test('is read soon, however long', () => {
    const started = performance.now()
    for (const part of ['a', '1', '1 ', 'a.', 'dos ', 'x ', '$', '1/', 'a@', '8 a '])
      factsOf(part.repeat(4000 / part.length))
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
