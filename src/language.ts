import { type Token, tokenise } from './text.ts'

// Which language a text is in, by the small words that no sentence can do without. Folded, and
// without those that are Spanish words as well.

const wordSet = (words: string) => new Set(words.trim().split(/\s+/))

const SPANISH = wordSet(
  `el la los las lo de del que y en un una por para se no te tu tus es al su sus con como si o hay le
   les me mi mas pero cuando donde esta este esa ese son ser podes tenes quiero necesito`,
)
const FOREIGN = {
  en: wordSet(
    `the you your yours is are of and to with for this that can will must should have it in on at be
     not from if please office need bring deed house home any claim get what where how my we do`,
  ),
  pt: wordSet(
    `voce nao uma um do ao aos com sao em seu sua seus suas tambem pode isso isto pelo pela
     ou voces escritorio cartorio onde precisa preciso levar tem obrigado quem muitos sem
     meu minha quais`,
  ),
  it: wordSet('il gli della dello delle alle nel nella sono questo dove devo mia ho'),
  fr: wordSet('pour des du et est avec dans vous votre je mon ma quels ou'),
  de: wordSet('der die und ist mit sie ihren bitte ich mein wo'),
} as const

export type ForeignLanguage = keyof typeof FOREIGN | 'other'

const LANGUAGES = Object.keys(FOREIGN) as (keyof typeof FOREIGN)[]

const count = (words: readonly Token[], set: ReadonlySet<string>) => {
  let hits = 0
  for (const { word } of words) if (set.has(word)) hits++
  return hits
}

const BEYOND_LATIN = /[^\0-\u024f]/

/** Half of the letters are of another script. */
const isStrange = (text: string) => {
  if (!BEYOND_LATIN.test(text)) return false
  const strange = text.match(/[\p{L}--[\p{Script=Latin}\p{Script=Common}]]/gv)?.length ?? 0
  return strange > 0 && strange * 2 >= (text.match(/\p{L}/gu)?.length ?? 0)
}

/** The foreign language that a text, or a good part of it, is in; `undefined` for Spanish. */
export const foreignLanguageOf = (text: string): ForeignLanguage | undefined => {
  if (isStrange(text)) return 'other'
  const words = tokenise(text)
  let best: ForeignLanguage | undefined
  let most = 1
  for (const language of LANGUAGES) {
    const hits = count(words, FOREIGN[language])
    if (hits > most) {
      most = hits
      best = language
    }
  }
  return best && most > count(words, SPANISH) ? best : undefined
}
