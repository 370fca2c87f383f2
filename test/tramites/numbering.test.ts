import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNumbering, keyOfText, NONE } from '../../src/tramites/numbering.ts'

test('texts get numbers in the order in which they come, and keep them', () => {
  const numbering = createNumbering()
  expect(['casa', 'lote', 'casa', ''].map(keyOfText).map(numbering.add)).toEqual([0, 1, 0, 2])
  expect(numbering.of(keyOfText('lote'))).toBe(1)
  expect(numbering.of(keyOfText('terreno'))).toBe(NONE)
  expect(numbering.size()).toBe(3)
})

test('however many texts come, each has a number of its own', () => {
  const numbering = createNumbering()
  const texts = Array.from({ length: 20_000 }, (_, i) => `palabra ${i}`)
  texts.forEach((text, i) => {
    expect(numbering.add(keyOfText(text))).toBe(i)
  })
  texts.forEach((text, i) => {
    expect(numbering.of(keyOfText(text))).toBe(i)
  })
})

test('any texts are numbered as a map would number them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 8 })), texts => {
      const numbering = createNumbering()
      const map = new Map<string, number>()
      for (const text of texts) {
        if (!map.has(text)) map.set(text, map.size)
        expect(numbering.add(keyOfText(text))).toBe(map.get(text))
      }
      expect(numbering.size()).toBe(map.size)
    }),
  )
})
