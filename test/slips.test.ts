import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRepair, createSlips } from '../src/slips.ts'
import { distance } from '../src/spelling.ts'

// Of few letters, so that many words are one slip from another; also longer than what is indexed.
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 11 })
const list = fc.uniqueArray(word, { maxLength: 60 })

test('the first word that is one slip away is found as by reading the whole list', () => {
  fc.assert(
    fc.property(list, word, (words, text) => {
      expect(createSlips(words)(text)).toBe(words.find(right => distance(text, right, 1) === 1))
    }),
  )
})

test('a repair begins with the same letter and is found wherever there is one', () => {
  fc.assert(
    fc.property(list, word, (words, text) => {
      const fitting = words.filter(right => right[0] === text[0] && distance(text, right, 1) === 1)
      const repaired = createRepair(words)(text)
      if (repaired === undefined) expect(fitting).toEqual([])
      else expect(fitting).toContain(repaired)
    }),
  )
})
