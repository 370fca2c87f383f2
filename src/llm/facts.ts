import { plain, withDigits } from './numbers.ts'

// What in a text can be right or wrong about an office or a procedure: numbers with what they count,
// addresses of every kind, days and hours. Two texts that say the same give the same facts, however
// they write them, so that a sentence can be checked against what it was written from.

/** One thing that a text claims, such as "medida 30 dia" or "numero 44445555". */
export type Fact = string

type Reader = readonly [find: RegExp, read: (...groups: string[]) => readonly Fact[]]

/** A pattern of whole words. */
const words = (source: string) =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${source})(?![\p{L}\p{N}])`, 'gu')

/** What is said in words is a claim as it stands. */
const said = (source: string): Reader => [
  words(source),
  all => [`dicho ${all.replace(/\W+/g, ' ').trim()}`],
]

const MONTHS =
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(
    ' ',
  )
const AMOUNT = 'pesos?|dolar(?:es)?|usd|ars|uvas?|cuotas?|ius|jus|por ciento|porciento'
const TIME =
  'minutos?|horas?|hs?|dias?|semanas?|quincenas?|mes(?:es)?|bimestres?|trimestres?|semestres?|anos?|decadas?'
const LENGTH = 'metros?|mts?|cuadras?|kilometros?|kms?'
const UNIT = `${AMOUNT}|${TIME}|${LENGTH}`
const COUNTED = new RegExp(String.raw`^\s*(?:${UNIT}|%)(?![\p{L}\p{N}])`, 'u')
const NUMBER = String.raw`(\d+(?:[.,]\d+)*)`
const VAGUE = 'unos|unas|pocos|pocas|varios|varias|algunos|algunas|medio|media|par de|cada'

const singular = (unit: string) =>
  unit
    .replace(/^(por ciento|porciento)$/, '%')
    .replace(/^(hs?|horas)$/, 'hora')
    .replace(/^(mts?|metros)$/, 'metro')
    .replace(/^(kms?|kilometros)$/, 'kilometro')
    .replace(/(mes|dolar)es$/, '$1')
    .replace(/(?<!me|ar|iu|ju)s$/, '')

/** "10.830" is 10830, "1,5" is 1.5, "08" is 8. */
const amountOf = (digits: string) =>
  digits
    .replace(/[.\s](?=\d{3}(?!\d))/g, '')
    .replace(',', '.')
    .replace(/^0+(?=\d)/, '')

const ADDRESSES: readonly Reader[] = [
  [
    /[\p{L}\p{N}._%+-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/gu,
    all => [`direccion ${all.replace(/\s/g, '')}`],
  ],
  [/@[\p{L}\p{N}_.]+/gu, all => [`direccion ${all}`]],
  [
    /(?:https?:\/\/)?(?:www\.)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:\/[^\s)\]>*]*)?)/gu,
    (_, address = '') => [`direccion ${address.replace(/[.,;:/]+$/, '')}`],
  ],
  said('arroba|(?:punto|dot) (?:com|ar|gob|gov|org|net)|barra barra|h(?:tt|xx)ps?|www'),
  [/\[\.\]/g, () => ['dicho punto']],
  // A name with spaces between its letters hides from every other check.
  [/(?<!\p{L})(?:\p{L} +){4,}\p{L}(?!\p{L})/gu, all => [`dicho ${all}`]],
]

const LAWS: readonly Reader[] = [
  [
    words(String.raw`(?:ley|leyes)(?: n(?:ro|um|o|°|º)?\.?)? ${NUMBER}(?:/\d+)?`),
    (_, number = '') => [`ley ${amountOf(number)}`],
  ],
]

const dateOf = (day: string, month: string, year: string) =>
  `fecha ${Number(day)}/${Number(month)}${year && `/${year.padStart(4, '20')}`}`

const DATES: readonly Reader[] = [
  [
    words(String.raw`(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})`),
    (_, day = '', month = '', year = '') => [dateOf(day, month, year)],
  ],
  [
    words(String.raw`(\d{1,2})(?:°|º|ro)? de (${MONTHS.join('|')})(?: del? (?:ano )?(\d{4}))?`),
    (_, day = '', month = '', year = '') => [dateOf(day, String(MONTHS.indexOf(month) + 1), year)],
  ],
  [
    words(String.raw`(?:el|al|del) (\d{1,2}) del (\d{1,2})`),
    (_, day = '', month = '') => [dateOf(day, month, '')],
  ],
  // "Mayo" alone may be the name of a place: 25 de Mayo.
  said(MONTHS.filter(month => month !== 'mayo').join('|')),
  said('(?:semana|mes|ano) que viene|(?:este|proximo) (?:mes|ano)|(?:esta|proxima) semana'),
  said('(?:semana|quincena) proxima|(?:mes|ano) proximo|hasta manana|elecciones'),
  said('(?:primer|segundo|tercer|ultimo)o? (?:semestre|trimestre|cuatrimestre|bimestre)'),
  said('proxim[oa]s (?:dias|semanas|meses)|fin(?:es)? de (?:mes|ano)|hoy mismo|manana mismo'),
  said('pasado manana|en el acto|en el dia'),
]

const HOURS: readonly Reader[] = [
  [
    words(
      String.raw`(?:de|desde las?|a las?|entre las?) (\d{1,2})(?:[:.](\d\d))? (?:a|hasta|y) (?:las? )?(\d{1,2})(?:[:.](\d\d))?`,
    ),
    (_, from = '', minute = '', to = '', last = '') => [
      `hora ${Number(from)}:${minute || '00'} a ${Number(to)}:${last || '00'}`,
    ],
  ],
  [
    words(String.raw`a las? (\d{1,2})(?:[:.](\d\d))?`),
    (_, hour = '', minute = '') => [`hora ${Number(hour)}:${minute || '00'}`],
  ],
  [
    words(
      String.raw`(?:a partir de|desde|antes de|despues de|hasta|tipo) (?:las? )?(\d{1,2})(?:[:.](\d\d))?(?: ?hs?)?`,
    ),
    (_, hour = '', minute = '') => [`hora ${Number(hour)}:${minute || '00'}`],
  ],
  [words(String.raw`\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)`), all => [`hora ${all}`]],
  [/\b\d{1,2}:\d\d\b/gu, all => [`hora ${all}`]],
  said('lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|feriados?|fin(?:es)? de semana'),
  said('(?:por|a|de|en|toda) la (?:manana|tarde|noche)s?|mediodia|medianoche|todo el dia|siesta'),
]

const STREET = 'calle|avenida|avda|av|diagonal|boulevard|bulevar|pasaje|ruta|autopista'
const PLACES: readonly Reader[] = [
  said(String.raw`(?:${STREET})\.? (?:\d+|\p{L}+(?: \p{L}+)?)`),
  said('frente a|enfrente|al lado de|a la vuelta|a metros|a pasos|esquina|a mitad de cuadra'),
  said('planta baja|planta alta|subsuelo|entrepiso|palacio municipal|plaza (?:principal|central)'),
  said(
    String.raw`(?:primer|segundo|tercer|cuarto|quinto|\d+o?)o? piso|piso \d+|ventanilla|oficina \d+`,
  ),
  said(String.raw`comuna \d+|caba|capital federal|ciudad(?: autonoma)? de buenos aires`),
  said(
    'mano (?:izquierda|derecha)|pasando (?:el|la)|(?:esta|queda|es) (?:a(?:tras|delante)|detras) de',
  ),
  said('(?:dentro|adentro) del? (?:edificio|palacio|hospital|mercado|terminal|estacion)'),
]

const MONEY: readonly Reader[] = [
  [
    /(?:u\$s|us\$|\$|€)\s*(\d+(?:[.,]\d+)*)/gu,
    (_, number = '') => [`medida ${amountOf(number)} peso`],
  ],
  said(
    String.raw`alias|cbu|cvu|mercado ?pago|transferencias?|transferi\p{L}*|depositos?|depositar|deposita`,
  ),
  said('palos?(?: y medio)?|lucas?|mangos?|sueldos? minimos?'),
  said('efectivo|rapipago|pago ?facil|gestor(?:es|as?)?|gestoria'),
]

const MEASURES: readonly Reader[] = [
  [
    words(`${NUMBER}\\s*(${UNIT})`),
    (_, number = '', unit = '') => [`medida ${amountOf(number)} ${singular(unit)}`],
  ],
  [/(\d+(?:[.,]\d+)*)\s*%/gu, (_, number = '') => [`medida ${amountOf(number)} %`]],
  [
    words(`(${VAGUE}) (${UNIT})`),
    (_, much = '', unit = '') => [`medida ${much} ${singular(unit)}`],
  ],
]

/** Up to here a bare number counts papers or steps. */
const SMALL = 10

const NUMBERS: readonly Reader[] = [
  // Digits with letters among them are no word: "O11", "4l44".
  [/\d+\p{L}+\d[\p{L}\d-]*|\p{L}{1,3}\d+\p{L}+\d*|O\d{2,}/gu, all => [`numero ${all}`]],
  // Groups of digits in a row are one number: a telephone, whatever stands between them.
  [
    /\d(?:[\d\s().\-/–—_*+,]*\d)?/gu,
    all => {
      const digits = all.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
      return all.length === digits.length && Number(digits) <= SMALL ? [] : [`numero ${digits}`]
    },
  ],
]

// In this order: what one of them has read is blanked for the next.
const READERS = [
  ...ADDRESSES,
  ...LAWS,
  ...DATES,
  ...PLACES,
  ...MONEY,
  ...MEASURES,
  ...HOURS,
  ...NUMBERS,
]

/** What follows from a fact: a date says its year and its month as well. */
const impliedBy = (fact: Fact): readonly Fact[] => {
  const [, month, year] = /^fecha \d+\/(\d+)(?:\/(\d+))?$/.exec(fact) ?? []
  const name = month && MONTHS[Number(month) - 1]
  return [fact, ...(name ? [`dicho ${name}`] : []), ...(year ? [`numero ${year}`] : [])]
}

/** Facts that may be said by who has read a text. */
export const factsIn = (text: string): ReadonlySet<Fact> =>
  new Set([...factsOf(text)].flatMap(impliedBy))

/** Facts that a text claims. */
export const factsOf = (text: string): ReadonlySet<Fact> => {
  const facts = new Set<Fact>()
  let rest = withDigits(plain(text).replace(/[*_`]+/g, ''), COUNTED)
  // The number of an item of a list says nothing.
  rest = rest.replace(/^\s*\d{1,2}[.)](?=\s)/gm, '')
  for (const [find, read] of READERS)
    rest = rest.replace(find, (...groups) => {
      // After the groups come the position and the whole text.
      for (const fact of read(...groups.slice(0, -2).map(group => String(group ?? ''))))
        facts.add(fact)
      return ' ; '
    })
  return facts
}
