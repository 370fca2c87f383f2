import { ARTICLE, FRAME } from './cues.ts'
import type { Lexicon } from './lexicon.ts'
import type { Mention } from './mentions.ts'
import type { Word } from './words.ts'

export interface Around {
  readonly words: readonly Word[]
  readonly mentions: readonly Mention[]
  readonly lexicon: Lexicon
  /** The message means all of its places ("los dos", "cada uno"). */
  readonly every: boolean
}

/** Punctuation stands before this word. */
export const separated = (word: Word | undefined) => !!word?.cut

/** Whether this word is one of the cues. */
export const isOne = (word: Word | undefined, cues: ReadonlySet<string>) =>
  word !== undefined && cues.has(word.sound)

/** "barrio", however it is spelt or shortened. */
export const isBarrio = ({ sound }: Word) => sound === 'bario'

/** The nearest word to the left that is no article, unless punctuation stands between. */
export const leftOf = (words: readonly Word[], from: number) => {
  let article = false
  for (let at = from; at > 0 && !separated(words[at]); at--) {
    const before = words[at - 1]
    if (before && !ARTICLE.has(before.sound)) return { word: before, at: at - 1, article }
    article = true
  }
  return { word: undefined, at: -1, article }
}

/** Another thought begins with these. */
const TURNS: ReadonlySet<string> = new Set(
  'pero aunque sino ahora porque despues entonces'.split(' '),
)

/** Words before `from`, nearest first, up to the start of the clause. */
export const clauseBefore = (words: readonly Word[], from: number, most: number) => {
  const clause: Word[] = []
  for (let i = from - 1; i >= 0 && clause.length < most; i--) {
    const word = words[i]
    if (!word || separated(words[i + 1])) break
    if (TURNS.has(word.word)) break
    clause.push(word)
  }
  return clause
}

/** Whether one of the words, or of the first so many, is one of the cues. */
export const contains = (words: readonly Word[], cues: ReadonlySet<string>, most = Infinity) => {
  for (let i = 0; i < words.length && i < most; i++)
    if (cues.has(words[i]?.sound ?? '')) return true
  return false
}

/** The words between two mentions, in order. */
export const between = (a: Mention, b: Mention, words: readonly Word[]) =>
  words.slice(a.to + 1, b.from)

const HIERARCHY =
  /^(de|del|en|el|la|partido|pdo|municipio|localidad|provincia|prov|pcia|ciudad|aca|zona|pero)$/

/** "Bernal, Quilmes", "barrio San José de Moreno": the second place contains the first. */
export const isNested = (inner: Mention, outer: Mention, words: readonly Word[]) => {
  if (inner.to >= outer.from) return false
  const link = between(inner, outer, words)
  if (/^(departamento|dpto|depto)$/.test(link[0]?.word ?? '')) return link.length <= 4
  return link.length <= 3 && link.every(word => HIERARCHY.test(word.word))
}

/** The second stands right after the first, with this between them. */
export const isRightAfter = (
  first: Mention,
  second: Mention,
  gap: string,
  words: readonly Word[],
) => second.from === first.to + 1 && words[second.from]?.gap === gap

export const isMunicipio = ({ places }: Mention) =>
  places.some(({ level }) => level === 'municipio')

/** Whether the words say where somebody is, and nothing else. */
export const saysOnlyWhere = (words: readonly Word[], mentions: readonly Mention[]) =>
  words.every(
    ({ sound }, at) => FRAME.has(sound) || mentions.some(({ from, to }) => from <= at && at <= to),
  )
