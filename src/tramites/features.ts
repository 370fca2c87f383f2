import { phonetic } from '../spelling.ts'
import { tokenise } from '../text.ts'
import { hasContent, rootOf, stem } from './stem.ts'
import type { Synonyms } from './synonyms.ts'

/** Beyond this many content words a question is a story, and the rest only blurs the search. */
const MAX_TERMS = 40
/** Letters that are read together: of a word that nobody has said, a part may be known. */
const LETTERS = 4

/** The content words of a text, stemmed. */
export const termsOf = (text: string) =>
  tokenise(text)
    .map(token => token.word)
    .filter(hasContent)
    .map(stem)

export const KINDS = ['terms', 'groups', 'phrases', 'pairs', 'letters'] as const

export type Kind = (typeof KINDS)[number]

/**
 * What a text says, as far as the search is concerned. No two kinds have a feature in common.
 * - terms: stems of its content words
 * - groups: groups of synonyms that it has a word of: "#perder"
 * - phrases: neighbouring words of which at least one has content: "la escritur"
 * - pairs: groups that are said together: what is lost, and what it was that got lost
 * - letters: those that follow each other in its words: "~esk"
 */
export type Said = Readonly<Record<Kind, ReadonlySet<string>>>

const lettersOf = (word: string, into: Set<string>) => {
  const sounds = `^${phonetic(word)}$`
  for (let i = 0; i + LETTERS <= sounds.length; i++) into.add(`~${sounds.slice(i, i + LETTERS)}`)
}

/** Builds the reading of texts; `mend` gives the root that was meant by a mistyped one. */
export const createReading =
  (synonyms: Synonyms, mend: (root: string) => string = same => same) =>
  (text: string, most = MAX_TERMS): Said => {
    const roots: string[] = []
    const terms = new Set<string>()
    const phrases = new Set<string>()
    const letters = new Set<string>()
    let content = false
    let left = most
    for (const { word } of tokenise(text)) {
      const before = content
      content = hasContent(word)
      if (content && left-- === 0) break
      const root = content ? mend(rootOf(word)) : rootOf(word)
      if (content) terms.add(root)
      if (roots.length > 0 && (before || content)) phrases.add(`${roots.at(-1)} ${root}`)
      lettersOf(word, letters)
      roots.push(root)
    }
    const groups = synonyms.groupsIn(roots)
    const sorted = [...groups].sort()
    const pairs = new Set<string>()
    for (let i = 0; i < sorted.length; i++)
      for (let j = i + 1; j < sorted.length; j++) pairs.add(`${sorted[i]}${sorted[j]}`)
    return { terms, groups, phrases, pairs, letters }
  }

/** What a text says, as the numbers of its features. */
export type Marks = Readonly<Record<Kind, Int32Array>>

/** The marks of what is said, by what gives each feature its number. */
export const marksOf = (said: Said, number: (feature: string) => number): Marks => {
  const marks = (kind: Kind) => Int32Array.from(said[kind], number)
  return {
    terms: marks('terms'),
    groups: marks('groups'),
    phrases: marks('phrases'),
    pairs: marks('pairs'),
    letters: marks('letters'),
  }
}
