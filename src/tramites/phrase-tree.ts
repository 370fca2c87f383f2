import { NONE } from './numbering.ts'
import { createNotes } from './postings.ts'

/** Nodes of the tree, and parts of phrases: more would not fit into 16 bits. */
const MOST = 2 ** 16
/** The part that stands for any up to `REACH`, or none. */
export const ANY = MOST - 1
const REACH = 3

/** What is said for a group: a sequence of numbered parts, some of them `ANY`. */
export interface Phrase {
  readonly parts: readonly number[]
  readonly group: number
}

// Apart from the search: what it is built from would be kept with what it returns.
const build = (phrases: readonly Phrase[]) => {
  const steps = new Map<number, number>()
  const groups = createNotes()
  let nodes = 1
  for (const { parts, group } of phrases) {
    let node = 0
    for (const part of parts) {
      const step = node * MOST + part
      node = steps.get(step) ?? nodes
      if (node === nodes) steps.set(step, nodes++)
    }
    groups.add(node, group, 0)
  }
  if (nodes > MOST) throw new RangeError(`more than ${MOST} beginnings of phrases`)
  // Noted in order, so that those of each node are sorted by their part.
  const branches = createNotes()
  for (const step of Float64Array.from(steps.keys()).sort())
    branches.add(Math.floor(step / MOST), steps.get(step) ?? 0, step % MOST)
  return { branches: branches.sorted(nodes), groups: groups.sorted(nodes) }
}

/**
 * Puts phrases into one tree, in flat arrays: from each node, sorted, the parts with which a phrase
 * goes on. Gives what finds the groups of which a phrase is said, in the order in which they are
 * found, each once.
 */
export const createPhraseTree = (phrases: readonly Phrase[]) => {
  const { branches, groups } = build(phrases)
  const { starts, items: nodes, values: parts } = branches

  /** The node that follows with this part, or `NONE`. */
  const next = (node: number, part: number) => {
    const end = starts[node + 1] ?? 0
    let low = starts[node] ?? 0
    let high = end
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((parts[middle] ?? 0) < part) low = middle + 1
      else high = middle
    }
    return low < end && parts[low] === part ? (nodes[low] ?? NONE) : NONE
  }

  const follow = (said: readonly number[], node: number, at: number, found: number[]) => {
    for (let i = groups.starts[node] ?? 0; i < (groups.starts[node + 1] ?? 0); i++) {
      const group = groups.items[i] ?? 0
      if (!found.includes(group)) found.push(group)
    }
    if (starts[node] === starts[node + 1]) return
    const after = at < said.length ? next(node, said[at] ?? NONE) : NONE
    if (after !== NONE) follow(said, after, at + 1, found)
    const over = next(node, ANY)
    if (over === NONE) return
    for (let i = at; i < said.length && i <= at + REACH; i++) {
      const end = next(over, said[i] ?? NONE)
      if (end !== NONE) follow(said, end, i + 1, found)
    }
  }

  return (said: readonly number[]): number[] => {
    const found: number[] = []
    for (let at = 0; at < said.length; at++) follow(said, 0, at, found)
    return found
  }
}
