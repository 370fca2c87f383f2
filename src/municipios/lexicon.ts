import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Ordinary words, first names, surnames, and places outside the Province; all folded. */
export interface Lexicon {
  readonly words: ReadonlySet<string>
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

/** Reads the word lists of `data/lexico`; throws when one is missing. */
export const readLexicon = (dataDir: string): Lexicon => ({
  words: new Set(lines(dataDir, 'palabras.txt')),
  firstNames: new Set(lines(dataDir, 'nombres.txt')),
  surnames: new Set(lines(dataDir, 'apellidos.txt')),
  outside: lines(dataDir, 'fuera_de_la_provincia.txt'),
  traps: lines(dataDir, 'no_son_lugares.txt'),
})
