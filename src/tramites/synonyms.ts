import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { tokenise } from '../text.ts'
import { createNumbering, NONE, type Numbering } from './numbering.ts'
import { createNotes } from './postings.ts'
import { rootOf } from './stem.ts'

/** Words and phrases that mean the same, by the name of their group. */
export type Groups = Readonly<Record<string, readonly string[]>>

export interface Synonyms {
  /** The groups of which something is said, marked: "#perder". `roots` are those of all words. */
  groupsIn(roots: readonly string[]): Set<string>
}

const GAP = '...'
/** Of 32 bits; a phrase has at most so many beginnings, and the words in them. */
const MOST = 2 ** 16
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

/** The roots of all words in the groups. */
export const rootsIn = (groups: Groups): string[] =>
  Object.values(groups).flatMap(texts =>
    texts.flatMap(spread).flatMap(text => partsOf(text).filter(part => part !== GAP)),
  )

/** All phrases as one tree: a node is a number, and so is the step from it with a part to the next. */
const buildTree = (groups: Groups, parts: Numbering) => {
  const steps = new Map<number, number>()
  const notes = createNotes()
  let nodes = 1
  Object.values(groups).forEach((texts, group) => {
    for (const text of texts.flatMap(spread)) {
      let node = 0
      for (const part of partsOf(text)) {
        const step = parts.add(part) * MOST + node
        node = steps.get(step) ?? nodes
        if (node === nodes) steps.set(step, nodes++)
      }
      notes.add(node, group, 0)
    }
  })
  if (nodes > MOST) throw new RangeError(`more than ${MOST} beginnings of phrases`)
  const { starts, items } = notes.sorted(nodes)
  return { steps, starts, items, names: Object.keys(groups).map(name => `#${name}`) }
}

export const createSynonyms = (groups: Groups): Synonyms => {
  const parts = createNumbering()
  const gap = parts.add(GAP)
  const { steps, starts, items, names } = buildTree(groups, parts)
  const next = (node: number, part: number | undefined) =>
    part === undefined || part === NONE ? undefined : steps.get(part * MOST + node)
  return {
    groupsIn: roots => {
      const found = new Set<string>()
      // A root that looks like a gap is none.
      const said = roots.map(root => (root === GAP ? NONE : parts.of(root)))
      const follow = (node: number, at: number) => {
        for (let i = starts[node] ?? 0; i < (starts[node + 1] ?? 0); i++)
          found.add(names[items[i] ?? 0] ?? '')
        const after = next(node, said[at])
        if (after !== undefined) follow(after, at + 1)
        const over = next(node, gap)
        for (let i = at; over !== undefined && i <= at + REACH; i++) {
          const end = next(over, said[i])
          if (end !== undefined) follow(end, i + 1)
        }
      }
      for (let at = 0; at < roots.length; at++) follow(0, at)
      return found
    },
  }
}
