import { expand } from '../spelling.ts'
import { tokenise } from '../text.ts'
import type { Municipio } from './csv.ts'

export type Level = 'municipio' | 'localidad' | 'barrio'

/** One way of writing the name of a place, as folded words. */
export interface NameForm {
  readonly municipio: string
  readonly level: Level
  readonly words: readonly string[]
}

const NUMBERS = new Map(
  Object.entries({
    '1': 'uno',
    '2': 'dos',
    '3': 'tres',
    '7': 'siete',
    '9': 'nueve',
    '11': 'once',
    '12': 'doce',
    '16': 'dieciseis',
    '17': 'diecisiete',
    '20': 'veinte',
    '25': 'veinticinco',
    '30': 'treinta',
  }),
)
const DIGITS = new Map([...NUMBERS].map(([digit, word]) => [word, digit]))

const TITLES = new Set(
  `general coronel ingeniero comandante presidente gobernador almirante capitan teniente mayor
   ministro cardenal doctor gregorio licenciado`.split(/\s+/),
)
export const ARTICLES: readonly string[] = ['la', 'las', 'los', 'el']
const LINKS = new Set(['de', 'del', ...ARTICLES, 'y'])
/** "soy del Talar", "voy al Palomar": what "de" and "a" make of the article of a name. */
export const CONTRACTIONS: readonly string[] = ['del', 'al']
const SMALL = /^(barrio|country|club|estancia|chacras|posada|campos)\b/
const SHORTENED = /^(balneario|estacion|ciudad de|pueblo|colonia) (.+)$/

/** The folded words of a name, abbreviations written in full. */
export const expandedWords = (name: string) => tokenise(name).map(token => expand(token.word))

/** Names that the registers join: "Barrio Los Pioneros (Barrio Tavella)", "A - B". */
const split = (name: string) => name.split(/\s+[-–]\s+|[()]/).filter(part => /\p{L}/u.test(part))

const ofLocalidad = (municipio: string, name: string): NameForm[] => {
  const words = expandedWords(name)
  const text = words.join(' ')
  const level = SMALL.test(text) ? 'barrio' : 'localidad'
  const forms: NameForm[] = [{ municipio, level, words }]
  const shortened = SHORTENED.exec(text)?.[2]
  if (shortened) forms.push({ municipio, level: 'barrio', words: shortened.split(' ') })
  if (words.length > 1 && TITLES.has(words[0] ?? '')) {
    const rest = words.slice(1)
    forms.push({ municipio, level: rest.length > 1 ? 'localidad' : 'barrio', words: rest })
  }
  return forms
}

/** Every form under which a municipio can be named. */
export const formsOf = (municipio: Municipio): NameForm[] => {
  const { nombre, cabecera, localidades, alias, aliasLocalidades } = municipio
  const own = [nombre, cabecera, ...alias].map(
    (name): NameForm => ({ municipio: nombre, level: 'municipio', words: expandedWords(name) }),
  )
  const parts = localidades.flatMap(split).flatMap(name => ofLocalidad(nombre, name))
  const popular = aliasLocalidades.map(
    (item): NameForm => ({
      municipio: nombre,
      level: 'localidad',
      words: expandedWords(item.alias),
    }),
  )
  return [...own, ...parts, ...popular]
}

const withoutMiddleInitials = (words: readonly string[]) =>
  words.filter((word, i) => i === 0 || i === words.length - 1 || word.length > 1)

const withoutLinks = (words: readonly string[]) => words.filter(word => !LINKS.has(word))

// An initial is followed by a dot in its key, so that "f varela" never meets "fvarela".
const withInitials = (words: readonly string[], all: boolean) =>
  words.map((word, i) =>
    i < words.length - 1 && (all || i === 0) && !LINKS.has(word) ? `${word[0]}` : word,
  )

/** What follows a word in a key: a dot after a lone letter, else nothing. */
export const markOf = (word: string) => (word.length === 1 && !/\d/.test(word) ? '·' : '')

/** The key of words written one after another: glued, with a mark after each lone letter. */
const glue = (words: readonly string[]) => words.map(word => word + markOf(word)).join('')

/** All glued keys of a form: numbers in figures and words, initials, links left out. */
export const keysOf = ({ words, level }: NameForm): Set<string> => {
  const spellings = [
    words,
    words.map(word => NUMBERS.get(word) ?? word),
    words.map(word => DIGITS.get(word) ?? word),
  ]
  if (words.includes('de'))
    spellings.push(...spellings.map(spelling => spelling.map(word => (word === 'de' ? 'd' : word))))
  if (words[0] === 'el')
    for (const contraction of CONTRACTIONS) spellings.push([contraction, ...words.slice(1)])
  const keys = new Set<string>()
  for (const spelling of spellings) {
    keys.add(glue(spelling)).add(spelling.join(''))
    const bare = withoutMiddleInitials(spelling)
    if (bare.length > 1) keys.add(glue(bare))
    const content = withoutLinks(bare)
    if (content.length > 1 && level !== 'barrio') keys.add(glue(content))
    if (content.length > 1 && (words[0]?.length ?? 0) > 2 && level !== 'barrio') {
      keys.add(glue(withInitials(spelling, false)))
      if (level === 'municipio') keys.add(glue(withInitials(spelling, true)))
    }
  }
  return keys
}
