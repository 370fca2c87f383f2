import { distance, phonetic, remembered } from '../spelling.ts'
import { tokenise } from '../text.ts'

// One element of a phrase: the sounds or beginnings that fit it, or a gap of a few words.
type Element = 'gap' | { readonly sounds: ReadonlySet<string>; readonly starts: readonly string[] }

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

const soundOf = (word: string) => phonetic(tokenise(word)[0]?.word ?? '')

const element = (part: string): Element => {
  if (part === '...') return 'gap'
  const words = part.split('|')
  return {
    sounds: new Set(words.filter(word => !word.endsWith('*')).map(soundOf)),
    starts: words.filter(word => word.endsWith('*')).map(soundOf),
  }
}

/** Compiles one line of `data/intenciones.yaml`: "a|b", "papel*", "..." (up to three words). */
export const compilePhrase = (intent: string, text: string): Phrase => {
  const elements = text.trim().split(/\s+/).map(element)
  return { intent, elements, weight: elements.filter(part => part !== 'gap').length }
}

const fits = (part: Exclude<Element, 'gap'>, sound: string) =>
  part.sounds.has(sound) ||
  (part.starts.length > 0 && part.starts.some(start => sound.startsWith(start)))

const matchFrom = (
  elements: readonly Element[],
  sounds: readonly string[],
  at: number,
  positions: number[],
): number[] | undefined => {
  let count = 0
  let slack = 0
  let i = at
  for (const part of elements) {
    if (part === 'gap') {
      slack = GAP
      continue
    }
    const last = i + slack
    // A gap does not reach over "y": what comes after it is another question.
    while (i < last && sounds[i] !== AND && i < sounds.length && !fits(part, sounds[i] ?? '')) i++
    if (!fits(part, sounds[i] ?? '')) return undefined
    positions[count++] = i++
    slack = 0
  }
  return positions.slice(0, count)
}

const vocabularyOf = (phrases: readonly Phrase[]) => {
  const sounds = new Set<string>()
  for (const { elements } of phrases)
    for (const part of elements)
      if (part !== 'gap') {
        for (const sound of part.sounds) sounds.add(sound)
        for (const start of part.starts) sounds.add(start)
      }
  return [...sounds].filter(sound => sound.length >= MIN_TYPO - 1)
}

const overlap = (a: PhraseMatch, b: PhraseMatch) => a.at.some(position => b.at.includes(position))

/**
 * Builds a matcher: the phrases that stand in a text, without two for the same words.
 * `known` tells ordinary words, which are never taken for a mistyped one.
 */
export const createMatcher = (phrases: readonly Phrase[], known: (word: string) => boolean) => {
  const vocabulary = vocabularyOf(phrases)
  const exact = new Set(vocabulary)
  const byFirst = new Map<string, Phrase[]>()
  const byStart: Phrase[] = []
  for (const item of phrases) {
    const [first] = item.elements
    if (!first || first === 'gap') continue
    if (first.starts.length > 0) byStart.push(item)
    for (const sound of first.sounds) byFirst.set(sound, [...(byFirst.get(sound) ?? []), item])
  }
  const startingAt = remembered(sound => [
    ...(byFirst.get(sound) ?? []),
    ...byStart.filter(({ elements: [first] }) => first && first !== 'gap' && fits(first, sound)),
  ])
  const soundAsMeant = remembered(word => {
    const sound = phonetic(word)
    if (sound.length < MIN_TYPO - 1 || exact.has(sound) || known(word)) return sound
    return vocabulary.find(right => distance(sound, right, 1) === 1) ?? sound
  })
  // Most phrases end in nothing, so they are tried in one and the same list.
  const tried: number[] = []
  return (text: string): PhraseMatch[] => {
    const sounds = tokenise(text).map(token => soundAsMeant(token.word))
    const found: PhraseMatch[] = []
    sounds.forEach((sound, i) => {
      for (const item of startingAt(sound)) {
        const at = matchFrom(item.elements, sounds, i, tried)
        if (at) found.push({ intent: item.intent, weight: item.weight, at })
      }
    })
    found.sort((a, b) => b.weight - a.weight)
    const kept: PhraseMatch[] = []
    for (const match of found) {
      const rival = kept.some(other => other.intent !== match.intent && overlap(other, match))
      if (!rival) kept.push(match)
    }
    return kept
  }
}
