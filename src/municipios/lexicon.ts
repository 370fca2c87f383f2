import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from '../hashing.ts'

/** A set of words, of which one may only ask. */
export interface WordSet {
  has(word: string): boolean
}

/** Ordinary words, first names, surnames, and places outside the Province; all folded. */
export interface Lexicon {
  readonly words: WordSet
  readonly firstNames: ReadonlySet<string>
  readonly surnames: ReadonlySet<string>
  readonly outside: readonly string[]
  /** Phrases that hold the name of a place without speaking of it: clubs, saints, railways. */
  readonly traps: readonly string[]
}

const lines = (dir: string, file: string) =>
  readFileSync(join(dir, 'lexico', file), 'utf8')
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line && !line.startsWith('#'))

/**
 * One text and a table of where its words begin, open addressing: a third of the memory of a `Set`
 * of some fifty thousand strings.
 */
export const createWordSet = (words: readonly string[]): WordSet => {
  const text = `\n${words.join('\n')}\n`
  // At most half full, so that few words lie on the way to another.
  const mask = 2 ** Math.ceil(Math.log2(words.length * 2 + 1)) - 1
  const starts = new Uint32Array(mask + 1)
  const isAt = (start: number, word: string) =>
    text.startsWith(word, start) && text[start + word.length] === '\n'
  const slotOf = (word: string) => {
    let slot = hashOf(word) & mask
    for (;;) {
      const start = starts[slot] ?? 0
      if (start === 0 || isAt(start, word)) return slot
      slot = (slot + 1) & mask
    }
  }
  let start = 1
  for (const word of words) {
    starts[slotOf(word)] = start
    start += word.length + 1
  }
  return { has: word => word !== '' && starts[slotOf(word)] !== 0 }
}

/** Reads the word lists of `data/lexico`; throws when one is missing. */
export const readLexicon = (dataDir: string): Lexicon => ({
  words: createWordSet(lines(dataDir, 'palabras.txt')),
  firstNames: new Set(lines(dataDir, 'nombres.txt')),
  surnames: new Set(lines(dataDir, 'apellidos.txt')),
  outside: lines(dataDir, 'fuera_de_la_provincia.txt'),
  traps: lines(dataDir, 'no_son_lugares.txt'),
})
