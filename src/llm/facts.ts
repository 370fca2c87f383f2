import { HOURS, TIMES } from './hours.ts'
import { plain, withDigits } from './numbers.ts'
import {
  amountOf,
  COUNTED,
  type Fact,
  MEASURES,
  NUMBER,
  type Reader,
  said,
  words,
} from './units.ts'

export type { Fact } from './units.ts'

// What in a text can be right or wrong about an office or a procedure: numbers with what they count,
// addresses of every kind, days and hours. Two texts that say the same give the same facts, however
// they write them, so that a sentence can be checked against what it was written from.

const MONTHS =
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(
    ' ',
  )
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
  said(
    'facebook|instagram|telegram|tiktok|twitter|youtube|gmail|hotmail|outlook|yahoo|usuario|google|gugl',
  ),
  said(
    String.raw`busca\p{L}* (?:en|por) internet|\p{L}+-(?:gob|gov|com|ar)(?:-\p{L}+)*|canal de|barra \p{L}+`,
  ),
  said('arroba|(?:punto|dot) (?:com|ar|gob|gov|org|net)|barra barra|h(?:tt|xx)ps?|www'),
  [/\[\.\]/g, () => ['dicho punto']],
  // A name with spaces between its letters hides from every other check.
  [/(?<!\p{L})(?:\p{L} +){4,}\p{L}(?!\p{L})/gu, all => [`dicho ${all}`]],
]

const LAWS: readonly Reader[] = [
  [
    words(String.raw`(?:ley|leyes)(?: n\.?(?:ro|um|o|°)?\.?)? ${NUMBER}(?:/\d+)?`),
    (_, number = '') => [`ley ${amountOf(number)}`],
  ],
]

const yearOf = (year: string) => (year.length > 2 ? year : `${Number(year) > 50 ? 19 : 20}${year}`)

const dateOf = (day: string, month: string, year: string) =>
  `fecha ${day === 'primero' ? 1 : Number(day)}/${Number(month)}${year && `/${yearOf(year)}`}`

const DATES: readonly Reader[] = [
  [
    words(String.raw`([0-3]?\d)[/.-]([01]?\d)[/.-](\d{4}|\d{2})(?![/.-]\d)`),
    (_, day = '', month = '', year = '') => [dateOf(day, month, year)],
  ],
  [
    words(
      String.raw`(primero|\d{1,2})(?:°|o|ro|er)? de (${MONTHS.join('|')})(?: del? (?:ano )?(\d{4}))?`,
    ),
    (_, day = '', month = '', year = '') => [dateOf(day, String(MONTHS.indexOf(month) + 1), year)],
  ],
  [
    words(String.raw`(?:el|al|del) (\d{1,2}) del (\d{1,2})`),
    (_, day = '', month = '') => [dateOf(day, month, '')],
  ],
  [
    words(String.raw`(${MONTHS.join('|')}) del? (?:ano )?(\d{4})`),
    (_, month = '', year = '') => [`fecha ${MONTHS.indexOf(month) + 1}/${year}`],
  ],
  // "Mayo" alone may be the name of a place: 25 de Mayo.
  said(MONTHS.filter(month => month !== 'mayo').join('|')),
  said('(?:semana|mes|ano) que viene|(?:este|proximo) (?:mes|ano)|(?:esta|proxima) semana'),
  said('(?:semana|quincena) proxima|(?:mes|ano) proximo|hasta manana|elecciones'),
  said('(?:primer|segundo|tercer|ultimo)o? (?:semestre|trimestre|cuatrimestre|bimestre)'),
  said('proxim[oa]s (?:dias|semanas|meses)|fin(?:es)? de (?:mes|ano)|hoy mismo|manana mismo'),
  said(
    'en un rato|cambie el gobierno|invierno|verano|otono|primavera|fiestas|navidad|ano entrante|dentro de poco|cuestion de',
  ),
  said('vence|vencen|vencimiento|antes de que termine|lo que pensas|(?<!dia de )manana|hoy|pronto'),
  said(String.raw`en \d+ (?:ya|te|la|lo)`),
  said('pasado manana|en el acto|en el dia|abrir y cerrar de ojos|en un toque|al toque|rapidisimo'),
]

const STREET = 'calle|avenida|avda|av|diagonal|boulevard|bulevar|pasaje|ruta|autopista'
const PLACES: readonly Reader[] = [
  said(String.raw`(?:${STREET})\.? (?:\d+|\p{L}+(?: \p{L}+)?)`),
  said(
    'de la cuadra|frente al?|enfrente|al lado del?|cerca del?|arriba de|abajo de|rotonda|se mudo|pegad[oa]s? al?|farmacia|a la vuelta|a metros|a pasos|esquina|a mitad de cuadra',
  ),
  said('planta baja|planta alta|subsuelo|entrepiso|palacio municipal|plaza (?:principal|central)'),
  said(
    String.raw`(?:primer|segundo|tercer|cuarto|quinto|\d+o?)o? piso|piso \d+|ventanilla|oficina \d+`,
  ),
  said(String.raw`comuna \d+|caba|capital federal|ciudad(?: autonoma)? de buenos aires`),
  said(
    'mano (?:izquierda|derecha)|pasando (?:el|la)|(?:esta|queda|es) (?:a(?:tras|delante)|detras) de',
  ),
  said(String.raw`interno \d+|int \d+|casa \d+`),
  said('(?:dentro|adentro) del? (?:edificio|palacio|hospital|mercado|terminal|estacion)'),
]

