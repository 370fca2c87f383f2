import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashOf } from '../src/hashing.ts'

// http://www.isthe.com/chongo/src/fnv/test_fnv.c
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('«%s» has the hash of FNV-1a', (text, hash) => {
  expect(hashOf(text) >>> 0).toBe(hash)
})

test('a text has the same hash whether it is read at once or in parts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (first, second) => {
      expect(hashOf(second, hashOf(first))).toBe(hashOf(first + second))
    }),
  )
})
