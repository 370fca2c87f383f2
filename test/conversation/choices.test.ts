import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chosen } from '../../src/conversation/choices.ts'
import { choiceOfMunicipio } from '../../src/conversation/questions.ts'
import { CHOICES } from '../../src/conversation/replies.ts'

const PLACES = ['Almirante Brown', 'Coronel Suárez', 'Lomas de Zamora'].map(choiceOfMunicipio)
const MAIN = [CHOICES.direcciones, CHOICES.requisitos, CHOICES.beneficios]
const pick = (text: string, choices = PLACES) => chosen(text, choices)?.label

describe('a choice is meant', () => {
  test.each([
    ['1', 'Almirante Brown'],
    ['2', 'Coronel Suárez'],
    [' 3. ', 'Lomas de Zamora'],
    ['2️⃣', 'Coronel Suárez'],
    ['la 2', 'Coronel Suárez'],
    ['opción 3', 'Lomas de Zamora'],
    ['el número 1 por favor', 'Almirante Brown'],
    ['dos', 'Coronel Suárez'],
  ])('by its number: %s', (text, label) => {
    expect(pick(text)).toBe(label)
  })

  test.each([
    ['el primero', 'Almirante Brown'],
    ['la primera', 'Almirante Brown'],
    ['primer', 'Almirante Brown'],
    ['el segundo', 'Coronel Suárez'],
    ['la 2da', 'Coronel Suárez'],
    ['el 3ro', 'Lomas de Zamora'],
    ['quiero la tercera', 'Lomas de Zamora'],
    ['el último', 'Lomas de Zamora'],
    ['la última', 'Lomas de Zamora'],
  ])('by its place: %s', (text, label) => {
    expect(pick(text)).toBe(label)
  })

  test.each([
    ['Coronel Suárez', 'Coronel Suárez'],
    ['coronel suarez', 'Coronel Suárez'],
    ['LOMAS DE ZAMORA', 'Lomas de Zamora'],
    ['es en Almirante Brown', 'Almirante Brown'],
  ])('by its name: %s', (text, label) => {
    expect(pick(text)).toBe(label)
  })

  test.each([
    ['almirante brwon', 'Almirante Brown'],
    ['coronel suares', 'Coronel Suárez'],
    ['lomas de samora', 'Lomas de Zamora'],
  ])('by its name with an error: %s', (text, label) => {
    expect(pick(text)).toBe(label)
  })

  test('by its words, of the choices that are no places', () => {
    expect(pick('qué papeles llevo', MAIN)).toBe('Qué papeles llevo')
    expect(pick('para que sirve?', MAIN)).toBe('Para qué sirve')
  })

  test('up to the eighth', () => {
    const eight = Array.from({ length: 8 }, (_, i) => ({ id: `${i}`, label: `Lugar ${i}` }))
    expect(chosen('8', eight)?.id).toBe('7')
    expect(chosen('el octavo', eight)?.id).toBe('7')
  })
})

describe('no choice is meant', () => {
  test.each([
    ['a number that was not shown', '4'],
    ['the eighth of three', 'el octavo'],
    ['nothing but small words', 'el de la'],
    ['an empty message', ''],
    ['emojis', '👍'],
    ['another municipio', 'Quilmes'],
    ['another municipio that looks a little like one', 'Morón'],
    ['a street number', '1234'],
    ['a yes', 'sí'],
    ['a no', 'no'],
    ['a story', 'vivo en la segunda casa de la cuadra hace ya muchos años con mis hijos'],
    ['a property of every object', '__proto__'],
  ])('by %s', (_, text) => {
    expect(pick(text)).toBeUndefined()
  })

  test('when none was shown', () => {
    expect(chosen('1', [])).toBeUndefined()
  })

  test('by a name that fits two as well', () => {
    const twins = ['General Pinto', 'General Paz'].map(choiceOfMunicipio)
    expect(chosen('general p', twins)).toBeUndefined()
  })
})

test('whatever is said, the answer is one of the choices or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect([undefined, ...PLACES]).toContain(chosen(text, PLACES))
    }),
  )
})
