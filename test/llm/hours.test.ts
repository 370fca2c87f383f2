import { describe, expect, test } from 'vitest'
import { factsOf } from '../../src/llm/facts.ts'

const hours = (text: string) => [...factsOf(text)]

describe('hours of the day', () => {
  test.each([
    'de 8 a 14',
    '8 a 14',
    'de 8 a 14 hs',
    '8 a 14 hs.',
    '8.00 a 14.00',
    '08:00 a 14:00',
    'de 8:00 a 14:00 hs',
    'de las 8 a las 14',
    'desde las 8 hasta las 14',
    'entre las 8 y las 14',
    'entre las 8 y 14 horas',
    '8hs a 14hs',
    '8-14 hs',
    '8 – 14',
    'de ocho a catorce horas',
    'de 8 a. m. a 2 p. m.',
    '8 am a 2 pm',
    'de 8 a 14.',
  ])('from eight to two are read, however they are written: %s', text => {
    expect(hours(text)).toEqual(['hora 8:00 a 14:00'])
  })

  test.each(['8:30 a 13', 'de 8.30 a 13 hs', 'de ocho y media a trece', '8.30 a. m. a 1 p. m.'])(
    'with minutes are read: %s',
    text => {
      expect(hours(text)).toEqual(['hora 8:30 a 13:00'])
    },
  )

  test.each([
    ['a las 8:30', '8:30'],
    ['8.30 hs', '8:30'],
    ['08:30 hs', '8:30'],
    ['a las ocho y media', '8:30'],
    ['hasta las 9 y cuarto', '9:15'],
    ['desde las 7 hs', '7:00'],
    ['a las 2 de la tarde', '2:00'],
    ['12:30 p. m.', '12:30'],
    ['12 a. m.', '0:00'],
    ['a la 1', '1:00'],
  ])('%s is a time', (text, time) => {
    expect(hours(text)).toContain(`hora ${time}`)
  })

  test.each([
    ['de 8 a 14 hs', 'de 9 a 14 hs'],
    ['de 8 a 14', 'de 8 a 14:30'],
    ['de las 8 a las 14', 'de las 9 a las 14'],
    ['8:30 hs', '9:30 hs'],
    ['a las ocho', 'a las ocho y media'],
    ['las 12', 'las 12 y 30'],
    ['de 8 a. m. a 2 p. m.', 'de 9 a. m. a 2 p. m.'],
  ])('differ where the times do: %s, %s', (one, other) => {
    expect(hours(one)).not.toEqual(hours(other))
  })
})

describe('what is no hour of the day', () => {
  test.each([
    ['en 24 hs', ['medida 24 hora']],
    ['las 24 horas', ['medida 24 hora']],
    ['hasta 10 años', ['medida 10 ano']],
    ['de 10 a 20 días', ['medida 10 dia', 'medida 20 dia']],
    ['del 8 al 14 de marzo', ['fecha 14/3']],
    ['4444-5555', ['numero 44445555']],
    ['11-15-2345-6789', ['numero 111523456789']],
    ['5 a 10 %', ['medida 10 %']],
  ])('is not read as one: %s', (text, expected) => {
    expect(hours(text)).toEqual(expected)
  })
})
