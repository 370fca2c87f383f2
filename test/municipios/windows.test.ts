import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGazetteer } from '../../src/municipios/gazetteer.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { createSieve, partOf } from '../../src/municipios/sieve.ts'
import { windowsIn } from '../../src/municipios/windows.ts'
import { createWords } from '../../src/municipios/words.ts'
import { tokenise } from '../../src/text.ts'

const wordsOf = createWords(readLexicon('data'))
const letters = fc.constantFrom(...'aehlmnsyz25')
const word = fc.oneof(
  fc.string({ unit: letters, minLength: 1, maxLength: 5 }),
  fc.constantFrom('gral', 'de', 'la', 'h', '·', 'san', 'hh'),
)

test('words in a row are sifted by the very hash of the name that they are written together as', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), said => {
      const words = wordsOf(tokenise(said.join(' ')))
      const hashes = { written: [] as number[], sounding: [] as number[] }
      const gazetteer = {
        ...createGazetteer([]),
        longest: 4,
        mayBeWritten: (hash: number) => hashes.written.push(hash) === 0,
        maySound: (hash: number) => hashes.sounding.push(hash) > 0,
        hasWord: () => false,
      }
      // Those that are doubtful are not sifted.
      const windows = windowsIn(
        words.map(one => ({ ...one, known: true, ordinary: true })),
        gazetteer,
      )
      expect(windows.map(({ glued }) => partOf(glued).hash)).toEqual(hashes.written)
      expect(windows.map(({ sound }) => partOf(sound).hash)).toEqual(hashes.sounding)
    }),
  )
})

test('a sieve lets through every text it was made of, and hardly any other', () => {
  const texts = Array.from({ length: 3000 }, (_, i) => `lugar ${i}`)
  const sieve = createSieve(new Map(texts.map(text => [text, true])))
  expect(texts.filter(text => !sieve(partOf(text).hash))).toEqual([])
  const others = Array.from({ length: 10_000 }, (_, i) => `otro ${i}`)
  expect(others.filter(text => sieve(partOf(text).hash)).length).toBeLessThan(600)
})
