import { readKeys } from '../yaml.ts'
import { createRuleMatcher, type RuleMatch } from './rule-matcher.ts'
import { compileGroups, compileRule, type Rule } from './rules.ts'

// Files of rules: under each name the lines that speak for it, and under "grupos" the words that
// these lines may share.

/** What stands under one name, and the rules of its lines. */
export interface Kind<T> {
  readonly id: string
  readonly value: T
  readonly rules: readonly Rule[]
}

type Lists = Readonly<Record<string, readonly string[]>>

const GROUPS = 'grupos'

/** Phrases that only look like one of the others stand under this name. */
export const LOOK_ALIKE = 'ninguna'

const asLists = (groups: unknown): Lists => {
  if (typeof groups !== 'object' || !groups) throw new Error('se esperan listas de palabras')
  for (const [name, list] of Object.entries(groups))
    if (!Array.isArray(list)) throw new Error(`«${name}» debe ser una lista`)
  return groups as Lists
}

// A mistake in such a file must stop the start, not an answer.
const naming = <T>(where: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`)
  }
}

/** Reads a file of rules; throws an error that names the file and the place that is wrong. */
export const readKinds = <T>(
  path: string,
  read: (value: unknown, id: string) => T,
  linesOf: (value: T) => readonly string[],
): readonly Kind<T>[] => {
  const { [GROUPS]: lists = {}, ...rest } = readKeys(path) as Record<string, unknown>
  const groups = naming(`${path}: «${GROUPS}»`, () => compileGroups(asLists(lists)))
  return Object.entries(rest).map(([id, given]) =>
    naming(`${path}: «${id}»`, () => {
      const value = read(given, id)
      return {
        id,
        value,
        rules: linesOf(value).flatMap(line => compileRule(id, `${line}`, groups)),
      }
    }),
  )
}

/**
 * Builds the choice of the kind that explains the most words of a text, of those alike the first;
 * words that a look-alike explains as well or better speak for none. `known` words are not mistyped.
 */
export const createRuleChoice = (
  kinds: readonly Kind<unknown>[],
  known: (word: string) => boolean,
) => {
  const match = createRuleMatcher(
    kinds.flatMap(({ rules }) => rules),
    known,
  )
  const order = kinds.map(({ id }) => id).filter(id => id !== LOOK_ALIKE)
  // Of two rules over the same words the one that explains more holds; equal, the look-alike.
  const rank = ({ id, at }: RuleMatch) => at.length - (order.indexOf(id) + 1) / (order.length + 1)
  return (text: string): string | undefined => {
    const found = match(text)
    if (found.length === 0) return undefined
    const explained = new Set<number>()
    const evidence = new Map<string, Set<number>>()
    for (const { id, at } of found.sort((a, b) => rank(b) - rank(a))) {
      if (id === LOOK_ALIKE) for (const position of at) explained.add(position)
      else if (!at.some(position => explained.has(position))) {
        const seen = evidence.get(id) ?? new Set()
        for (const position of at) seen.add(position)
        evidence.set(id, seen)
      }
    }
    const size = (id: string) => evidence.get(id)?.size ?? 0
    const [first] = [...evidence.keys()].sort(
      (a, b) => size(b) - size(a) || order.indexOf(a) - order.indexOf(b),
    )
    return first
  }
}
