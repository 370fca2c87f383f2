import * as cue from './cues.ts'
import type { Lexicon } from './lexicon.ts'
import type { Mention } from './mentions.ts'
import { type Around, clauseBefore, contains, isOne, leftOf, separated } from './surroundings.ts'
import type { Word } from './words.ts'

// What looks like a place and is a street, a person, a date or a football club.

const MONTHS =
  /^(enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)$/

const isHouseNumber = (words: readonly Word[], at: number) => {
  const [next, second] = [words[at], words[at + 1]]
  if (!next || /[.;!?\n]/.test(next.gap)) return false
  if (cue.NUMBER_MARK.has(next.sound) && /^\d{1,5}$/.test(second?.word ?? '')) return true
  if (!/^\d{2,5}$/.test(next.word) || next.gap === ',') return false
  // "Los Hornos, 66 y 142": streets that have numbers for names.
  if (second?.word === 'y' && /^\d{1,4}$/.test(words[at + 2]?.word ?? '')) return false
  if (second?.word === 'de') return !MONTHS.test(words[at + 2]?.word ?? '')
  return !(second && cue.UNIT.has(second.sound))
}

const isName = (word: Word, lexicon: Lexicon) =>
  lexicon.firstNames.has(word.full) || lexicon.surnames.has(word.full)

// "Rodríguez Peña 120": the rest of the name of the street comes before the number.
const isNumbered = (m: Mention, { words, lexicon }: Around) => {
  let at = m.to + 1
  for (const limit = at + 2; at < limit; at++) {
    if (isHouseNumber(words, at)) return true
    const word = words[at]
    if (!word || separated(word) || !isName(word, lexicon)) return false
  }
  return false
}

const BETWEEN = /^(entre|esquina|esq|casi)$/

const isMasculine = (word: Word, lexicon: Lexicon) =>
  /^(general|coronel|almirante|capitan|presidente|gobernador)$/.test(word.full) ||
  (lexicon.firstNames.has(word.full) && !word.full.endsWith('a'))

/** "Moreno 1450", "calle Rivadavia", "Mitre y Moreno", "entre Salta y Junín", "Alvear casi Alem". */
export const isStreet = (m: Mention, around: Around): boolean => {
  const { words, mentions, lexicon, every } = around
  if (isNumbered(m, around)) return true
  const [before, after] = [words[m.from - 1], words[m.to + 1]]
  if (after && !separated(after) && cue.CORNER_AFTER.has(after.sound)) return true
  if (before?.word === 'departamento') return true
  if (before?.word === 'e' && words[m.from]?.gap.startsWith('/')) return true
  const cornered = after?.word === 'y' && mentions.some(other => other.from === m.to + 2)
  if (cornered && words.some(word => word.word === 'esquina')) return true
  const [first, ...rest] = words.slice(m.from, m.to + 1)
  // "la General Paz", "la Hipólito Yrigoyen": an avenue.
  if (before?.word === 'la' && first && rest.length > 0 && isMasculine(first, lexicon)) return true
  const left = leftOf(words, m.from)
  if (!left.word) return false
  if (cue.STREET.has(left.word.sound)) return true
  const [two, three] = [words[left.at - 1], words[left.at - 2]]
  if (cue.OF.has(left.word.sound)) return !!two && cue.STREET.has(two.sound)
  if (left.word.word === 'a') return /^da[nb]?a?$/.test(two?.word ?? '')
  if (!cue.CROSSING.has(left.word.sound)) return false
  if (BETWEEN.test(left.word.word)) return !every
  const corner = mentions.find(other => other.to === left.at - 1)
  if (corner) return isStreet(corner, around) || words.some(word => word.word === 'esquina')
  if (!two) return false
  // "Lavalle y Alvear, ciudad de 9 de Julio"
  if (!three && lexicon.surnames.has(two.full)) return true
  // "en Zelarrayán y Olavarría": what is no place makes a corner of what follows.
  const street =
    !!three &&
    (cue.STREET.has(three.sound) ||
      BETWEEN.test(three.word) ||
      (three.word === 'en' && !two.ordinary))
  return street || /^\d{1,4}$/.test(two.word)
}

const NAMED = /^(nombre|apellido|apellida|titular|comprador|compradora)$/
const BUSINESS = /^(propiedades|hnos|hermanos|srl|sa|inmobiliaria|hijos|negocios|bienes)$/
const INTRODUCES = /^(soy|habla|hablo|llamo|llama|llamaba|saluda|escribe|nombre|firma|ser|tal)$/

const isRelated = (word: Word | undefined) =>
  !!word && (cue.TITLE.has(word.sound) || cue.OTHERS.has(word.sound) || INTRODUCES.test(word.word))

// "mi suegro Carlos Casares", "habla Florencio Varela", "Marcos Paz es mi hijo", "el coronel Suárez".
const isNamesake = (m: Mention, { words, lexicon }: Around) => {
  const [first, before] = [words[m.from], words[m.from - 1]]
  if (!first) return false
  if (/^(coronel|general|almirante|capitan)$/.test(first.full)) return before?.word === 'el'
  if (/^(familia|flia)$/.test(before?.word ?? '')) return true
  if (!lexicon.firstNames.has(first.full)) return false
  const [verb, mine] = [words[m.to + 1], words[m.to + 2]]
  if (verb?.word === 'es' && mine?.word === 'mi') return true
  if (clauseBefore(words, m.from, 3).some(word => NAMED.test(word.word))) return true
  return !separated(first) && isRelated(before) && !cue.PLACE_HEAD.has(before?.sound ?? '')
}

