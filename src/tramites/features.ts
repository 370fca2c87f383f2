import { hashOf } from '../hashing.ts'
import { tokenise } from '../text.ts'
import { keyOf, keyOfText, NONE } from './numbering.ts'
import { type Heard, hear } from './stem.ts'
import type { Synonyms } from './synonyms.ts'

/** Beyond this many content words a question is a story, and the rest only blurs the search. */
const MAX_TERMS = 40

/** The content words of a text, stemmed. */
export const termsOf = (text: string) =>
  tokenise(text)
    .map(hear)
    .filter(({ content }) => content)
    .map(({ root }) => root)

/** The words of a text, up to the last of so many with content. */
export const hearAll = (text: string, most = MAX_TERMS): readonly Heard[] => {
  const words = tokenise(text).map(hear)
  let left = most
  const end = words.findIndex(({ content }) => content && left-- === 0)
  return end < 0 ? words : words.slice(0, end)
}

export const KINDS = ['terms', 'groups', 'phrases', 'pairs', 'letters'] as const

export type Kind = (typeof KINDS)[number]

/**
 * What a text says, as far as the search is concerned: the keys of its features, each once. No
 * two kinds have a feature in common.
 * - terms: stems of its content words
 * - groups: groups of synonyms that it has a word of: "#perder"
 * - phrases: neighbouring words of which at least one has content: "la escritur"
 * - pairs: groups that are said together: what is lost, and what it was that got lost
 * - letters: those that follow each other in its words: "~esk"
 */
export type Said = Readonly<Record<Kind, readonly number[]>>

const addTo = (keys: number[], key: number) => {
  if (!keys.includes(key)) keys.push(key)
}

/** Builds the reading of words. */
export const createReading = ({ names, groupsIn }: Synonyms) => {
  const hashes = names.map(name => hashOf(name))
  const keys = names.map(keyOfText)
  const pairsOf = (groups: readonly number[]) => {
    const sorted = groups.toSorted((a, b) => a - b)
    return sorted.flatMap((first, i) =>
      sorted.slice(i + 1).map(second => keyOf(hashOf(names[second] ?? '', hashes[first]))),
    )
  }
  return (words: readonly Heard[]): Said => {
    const roots: number[] = []
    const terms: number[] = []
    const phrases: number[] = []
    const letters: number[] = []
    let before: { hash: number; content: boolean } | undefined
    for (const { root, letters: own, content } of words) {
      const hash = hashOf(root)
      const key = keyOf(hash)
      if (content) addTo(terms, key)
      if (before && (before.content || content))
        addTo(phrases, keyOf(hashOf(root, hashOf(' ', before.hash))))
      for (const key of own) addTo(letters, key)
      roots.push(key)
      before = { hash, content }
    }
    const groups = groupsIn(roots)
    return {
      terms,
      groups: groups.map(group => keys[group] ?? NONE),
      phrases,
      pairs: pairsOf(groups),
      letters,
    }
  }
}

/** What a text says, as the numbers of its features. */
export type Marks = Readonly<Record<Kind, readonly number[]>>

/** The marks of what is said, by what gives each feature its number. */
export const marksOf = (said: Said, number: (feature: number) => number): Marks => ({
  terms: said.terms.map(number),
  groups: said.groups.map(number),
  phrases: said.phrases.map(number),
  pairs: said.pairs.map(number),
  letters: said.letters.map(number),
})
