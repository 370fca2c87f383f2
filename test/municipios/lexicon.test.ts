import { describe, expect, test } from 'vitest'
import { createWordSet, readLexicon } from '../../src/municipios/lexicon.ts'

describe('a set of words', () => {
  test('has each of its words and nothing else, also where they begin or end alike', () => {
    const words = ['casa', 'casas', 'as', 'a', 'escritura', 'ñandu', 'sa']
    const set = createWordSet(words)
    expect(words.filter(word => !set.has(word))).toEqual([])
    const others = ['', 'cas', 'asa', 's', 'casasas', 'Casa', 'escritur', 'scritura', '\n']
    expect(others.filter(word => set.has(word))).toEqual([])
  })

  test('of none has none', () => {
    expect(createWordSet([]).has('casa')).toBe(false)
  })

  test('says the same as the list of ordinary words', () => {
    const { words } = readLexicon('data')
    expect(['casa', 'monte', 'escritura'].every(word => words.has(word))).toBe(true)
    expect(['xqzt', 'moreno1450', 'casaa'].some(word => words.has(word))).toBe(false)
  })
})
