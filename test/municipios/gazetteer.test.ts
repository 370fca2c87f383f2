import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGazetteer, foreignForms } from '../../src/municipios/gazetteer.ts'
import { formsOf } from '../../src/municipios/names.ts'
import { createShards } from '../../src/shards.ts'
import { distance } from '../../src/spelling.ts'
import { shippedMunicipios } from '../bench/reading.ts'

const municipios = shippedMunicipios()
const gazetteer = createGazetteer([
  ...municipios.flatMap(formsOf),
  ...foreignForms(['rosario'], ['virgen de lujan']),
])
const namesOf = (places: readonly { municipio: string }[] = []) =>
  [...new Set(places.map(place => place.municipio))].sort()

describe('the shards', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcde'), minLength: 4, maxLength: 8 })

  test('miss no key within the edits that both tolerate', () => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 30 }), letters, (keys, text) => {
        const shards = createShards(keys.map(key => [key, 2]))
        const candidates = shards.candidates(text, 2)
        keys.forEach((key, at) => {
          if (distance(text, key, 2) <= 2) expect(candidates).toContain(at)
        })
      }),
    )
  })

  test('of nothing have nothing', () => {
    expect(createShards([]).candidates('moron', 2)).toEqual([])
  })
})

describe('a name', () => {
  test.each([
    ['quilmes', 'Quilmes'],
    ['josecpaz', 'José C. Paz'],
    ['jcpaz', 'José C. Paz'],
    ['f·varela', 'Florencio Varela'],
    ['25demayo', '25 de Mayo'],
    ['veinticincodemayo', '25 de Mayo'],
    ['lomaszamora', 'Lomas de Zamora'],
  ])('written as %s is %s', (key, municipio) => {
    expect(namesOf(gazetteer.written(key)?.places)).toEqual([municipio])
  })

  test('of a municipio is not also a localidad elsewhere', () => {
    expect(namesOf(gazetteer.written('malvinasargentinas')?.places)).toEqual([
      'Malvinas Argentinas',
    ])
  })

  test('of several localidades is all of them', () => {
    expect(namesOf(gazetteer.written('canning')?.places)).toEqual(['Esteban Echeverría', 'Ezeiza'])
  })

  test('that no place has is none', () => {
    for (const key of ['', 'constructor', '__proto__', 'toString'])
      expect(gazetteer.written(key)).toBeUndefined()
  })
})

describe('a mistyped name', () => {
  test('is the nearest, with its number of errors', () => {
    const near = gazetteer.near('berazatgui', 'berasatgi')
    expect(namesOf(near?.places)).toEqual(['Berazategui'])
    expect(near?.edits).toBe(1)
  })

  test('that is far from all is none', () => {
    expect(gazetteer.near('xyzxyzxyz', 'xisxisxis')).toBeUndefined()
  })

  test('of a place outside the Province is not repaired', () => {
    expect(gazetteer.near('rosaario', 'rosario')?.places ?? []).toEqual([])
  })
})
