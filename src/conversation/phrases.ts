import { createSlips } from '../slips.ts'
import { phonetic } from '../spelling.ts'
import { perWord, tokenise } from '../text.ts'
import { createWordSets, isOf, type Sets } from './word-sets.ts'

// One element of a phrase: the words or beginnings that fit it, or a gap of a few words.
type Element = 'gap' | readonly string[]

export interface Phrase {
  readonly intent: string
  readonly elements: readonly Element[]
  /** Words it explains: of two phrases over the same words, the one that explains more wins. */
  readonly weight: number
}

export interface PhraseMatch {
  readonly intent: string
  readonly weight: number
  /** Positions of the words that it explains. */
  readonly at: readonly number[]
}

const GAP = 3
const MIN_TYPO = 6

const AND = phonetic('y')

/** Compiles one line of `data/intenciones.yaml`: "a|b", "papel*", "..." (up to three words). */
export const compilePhrase = (intent: string, text: string): Phrase => {
  const parts = text.trim().split(/\s+/)
  const elements = parts.map((part): Element => (part === '...' ? 'gap' : part.split('|')))
  return { intent, elements, weight: elements.filter(part => part !== 'gap').length }
}

interface Step {
  /** The set of the words that fit it, by number. */
  readonly set: number
  /** Words that may stand before it without being explained. */
  readonly gap: number
}

interface Ready {
  readonly intent: string
  readonly weight: number
  readonly steps: readonly Step[]
}

/** What the phrases make of a word. */
interface Read {
  readonly sets: Sets
  readonly joins: boolean
  /** The phrases that it may begin. */
  readonly opens: readonly Ready[]
}

/** The positions of a phrase that the word at `from` begins. */
const follow = (
  steps: readonly Step[],
  words: readonly Read[],
  from: number,
  positions: number[],
): number[] | undefined => {
  positions[0] = from
  let at = from + 1
  // By number: an iterator for each of the thousand phrases tried is most of the garbage otherwise.
  for (let i = 1; i < steps.length; i++) {
    const { set, gap } = steps[i] as Step
    const last = Math.min(at + gap, words.length - 1)
    let word = words[at]
    // A gap does not reach over "y": what comes after it is another question.
    while (at < last && word && !word.joins && !isOf(word.sets, set)) word = words[++at]
    if (!word || !isOf(word.sets, set)) return undefined
    positions[i] = at++
  }
  return positions.slice(0, steps.length)
}

const prepare = (
  { intent, elements, weight }: Phrase,
  numberOf: (words: readonly string[]) => number,
): Ready => {
  const steps = elements.flatMap((element, i): Step[] =>
    element === 'gap' ? [] : [{ set: numberOf(element), gap: elements[i - 1] === 'gap' ? GAP : 0 }],
  )
  return { intent, weight, steps }
}

const isStart = (word: string) => word.endsWith('*')
const soundOf = (word: string) => phonetic(tokenise(word)[0]?.word ?? '')

/** All sounds of the phrases, in their order: of two that a typo may stand for, the first is meant. */
const vocabularyOf = (phrases: readonly Phrase[]) => {
  const sounds = new Set<string>()
  for (const { elements } of phrases)
    for (const words of elements)
      if (words !== 'gap') {
        for (const word of words) if (!isStart(word)) sounds.add(soundOf(word))
        for (const word of words) if (isStart(word)) sounds.add(soundOf(word))
      }
  return [...sounds].filter(sound => sound.length >= MIN_TYPO - 1)
}

/** Tells the phrases that a word may begin. */
const createOpenings = (phrases: readonly Phrase[], ready: readonly Ready[]) => {
  const byFirst = new Map<string, Ready[]>()
  const byStart: Ready[] = []
  phrases.forEach(({ elements: [first] }, i) => {
    const item = ready[i]
    if (!item || !first || first === 'gap') return
    if (first.some(isStart)) byStart.push(item)
    for (const sound of new Set(first.filter(word => !isStart(word)).map(soundOf)))
      byFirst.set(sound, [...(byFirst.get(sound) ?? []), item])
  })
  return (sound: string, sets: Sets): readonly Ready[] => [
    ...(byFirst.get(sound) ?? []),
    ...byStart.filter(({ steps: [first] }) => first && isOf(sets, first.set)),
  ]
}

const overlap = (a: PhraseMatch, b: PhraseMatch) => a.at.some(position => b.at.includes(position))

/** Without two for the same words, unless they are of one intent. */
const withoutRivals = (found: PhraseMatch[]) => {
  found.sort((a, b) => b.weight - a.weight)
  const kept: PhraseMatch[] = []
  for (const match of found) {
    const rival = kept.some(other => other.intent !== match.intent && overlap(other, match))
    if (!rival) kept.push(match)
  }
  return kept
}

/**
 * Builds a matcher: the phrases that stand in a text, without two for the same words.
 * `known` tells ordinary words, which are never taken for a mistyped one.
 */
export const createMatcher = (phrases: readonly Phrase[], known: (word: string) => boolean) => {
  const { numbering, numbersOf, setsOf } = createWordSets(phonetic)
  const numberOf = numbering()
  const opensOf = createOpenings(
    phrases,
    phrases.map(phrase => prepare(phrase, numberOf)),
  )
  const vocabulary = vocabularyOf(phrases)
  const exact = new Set(vocabulary)
  const slip = createSlips(vocabulary)
  const soundAsMeant = (word: string) => {
    const sound = phonetic(word)
    const right = sound.length < MIN_TYPO - 1 || exact.has(sound) || known(word)
    return right ? sound : (slip(sound) ?? sound)
  }
  const read = perWord((word): Read => {
    const sound = soundAsMeant(word)
    const sets = setsOf(numbersOf(sound))
    return { sets, joins: sound === AND, opens: opensOf(sound, sets) }
  })
  // Most phrases end in nothing, so they are tried in one and the same list.
  const tried: number[] = []
  return (text: string): PhraseMatch[] => {
    const words = tokenise(text).map(read)
    const found: PhraseMatch[] = []
    for (let i = 0; i < words.length; i++)
      words[i]?.opens.forEach(({ intent, weight, steps }) => {
        const at = follow(steps, words, i, tried)
        if (at) found.push({ intent, weight, at })
      })
    return withoutRivals(found)
  }
}
