import { join } from 'node:path'
import { tokenise } from '../text.ts'
import { readYaml } from '../yaml.ts'
import { createNumbering, keyOfText } from './numbering.ts'
import { ANY, createPhraseTree } from './phrase-tree.ts'
import { hear } from './stem.ts'

/** Words and phrases that mean the same, by the name of their group. */
export type Groups = Readonly<Record<string, readonly string[]>>

export interface Synonyms {
  /** The names of the groups, marked and sorted: "#perder". */
  readonly names: readonly string[]
  /** The groups of which something is said, by their places in `names`; takes the keys of roots. */
  groupsIn(roots: readonly number[]): number[]
}

const GAP = '...'
const RANGE = /^(\d+)\.\.(\d+)$/
/** Numbers that a range may hold: more is a slip of the keyboard. */
const MAX_RANGE = 200

/** A range of numbers as all of them; anything else as it is. */
const spread = (text: string): string[] => {
  const [, from, to] = RANGE.exec(text) ?? []
  if (!from || !to) return [text]
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => String(Number(from) + i))
}

const partsOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .flatMap(part => (part === GAP ? [GAP] : tokenise(part).map(token => hear(token).root)))

const mistakeIn = (text: string): string | undefined => {
  const [, from, to] = RANGE.exec(text) ?? []
  const many = Number(to) - Number(from) + 1
  if (from && !(many >= 1 && many <= MAX_RANGE))
    return `va del número menor al mayor, ${MAX_RANGE} como mucho`
  const parts = partsOf(text)
  if (parts.every(part => part === GAP)) return 'no tiene palabras'
  if (parts[0] === GAP || parts.at(-1) === GAP) return `no puede empezar ni terminar con ${GAP}`
  return undefined
}

/** Reads `data/sinonimos.yaml`; throws an error that names the file when it is not as expected. */
export const readSynonyms = (dataDir: string): Groups => {
  const file = join(dataDir, 'sinonimos.yaml')
  const parsed = readYaml(file)
  if (typeof parsed !== 'object' || !parsed || Array.isArray(parsed))
    throw new Error(`${file}: se esperan renglones «nombre: palabra, frase…»`)
  const groups: Record<string, string[]> = {}
  for (const [name, words] of Object.entries(parsed)) {
    const texts = typeof words === 'string' ? words.split(',').map(text => text.trim()) : []
    if (texts.length < 2)
      throw new Error(`${file}: «${name}» necesita al menos dos palabras o frases, con coma`)
    for (const text of texts) {
      const mistake = mistakeIn(text)
      if (mistake) throw new Error(`${file}: «${name}»: «${text}» ${mistake}`)
    }
    groups[name] = texts
  }
  return groups
}

/** The roots of all words in the groups. */
export const rootsIn = (groups: Groups): string[] =>
  Object.values(groups).flatMap(texts =>
    texts.flatMap(spread).flatMap(text => partsOf(text).filter(part => part !== GAP)),
  )

export const createSynonyms = (groups: Groups): Synonyms => {
  const names = Object.keys(groups)
    .map(name => `#${name}`)
    .sort()
  const roots = createNumbering()
  const numberOf = (part: string) => (part === GAP ? ANY : roots.add(keyOfText(part)))
  const phrases = Object.entries(groups).flatMap(([name, texts]) => {
    const group = names.indexOf(`#${name}`)
    return texts.flatMap(spread).map(text => ({ group, parts: partsOf(text).map(numberOf) }))
  })
  const groupsOf = createPhraseTree(phrases)
  return { names, groupsIn: said => groupsOf(said.map(roots.of)) }
}