const MONEY: readonly Reader[] = [
  said(
    String.raw`alias|cbu|cvu|mercado ?pago|transferencias?|transferi\p{L}*|depositos?|depositar|deposita`,
  ),
  said('palos?(?: y medio)?|lucas?|mangos?|sueldos? minimos?'),
  said(
    String.raw`(?:cuesta|sale|cobran?|pagas|vale|abonas) (?:lo mismo|como|menos|mas|alrededor|cerca|\d+)`,
  ),
  said(
    'mitad|en la puerta|jubilacion(?:es)? minimas?|garrafas?|tarjeta|homebanking|billetera|en mano|giro',
  ),
  said(String.raw`\d+ (?:jubilacion|sueldo|garrafa)\p{L}*`),
  said('efectivo|rapipago|pago ?facil|gestor(?:es|as?)?|gestoria'),
]

/** Up to here a bare number counts papers or steps. */
const SMALL = 10

/** Groups of digits in a row are one number: a telephone, whatever stands between them. */
const GROUP = /\d(?:[\d \t().\-/–—_*+,]*\d)?/gu
const isSmall = (group: string) => /^\d+$/.test(group) && Number(group) <= SMALL

const NUMBERS: readonly Reader[] = [
  // Digits with letters among them are no word: "O11", "4l44".
  [/\d+\p{L}+\d[\p{L}\d-]*|\p{L}{1,3}\d+\p{L}+\d*|(?<!\p{L})o\d{2,}/gu, all => [`numero ${all}`]],
  [/\d+(?: y \d+){3,}/gu, all => [`numero ${all.replace(/\D/g, '')}`]],
  [
    GROUP,
    all => (isSmall(all) ? [] : [`numero ${all.replace(/\D/g, '').replace(/^0+(?=\d)/, '')}`]),
  ],
]

// In this order: what one of them has read is blanked for the next.
const READERS = [
  ...ADDRESSES,
  ...LAWS,
  ...DATES,
  ...TIMES,
  ...PLACES,
  ...MONEY,
  ...MEASURES,
  ...HOURS,
]

/** What follows from a fact: a date says its year, and the month of that year. */
const impliedBy = (fact: Fact): readonly Fact[] => {
  const [, month, year] = /^fecha \d+\/(\d+)\/(\d+)$/.exec(fact) ?? []
  return year ? [fact, `fecha ${month}/${year}`, `numero ${year}`] : [fact]
}

/** Facts that may be said by who has read a text. */
export const factsIn = (text: string): ReadonlySet<Fact> =>
  new Set([...factsOf(text)].flatMap(impliedBy))

const DIALS = /\b(?:numeros?|telefonos?|celular|digitos?|cifras?|marca|empieza|termina|sigue)\b/

/** Small numbers that count nothing, but that one after another make a telephone number. */
const looseDigitsOf = (text: string, bare: boolean): readonly Fact[] => {
  const small = [...text.matchAll(GROUP)].map(([group]) => group).filter(isSmall)
  return (bare && small.length > 0) || small.length >= 4 || (small.length > 0 && DIALS.test(text))
    ? [`numeros ${small.join(' ')}`]
    : []
}

/** Facts that a text claims. */
export const factsOf = (text: string): ReadonlySet<Fact> => {
  const facts = new Set<Fact>()
  let rest = withDigits(plain(text).replace(/[*_`]+/g, ''), COUNTED)
  // The number of an item of a list says nothing, where there is an item.
  rest = rest.replace(/^\s*\d{1,2}[.)](?=[\s"«¿¡]+\p{L})/gmu, '')
  // "Treinta (30) días", as lawyers write.
  rest = rest.replace(/(\d+) \(\1\)/g, '$1')
  // An address may hide in brackets: "(punto) gob".
  rest = rest.replace(/[()[\]](?!\.)/g, ' ').replace(/ {2,}/g, ' ')
  const bare = !/\p{L}/u.test(rest)
  const apply = (readers: readonly Reader[]) => {
    for (const [find, read] of readers)
      rest = rest.replace(find, (...groups) => {
        // After the groups come the position and the whole text.
        for (const fact of read(...groups.slice(0, -2).map(group => String(group ?? ''))))
          facts.add(fact)
        return ' ; '
      })
  }
  apply(READERS)
  for (const digits of looseDigitsOf(rest, bare)) facts.add(digits)
  apply(NUMBERS)
  return facts
}
