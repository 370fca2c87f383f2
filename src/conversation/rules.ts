import { hasWords } from '../text.ts'

/** One step of a rule: any of some words, or any of some shorter rules. */
export interface Step {
  readonly words: readonly string[]
  readonly rules: readonly Steps[]
  /** Words that may stand before it without being explained. */
  readonly gap: number
  readonly optional: boolean
}

export type Steps = readonly Step[]

export interface Rule {
  readonly id: string
  readonly steps: Steps
}

type Group = Pick<Step, 'words' | 'rules'>

export type Groups = ReadonlyMap<string, Group>

const GAP = 3
/** "a & b": in either order, this close and no farther, or a long story would hold them all. */
const NEAR = 8
export const NUMBER = '<numero>'

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, i) =>
        permutations(items.toSpliced(i, 1)).map(others => [item, ...others]),
      )

const compileStep = (part: string, gap: number, groups: Groups): Step => {
  const optional = part.endsWith('?')
  const words: string[] = []
  const rules: Steps[] = []
  for (const word of part.slice(0, optional ? -1 : undefined).split('|')) {
    const [, name] = /^<(.+)>$/.exec(word) ?? []
    if (!hasWords(word)) throw new Error(`«${part}» tiene un lugar vacío`)
    if (name && word !== NUMBER) {
      const group = groups.get(name)
      if (!group) throw new Error(`el grupo <${name}> no está definido antes de usarse`)
      words.push(...group.words)
      rules.push(...group.rules)
    } else if (word.includes('_')) rules.push(compileSteps(word.replaceAll('_', ' '), groups))
    else words.push(word)
  }
  return { words, rules, gap, optional }
}

const compileSteps = (text: string, groups: Groups): Steps => {
  const parts = text.trim().split(/\s+/)
  if (parts[0] === '...' || parts.at(-1) === '...') throw new Error('«...» va entre dos palabras')
  const steps: Step[] = []
  let gap = 0
  for (const part of parts) {
    if (part === '...') gap = GAP
    else {
      steps.push(compileStep(part, gap, groups))
      gap = 0
    }
  }
  if (steps.every(step => step.optional)) throw new Error('no hay ninguna palabra que deba estar')
  return steps
}

const naming = <T>(text: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw new Error(`«${text}»: ${(error as Error).message}`)
  }
}

/** Compiles one line of a file of rules; what "&" joins becomes a rule for each order. */
export const compileRule = (id: string, text: string, groups: Groups): Rule[] =>
  permutations(naming(text, () => text.split(/\s&\s/).map(part => compileSteps(part, groups)))).map(
    parts => ({
      id,
      steps: parts.flatMap((steps, part) =>
        steps.map((step, i) => (part > 0 && i === 0 ? { ...step, gap: NEAR } : step)),
      ),
    }),
  )

/** Compiles the named groups of words, each of which may use those before it. */
export const compileGroups = (lists: Readonly<Record<string, readonly string[]>>): Groups => {
  const groups = new Map<string, Group>()
  for (const [name, lines] of Object.entries(lists)) {
    const all = lines.map(line => naming(`${line}`, () => compileSteps(`${line}`, groups)))
    const single = all.flatMap(steps => (steps.length === 1 ? steps : []))
    groups.set(name, {
      words: single.flatMap(step => step.words),
      // The longest first, since the first that fits is taken.
      rules: [...all.filter(steps => steps.length > 1), ...single.flatMap(step => step.rules)].sort(
        (a, b) => b.length - a.length,
      ),
    })
  }
  return groups
}
