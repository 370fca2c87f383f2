import type { Around } from './context.ts'
import * as cue from './cues.ts'
import type { Lexicon } from './lexicon.ts'
import type { Mention, Word } from './mentions.ts'
import { clauseBefore, contains, leftOf, separated } from './surroundings.ts'

// What looks like a place and is a street, a surname, a date or a football club.

const isHouseNumber = (words: readonly Word[], at: number) => {
  const [next, second] = [words[at], words[at + 1]]
  if (!next || /[.;!?\n]/.test(next.gap)) return false
  if (cue.NUMBER_MARK.has(next.sound) && /^\d{1,5}$/.test(second?.word ?? '')) return true
  if (!/^\d{2,5}$/.test(next.word) || next.gap === ',') return false
  return !(second && cue.UNIT.has(second.sound))
}

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

const isName = (word: Word, lexicon: Lexicon) =>
  lexicon.firstNames.has(word.full) || lexicon.surnames.has(word.full)

/** "Moreno 1450", "calle Rivadavia", "Mitre y Moreno", "entre Salta y Junín". */
export const isStreet = (m: Mention, around: Around): boolean => {
  const { words, mentions } = around
  if (isNumbered(m, around)) return true
  const left = leftOf(words, m.from)
  if (!left.word) return false
  if (cue.STREET.has(left.word.sound)) return true
  const [two, three] = [words[left.at - 1], words[left.at - 2]]
  if (cue.OF.has(left.word.sound)) return !!two && cue.STREET.has(two.sound)
  if (!cue.CROSSING.has(left.word.sound)) return false
  if (/^(entre|esquina|esq)$/.test(left.word.word)) return true
  const corner = mentions.find(other => other.to === left.at - 1)
  if (corner) return isStreet(corner, around)
  return !!two && (/^\d{1,4}$/.test(two.word) || (!!three && cue.STREET.has(three.sound)))
}

const INTRODUCES = /^(soy|habla|hablo|llamo|llama|saluda|escribe|nombre|firma|ser|tal)$/

/** "Marta Rojas", "señor Merlo", "el dr Guido Pringles", "soy Rojas Marta". */
export const isSurname = (m: Mention, { words, mentions, lexicon }: Around) => {
  const name = words[m.from]
  if (!name || m.to !== m.from || m.edits > 0) return false
  const [before, two] = [words[m.from - 1], words[m.from - 2]]
  const after = words[m.to + 1]
  const inPlace = (at: number) =>
    mentions.some(other => other.from <= at && at <= other.to && other.to > other.from)
  const personal = isName(name, lexicon)
  if (before && !separated(name)) {
    if (cue.TITLE.has(before.sound)) return true
    const introduced = !!two && (cue.TITLE.has(two.sound) || INTRODUCES.test(two.word))
    if (introduced && isName(before, lexicon) && !separated(before)) return true
    const plain = lexicon.words.has(before.full) && !(before.capital && name.capital)
    if (personal && isName(before, lexicon) && !plain && !inPlace(m.from - 1)) return true
    if (cue.OF.has(before.sound) && two && cue.TITLE.has(two.sound) && personal)
      if (!cue.PLACE_HEAD.has(two.sound) && !cue.OTHERS.has(two.sound)) return true
    if (INTRODUCES.test(before.word) && lexicon.firstNames.has(name.full)) return true
  }
  if (!after || separated(after) || !personal || inPlace(m.to + 1)) return false
  const paired =
    (lexicon.firstNames.has(name.full) && lexicon.surnames.has(after.full)) ||
    (lexicon.surnames.has(name.full) && lexicon.firstNames.has(after.full))
  return paired && !lexicon.words.has(after.full)
}

/** "hincha de Lanús", "juega Quilmes"; but "qué gano en Quilmes" asks for benefits. */
export const isClub = (m: Mention, { words }: Around) => {
  const asked = (word: Word, _i: number, all: readonly Word[]) =>
    !(/^gan/.test(word.word) && all.some(other => /^(que|q|k|ke)$/.test(other.word)))
  const before = clauseBefore(words, m.from, 5)
  const lives = contains(before.slice(0, 3), cue.LIVES) && !contains(before.slice(0, 2), cue.CLUB)
  if (lives) return false
  const after = separated(words[m.to + 1]) ? [] : words.slice(m.to + 1, m.to + 5)
  return contains(before.filter(asked), cue.CLUB) || contains(after.filter(asked), cue.CLUB)
}

/** "el 25 de mayo", "9 de julio de 1961": a day, whatever place bears its name. */
export const isDateOfDay = (m: Mention, words: readonly Word[]) => {
  if (!cue.isDate(m, words)) return false
  const before = words[m.from - 1]
  if (before && cue.DATE_BEFORE.has(before.sound)) return true
  const [of, year] = [words[m.to + 1], words[m.to + 2]]
  return !!of && /^(de|del)$/.test(of.word) && /^\d+$/.test(year?.word ?? '')
}
