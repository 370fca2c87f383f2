import { createRepair } from '../slips.ts'
import { phonetic } from '../spelling.ts'
import { perWord, tokenise } from '../text.ts'
import type { Rule, Steps } from './rules.ts'
import { createWordSets, isOf, type Sets } from './word-sets.ts'

export interface RuleMatch {
  readonly id: string
  /** Positions of the words that it explains: the more, the surer. */
  readonly at: readonly number[]
}

const MIN_TYPO = 6

const CHAT = new Map(Object.entries({ q: 'que', k: 'que', ke: 'que', x: 'por', m: 'me', d: 'de' }))

// The shortest words are told apart by their letters: "ex" is not "es", "ahí" is not "hay".
const soundOf = (word: string) => {
  const meant = CHAT.get(word) ?? word
  return meant.length < 3 || meant === 'ahi' ? meant : phonetic(meant)
}

const longest = (steps: Steps): number =>
  steps.reduce((sum, step) => sum + step.gap + Math.max(1, ...step.rules.map(longest)), 0)

const needed = (steps: Steps) => steps.filter(step => !step.optional).length

const opening = ([first, ...others]: Steps): string[] =>
  first
    ? [...first.words, ...first.rules.flatMap(opening), ...(first.optional ? opening(others) : [])]
    : []

// Besides the short ones, the words that stand in most messages at this counter.
const COMMON = new Set(
  `ahora año años barrio calle casa como con cuando del desde donde dos ella ellos escritura esta
  este esto estoy familia fue hace hacer hasta hay hermano hija hijo hijos las les llevo los lote
  mama marido más muy municipio nada nadie nombre nos oficina papa papeles para partido pero plata
  por porque puede puedo que quiero ser sin sola solo son también tengo terreno tiene tienen toca
  toda todo tramite una vida vive viven vivo`
    .split(/\s+/)
    .map(word => tokenise(word)[0]?.word ?? ''),
)

const costOf = (words: readonly string[]) =>
  words.reduce((sum, word) => {
    const common = COMMON.has(word) || (word.length < 3 && !/\d/.test(word))
    return sum + (common ? 1000 : word.length < 4 ? 200 : 1)
  }, 0)

interface Anchor {
  readonly words: readonly string[]
  /** The fewest and the most words that may stand before the anchor. */
  readonly least: number
  readonly most: number
}

/** The step to look for a rule by: that of the words which stand in the fewest messages. */
const createAnchors = () => {
  const known = new Map<Steps, Anchor>()
  const anchorOf = (steps: Steps): Anchor => {
    const before = known.get(steps)
    if (before) return before
    let best: Anchor = { words: [], least: 0, most: 0 }
    let lowest = Number.POSITIVE_INFINITY
    steps.forEach((step, i) => {
      if (step.optional) return
      const inner = step.rules.map(anchorOf)
      const words = [...step.words, ...inner.flatMap(anchor => anchor.words)]
      const cost = costOf(words)
      if (cost >= lowest) return
      lowest = cost
      const reach = Math.max(0, ...inner.map(anchor => anchor.most))
      const earlier = steps.slice(0, i)
      best = { words, least: needed(earlier), most: longest(earlier) + step.gap + reach }
    })
    known.set(steps, best)
    return best
  }
  return anchorOf
}

interface Ready {
  readonly set: number
  /** The words that may begin one of its rules. */
  readonly opening: number
  readonly rules: readonly (readonly Ready[])[]
  readonly gap: number
  readonly optional: boolean
}

/** The positions that the steps explain when they begin at `i`. */
const follow = (
  steps: readonly Ready[],
  k: number,
  words: readonly Sets[],
  i: number,
  carried = 0,
): number[] | undefined => {
  const step = steps[k]
  if (!step) return []
  const gap = step.gap + carried
  const last = Math.min(i + gap, words.length - 1)
  for (let at = i; at <= last; at++) {
    const word = words[at]
    if (!word) break
    if (isOf(word, step.set)) {
      const rest = follow(steps, k + 1, words, at + 1)
      if (rest) return [at, ...rest]
    }
    if (step.rules.length === 0 || !isOf(word, step.opening)) continue
    for (const rule of step.rules) {
      const own = follow(rule, 0, words, at)
      const rest = own && follow(steps, k + 1, words, (own.at(-1) ?? at) + 1)
      if (rest) return [...own, ...rest]
    }
  }
  return step.optional ? follow(steps, k + 1, words, i, gap) : undefined
}

/** Compiles the rules, by the set of words to look for them by. */
const compileAll = (rules: readonly Rule[], numberOf: (words: readonly string[]) => number) => {
  const anchorOf = createAnchors()
  const prepared = new Map<Steps, Ready[]>()
  const prepare = (steps: Steps): Ready[] => {
    const before = prepared.get(steps)
    if (before) return before
    const ready = steps.map(({ words, rules: inner, gap, optional }) => ({
      set: numberOf(words),
      opening: numberOf(inner.flatMap(opening)),
      rules: inner.map(prepare),
      gap,
      optional,
    }))
    prepared.set(steps, ready)
    return ready
  }
  const compiled = rules.map(({ id, steps }) => {
    const { words, least, most } = anchorOf(steps)
    return { id, steps: prepare(steps), anchor: numberOf(words), least, most }
  })
  return Map.groupBy(compiled, rule => rule.anchor)
}

/** Builds a matcher: all the rules that stand in a text. `known` words are not mistyped ones. */
export const createRuleMatcher = (rules: readonly Rule[], known: (word: string) => boolean) => {
  const sets = createWordSets(soundOf)
  const byAnchor = compileAll(rules, sets.numbering())
  const vocabulary = new Set(sets.whole.keys())
  const repair = createRepair([...vocabulary].filter(word => word.length >= MIN_TYPO - 1))
  const read = perWord(word => {
    const sound = soundOf(word)
    const right = sound.length < MIN_TYPO || vocabulary.has(sound) || known(word)
    const repaired = right ? undefined : repair(sound)
    const numbers = sets.numbersOf(repaired ?? sound)
    const near = numbers.flatMap(set => byAnchor.get(set) ?? [])
    return { meant: sets.setsOf(numbers), near, guessed: repaired !== undefined }
  })
  return (text: string): RuleMatch[] => {
    const tokens = tokenise(text).map(read)
    const words = tokens.map(({ meant }) => meant)
    const found: RuleMatch[] = []
    tokens.forEach(({ near, guessed }, i) => {
      for (const { id, steps, least, most } of near)
        for (let start = Math.max(0, i - most); start <= i - least; start++) {
          const at = follow(steps, 0, words, start)
          // A name may be one slip away from a word of danger: "Sandra" does not bleed.
          if (at && (at.length > 1 || !guessed)) found.push({ id, at })
        }
    })
    return found
  }
}
