// What the readers of facts have in common: patterns of whole words, and what is counted.

/** One thing that a text claims, such as "medida 30 dia" or "numero 44445555". */
export type Fact = string

export type Reader = readonly [find: RegExp, read: (...groups: string[]) => readonly Fact[]]

/** A pattern of whole words. */
export const words = (source: string) =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${source})(?![\p{L}\p{N}])`, 'gu')

/** What is said in words is a claim as it stands. */
export const said = (source: string): Reader => [
  words(source),
  all => [`dicho ${all.replace(/\W+/g, ' ').trim()}`],
]

const AMOUNT = 'pesos?|dolar(?:es)?|euros?|usd|ars|uvas?|cuotas?|ius|jus|por ciento|porciento'
const TIME =
  'minutos?|mins?|dias?|semanas?|quincenas?|mes(?:es)?|bimestres?|trimestres?|semestres?|anos?|decadas?'
const LENGTH = 'metros?|mts?|m2|hectareas?|cuadras?|kilometros?|kms?'
export const HOUR = 'horas?|hs?'
export const NO_HOUR = `${AMOUNT}|${TIME}|${LENGTH}`
const UNIT = `${HOUR}|${NO_HOUR}`
export const COUNTED = new RegExp(String.raw`^\s*(?:${UNIT}|%)(?![\p{L}\p{N}])`, 'u')
export const NUMBER = String.raw`(\d+(?:[.,]\d+)*)`
const VAGUE = 'unos|unas|pocos|pocas|varios|varias|algunos|algunas|medio|media|par de|cada'

const singular = (unit: string) =>
  unit
    .replace(/^(por ciento|porciento)$/, '%')
    .replace(/^usd$|^u\$[sd]$|^us\$$/, 'dolar')
    .replace(/^ars$|^(?:ar)?\$$/, 'peso')
    .replace(/^€$/, 'euro')
    .replace(/^(hs?|horas)$/, 'hora')
    .replace(/^mins?$/, 'minuto')
    .replace(/^(mts?|metros)$/, 'metro')
    .replace(/^(kms?|kilometros)$/, 'kilometro')
    .replace(/(mes|dolar)es$/, '$1')
    .replace(/(?<!me|iu|ju)s$/, '')

/** "10.830" is 10830, "1,50" is 1.5, "08" is 8. */
export const amountOf = (digits: string) =>
  digits
    .replace(/[.\s](?=\d{3}(?!\d))/g, '')
    .replace(',', '.')
    .replace(/\.0+$|(?<=\.\d+)0+$/, '')
    .replace(/^0+(?=\d)/, '')

const measure = (number: string, unit: string) => `medida ${amountOf(number)} ${singular(unit)}`

export const MEASURES: readonly Reader[] = [
  [
    /(u\$[sd]|us\$|(?<!\p{L})usd|(?<!\p{L})ars|(?:ar)?\$|€)\s*(\d+(?:[.,]\d+)*)/gu,
    (_, unit = '', number = '') => [measure(number, unit)],
  ],
  [
    words(`${NUMBER}\\s*(?:a|o|u|y|hasta|[–—-])\\s*${NUMBER}\\s*(${UNIT})`),
    (_, least = '', most = '', unit = '') => [measure(least, unit), measure(most, unit)],
  ],
  [words(`${NUMBER}(?: de)?\\s*(${UNIT})`), (_, number = '', unit = '') => [measure(number, unit)]],
  [/(\d+(?:[.,]\d+)*)\s*%/gu, (_, number = '') => [measure(number, '%')]],
  [
    words(`(${VAGUE}) (${UNIT})`),
    (_, much = '', unit = '') => [`medida ${much} ${singular(unit)}`],
  ],
  said('y (?:medi[oa]|cuarto)|habiles|corridos'),
]
