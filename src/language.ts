import { tokenise } from './text.ts'

// Which language a text is in, by the small words that no sentence can do without. Folded, and
// without those that are Spanish words as well.

const WORDS = {
  es: `el la los las lo de del que y en un una por para se no te tu tus es al su sus con como si o hay le
    les me mi mas pero cuando donde esta este esa ese son ser podes tenes quiero necesito`,
  en: `the you your yours is are of and to with for this that can will must should have it in on at be
    not from if please office need bring deed house home any claim get what where how my we do`,
  pt: `voce nao uma um do ao aos com sao em seu sua seus suas tambem pode isso isto pelo pela
    ou voces escritorio cartorio onde precisa preciso levar tem obrigado quem muitos sem
    meu minha quais`,
  it: 'il gli della dello delle alle nel nella sono questo dove devo mia ho',
  fr: 'pour des du et est avec dans vous votre je mon ma quels ou',
  de: 'der die und ist mit sie ihren bitte ich mein wo',
} as const

type Language = keyof typeof WORDS
export type ForeignLanguage = Exclude<Language, 'es'> | 'other'

const LANGUAGES = Object.keys(WORDS) as Language[]

/** Of each word the languages that it is of. */
const LANGUAGES_OF = new Map<string, Language[]>()
for (const language of LANGUAGES)
  for (const word of new Set(WORDS[language].split(/\s+/)))
    LANGUAGES_OF.set(word, [...(LANGUAGES_OF.get(word) ?? []), language])

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
  const hits: Record<Language, number> = { es: 0, en: 0, pt: 0, it: 0, fr: 0, de: 0 }
  for (const { word } of tokenise(text))
    for (const language of LANGUAGES_OF.get(word) ?? []) hits[language]++
  let best: Language = 'es'
  for (const language of LANGUAGES) if (hits[language] > Math.max(1, hits[best])) best = language
  return best === 'es' ? undefined : best
}
