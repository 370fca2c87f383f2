import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { tokenise } from '../text.ts'
import { rootOf } from './stem.ts'

/** Words and phrases that mean the same, by the name of their group. */
export type Groups = Readonly<Record<string, readonly string[]>>

export interface Synonyms {
  /** The roots of all words in the groups. */
  readonly words: ReadonlySet<string>
  /** The groups of which something is said, marked: "#perder". `roots` are those of all words. */
  groupsIn(roots: readonly string[]): Set<string>
}

/** What phrases go on with after the same beginning: a root, or a gap. */
interface Node {
  readonly next: Map<string, Node>
  /** Groups that a phrase which ends here is of. */
  readonly groups: string[]
}

const GAP = '...'
/** No root is this one. */
const END = '.'
/** Words that a gap may hold. */
const REACH = 3
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
    .flatMap(part => (part === GAP ? [GAP] : tokenise(part).map(({ word }) => rootOf(word))))

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

const parseGroups = (file: string): unknown => {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** Reads `data/sinonimos.yaml`; throws an error that names the file when it is not as expected. */
export const readSynonyms = (dataDir: string): Groups => {
  const file = join(dataDir, 'sinonimos.yaml')
  const parsed = parseGroups(file)
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

const newNode = (): Node => ({ next: new Map(), groups: [] })

export const createSynonyms = (groups: Groups): Synonyms => {
  const start = newNode()
  const words = new Set<string>()
  for (const [group, texts] of Object.entries(groups))
    for (const text of texts.flatMap(spread)) {
      let node = start
      for (const part of partsOf(text)) {
        if (part !== GAP) words.add(part)
        const next = node.next.get(part) ?? newNode()
        node.next.set(part, next)
        node = next
      }
      node.groups.push(`#${group}`)
    }
  return {
    words,
    groupsIn: roots => {
      const found = new Set<string>()
      const follow = (node: Node, at: number) => {
        for (const group of node.groups) found.add(group)
        const next = node.next.get(roots[at] ?? END)
        if (next) follow(next, at + 1)
        const gap = node.next.get(GAP)
        for (let i = at; gap && i <= at + REACH; i++) {
          const after = gap.next.get(roots[i] ?? END)
          if (after) follow(after, i + 1)
        }
      }
      for (let at = 0; at < roots.length; at++) follow(start, at)
      return found
    },
  }
}
