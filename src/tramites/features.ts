import { tokenise } from '../text.ts'
import { hasContent, rootOf, stem } from './stem.ts'
import type { Synonyms } from './synonyms.ts'

/** Beyond this many content words a question is a story, and the rest only blurs the search. */
const MAX_TERMS = 40

/** The content words of a text, stemmed. */
export const termsOf = (text: string) =>
  tokenise(text)
    .map(token => token.word)
    .filter(hasContent)
    .map(stem)

/** What a text says, as far as the search is concerned. No two kinds have a feature in common. */
export interface Said {
  /** Stems of its content words. */
  readonly terms: ReadonlySet<string>
  /** Groups of synonyms that it has a word of: "#perder". */
  readonly groups: ReadonlySet<string>
  /** Neighbouring words of which at least one has content: "la escritur". */
  readonly phrases: ReadonlySet<string>
  /** Groups that are said together: what is lost, and what it was that got lost. */
  readonly pairs: ReadonlySet<string>
}

/** Builds the reading of texts; `mend` gives the root that was meant by a mistyped one. */
export const createReading =
  (synonyms: Synonyms, mend: (root: string) => string = same => same) =>
  (text: string, most = MAX_TERMS): Said => {
    const roots: string[] = []
    const terms = new Set<string>()
    const phrases = new Set<string>()
    let content = false
    let left = most
    for (const { word } of tokenise(text)) {
      const before = content
      content = hasContent(word)
      if (content && left-- === 0) break
      const root = content ? mend(rootOf(word)) : rootOf(word)
      if (content) terms.add(root)
      if (roots.length > 0 && (before || content)) phrases.add(`${roots.at(-1)} ${root}`)
      roots.push(root)
    }
    const groups = synonyms.groupsIn(roots)
    const sorted = [...groups].sort()
    const pairs = new Set<string>()
    for (let i = 0; i < sorted.length; i++)
      for (let j = i + 1; j < sorted.length; j++) pairs.add(`${sorted[i]}${sorted[j]}`)
    return { terms, groups, phrases, pairs }
  }