const isNamedAfter = (m: Mention, { words, mentions, lexicon }: Around) => {
  const [after, name] = [words[m.to + 1], words[m.from]]
  if (!after || !name || separated(after)) return false
  const place = mentions.find(other => other.from <= m.to + 1 && m.to + 1 <= other.to)
  if (place && (place.to > place.from || !lexicon.firstNames.has(after.full))) return false
  const paired =
    (lexicon.firstNames.has(name.full) && lexicon.surnames.has(after.full)) ||
    (lexicon.surnames.has(name.full) && lexicon.firstNames.has(after.full))
  return paired && !lexicon.words.has(after.full)
}

const DID = /^(murio|fallecio|vendio|firmo|compro|dijo|dice|atendio)$/

// "Laprida murió", "Pilar, mi esposa".
const actsAsPerson = (m: Mention, { words, lexicon }: Around) => {
  const [after, next] = [words[m.to + 1], words[m.to + 2]]
  if (!after) return false
  if (BUSINESS.test(after.word) || (after.word === 'de' && next?.word === 'apellido')) return true
  if (!separated(after)) return DID.test(after.word)
  const given = lexicon.firstNames.has(words[m.from]?.full ?? '')
  return given && after.gap === ',' && after.word === 'mi' && isOne(next, cue.OTHERS)
}

const isOfFamily = (m: Mention, { words, lexicon }: Around) => {
  const [two, three] = [words[m.from - 2], words[m.from - 3]]
  if (!two) return false
  if (cue.KIN_OF.has(two.sound)) return true
  if (two.word === 'lo' && three?.word === 'a') return true
  if (cue.TITLE.has(two.sound) && !cue.PLACE_HEAD.has(two.sound)) return true
  const named = !!three && (lexicon.firstNames.has(three.full) || cue.TITLE.has(three.sound))
  return named && lexicon.surnames.has(two.full)
}

/** "Marta Rojas", "señor Merlo", "el dr Guido Pringles", "mi cuñado Navarro", "soy Rojas Marta". */
export const isPerson = (m: Mention, around: Around) => {
  const { words, mentions, lexicon } = around
  const name = words[m.from]
  if (!name || m.edits > 0) return false
  if (m.to !== m.from) return isNamesake(m, around)
  const personal = isName(name, lexicon)
  const [before, two] = [words[m.from - 1], words[m.from - 2]]
  if (personal && (actsAsPerson(m, around) || isNamedAfter(m, around))) return true
  if (!before || separated(name)) return false
  if (cue.TITLE.has(before.sound)) return true
  if (before.word === 'los' && name.capital && personal) return true
  if (clauseBefore(words, m.from, 3).some(word => NAMED.test(word.word))) return true
  if (isRelated(two) && !separated(before) && isName(before, lexicon)) return true
  if (!personal) return false
  if (cue.OTHERS.has(before.sound)) return true
  if (clauseBefore(words, m.from, 3).some(word => /^(apellido|nombre)$/.test(word.word)))
    return true
  if (cue.OF.has(before.sound)) return isOfFamily(m, around)
  if (INTRODUCES.test(before.word) && lexicon.firstNames.has(name.full)) return true
  const asPlace = mentions.some(other => other.from <= m.from - 1 && m.from - 1 <= other.to)
  const given = asPlace ? lexicon.firstNames.has(before.full) : isName(before, lexicon)
  return given && !(lexicon.words.has(before.full) && !(before.capital && name.capital))
}

const PLAYS = /^(jueg|jug|gan|perd|empat|desc|asc|entren)/

/** "hincha de Lanús", "juega Quilmes"; but "qué gano en Quilmes" asks for benefits. */
export const isClub = (m: Mention, { words }: Around) => {
  const asked = (word: Word, _i: number, all: readonly Word[]) =>
    !(word.word.startsWith('gan') && all.some(other => /^(que|q|k|ke)$/.test(other.word)))
  const before = clauseBefore(words, m.from, 5)
  if (contains(before, cue.LIVES, 3) && !contains(before, cue.CLUB, 2)) return false
  const played = before.filter(asked).filter(word => cue.CLUB.has(word.sound))
  const placed = words[m.from - 1]?.word === 'en'
  if (played.some(word => !placed || PLAYS.test(word.word))) return true
  const next = words.slice(m.to + 1, m.to + 5).filter(asked)
  if (!separated(words[m.to + 1])) return contains(next, cue.CLUB)
  return PLAYS.test(next[0]?.word ?? '') || next.slice(0, 2).some(word => word.word === 'club')
}

const isDay = (m: Mention, words: readonly Word[]) =>
  m.to > m.from && MONTHS.test(words[m.to]?.word ?? '')

/** Also a day of the year; the number in words and "9 de Abril" with a capital are places. */
export const isDate = (m: Mention, words: readonly Word[]) =>
  isDay(m, words) &&
  /^\d/.test(words[m.from]?.word ?? '') &&
  !(words[m.to]?.capital && words.some(word => !word.capital))

/** "el 25 de mayo", "9 de julio de 1961", and what is joined to a day: no place of that name. */
export const isDateOfDay = (
  m: Mention,
  { words, mentions }: Pick<Around, 'words' | 'mentions'>,
): boolean => {
  // "tres de febrero" is hardly ever the day.
  const day =
    isDate(m, words) || (isDay(m, words) && words[m.from]?.word !== 'tres' && !words[m.to]?.capital)
  if (!day) return false
  const before = words[m.from - 1]
  if (before && cue.DATE_BEFORE.has(before.sound)) return true
  const joined = before?.word === 'y' && mentions.find(other => other.to === m.from - 2)
  if (joined && isDateOfDay(joined, { words, mentions })) return true
  const [of, year] = [words[m.to + 1], words[m.to + 2]]
  return !!of && /^(de|del)$/.test(of.word) && /^\d+$/.test(year?.word ?? '')
}
