import * as cue from './cues.ts'
import { NOWHERE, OUTSIDE } from './gazetteer.ts'
import { isClub, isDate, isDateOfDay, isPerson, isStreet } from './impostors.ts'
import { isArticled, type Mention } from './mentions.ts'
import { CONTRACTIONS } from './names.ts'
import {
  type Around,
  clauseBefore,
  contains,
  isBarrio,
  isMunicipio,
  isNested,
  isOne,
  isRightAfter,
  leftOf,
  separated,
} from './surroundings.ts'
import { claim, type Weight } from './whose.ts'
import type { Word } from './words.ts'

/** A mention, and what the words around it make of it. */
export interface Weighed {
  readonly mention: Mention
  readonly weight: number
  /** It may be another place of that name. */
  readonly vague: boolean
  /** It is called a barrio. */
  readonly barrio: boolean
}

// "Azul" the colour, "Salto" the jump, "Pilar" the friend, "Romero" the herb, "LP" the record.
const isPlain = (m: Mention, { words, mentions, lexicon }: Around) => {
  const outside = m.places.every(place => place.municipio === OUTSIDE)
  if (outside && mentions.some(inner => isNested(inner, m, words))) return false
  if (m.edits > 0) return false
  let only: Word | undefined
  for (let at = m.from; at <= m.to; at++) {
    const word = words[at]
    if (!word || cue.ARTICLE.has(word.sound)) continue
    if (only) return false
    only = word
  }
  if (!only) return false
  const { full } = only
  if (lexicon.words.has(full) || lexicon.firstNames.has(full) || full.length <= 3) return true
  return lexicon.surnames.has(full) && m.places.every(place => place.level !== 'municipio')
}

const isLink = (word: Word | undefined) => /^[yeou]$/.test(word?.word ?? '')

/** Two municipios one right after the other, of which the second begins at `at`: "lomas lanus". */
const pairAt = ({ mentions }: Around, at: number) => {
  const first = mentions.find(m => m.to === at - 1)
  const second = mentions.find(m => m.from === at)
  return first && second && isMunicipio(first) && isMunicipio(second)
    ? ([first, second] as const)
    : undefined
}

const opensRight = (around: Around, at: number): boolean => {
  const { words, mentions } = around
  const word = words[at]
  if (!word || separated(word)) return true
  const listed = mentions.find(m => m.from === at + 1 && isLink(word)) ?? pairAt(around, at)?.[1]
  if (listed) return !isPlain(listed, around) || opensRight(around, listed.to + 1)
  if (cue.isCounter(word.sound)) return true
  const leads = cue.QUESTION.has(word.sound) || cue.ARTICLE.has(word.sound)
  return leads && opensRight(around, at + 1)
}

const opensLeft = (around: Around, start: number): boolean => {
  const { words, mentions } = around
  // "requisitos para Olavarría y para Azul"
  const again =
    /^(de|en|para|p|por)$/.test(words[start - 1]?.word ?? '') && isLink(words[start - 2])
  const from = again ? start - 1 : start
  const before = words[from - 1]
  if (!before || separated(words[from]) || cue.isCounter(before.sound)) return true
  // "¿y Ensenada?"
  if (isLink(before) && (from === 1 || separated(before))) return true
  const listed =
    mentions.find(m => m.to === from - 2 && isLink(before)) ?? pairAt(around, from)?.[0]
  return !!listed && (!isPlain(listed, around) || opensLeft(around, listed.from))
}

/** Nothing around the name but punctuation and what people say at a counter. */
const standsAlone = (m: Mention, around: Around) =>
  opensLeft(around, m.from) && opensRight(around, m.to + 1)

const GOING = /^(ir|voy|vamos|viajo|viajar|iria|llego|llegar|acercarme|acerco)$/

/** "me equivoqué, es Moreno", "en Merlo no, es Moreno", "quise decir Moreno", "yo dije Moreno" */
const isPutRight = (
  m: Mention,
  { word, at }: ReturnType<typeof leftOf>,
  words: readonly Word[],
  mentions: readonly Mention[],
) => {
  const before = words[at - 1]
  if (isOne(word, cue.SAID)) return true
  if (/^(decir|poner|escribir)$/.test(word?.word ?? '')) return before?.word === 'quise'
  if (word?.word !== 'es') return false
  if (!before) return m.to === words.length - 1
  const corrects =
    before.word !== 'mejor' && (isOne(before, cue.CORRECTS) || isOne(before, cue.NOT))
  return (
    corrects || mentions.some(({ to }) => to === (/^(y|pero)$/.test(before.word) ? at - 2 : at - 1))
  )
}

/** The weight that the words next to a name give it as a place; 0 when they say nothing. */
const locative = (m: Mention, { words, mentions, lexicon }: Around): Weight => {
  const left = leftOf(words, m.from)
  const after = words[m.to + 1]
  if (after && cue.AFTER_PLACE.has(after.sound)) return 4
  if (after?.word === 'es' && cue.NAMES_PLACE.has(words[m.to + 3]?.sound ?? '')) return 4
  if (!left.word) return 0
  const { sound, word } = left.word
  // "calle 7 entre 50 y 51 La Plata", "Sallares 1200 Bosques"
  const crossed = /^(y|entre|calle)$/.test(words[left.at - 1]?.word ?? '')
  if (/^\d{3,5}$/.test(word) || (/^\d{1,2}$/.test(word) && crossed)) return 4
  if (cue.NAMES_PLACE.has(sound) || isPutRight(m, left, words, mentions)) return 4
  if (cue.IN.has(sound)) return left.article ? 3 : 4
  if (cue.TOWARDS.has(sound)) return left.article ? 0 : 3
  if ((word === 'a' && !left.article) || (word === 'al' && isArticled(m)))
    return clauseBefore(words, m.from, 7).some(
      other => GOING.test(other.word) || cue.MOVED.has(other.sound),
    )
      ? 3
      : 0
  if (!cue.OF.has(sound)) return 0
  const head = leftOf(words, left.at).word
  if (!head || isLink(head) || /^(uno|una|otro|otra)$/.test(head.word)) return 3
  if (mentions.some(inner => inner.to === left.at - 1) || /^\d{1,4}$/.test(head.word)) return 4
  // "somos un matrimonio de Las Flores"
  const presented =
    cue.SOMEONE.has(head.sound) && contains(clauseBefore(words, left.at, 3), cue.BELONGS)
  const owned = cue.PROPERTY.has(head.sound) && !lexicon.firstNames.has(words[m.from]?.full ?? '')
  return owned || presented || cue.PLACE_HEAD.has(head.sound) ? 4 : 0
}

const saysBarrio = (m: Mention, words: readonly Word[]) =>
  words[m.from - 1]?.full === 'villa' || clauseBefore(words, m.from, 2).some(isBarrio)

/** "tolosa la plata": a place and then the municipio that it is in, and so neither is another word. */
const isWithItsOwn = (m: Mention, { words, mentions }: Around) => {
  const isOf = (inner: Mention, outer: Mention) =>
    isRightAfter(inner, outer, '', words) &&
    inner.edits + outer.edits === 0 &&
    inner.places.some(
      ({ level, municipio }) =>
        level !== 'municipio' &&
        outer.places.some(own => own.level === 'municipio' && own.municipio === municipio),
    )
  return mentions.some(other => isOf(m, other) || isOf(other, m))
}

const IN_A_NAME = 4

/** "barrio mitre la plata", "san carlos moreno": what is named before it is no other word either. */
const isTownOf = (m: Mention, { words }: Around) => {
  if (m.edits > 0 || m.places.every(({ level }) => level === 'barrio')) return false
  for (let at = m.from - 1; at >= m.from - IN_A_NAME && !separated(words[at + 1]); at--) {
    const word = words[at]
    if (!word || isLink(word) || cue.isCounter(word.sound)) return false
    if (cue.IN.has(word.sound) || cue.STREET.has(word.sound)) return false
    const beside = at === m.from - 1
    if (cue.OPENS_NAME.has(word.sound) && (isBarrio(word) || isMunicipio(m)))
      return !beside && !isOne(words[at - 1], cue.STREET)
  }
  return false
}

/** "barrio San Martín", "villa Dorrego": some barrio of that name, seldom the municipio. */
const isVague = ({ places }: Mention, barrio: boolean, town: boolean) =>
  (places.every(({ level }) => level === 'barrio') &&
    places.some(({ municipio }) => municipio !== OUTSIDE)) ||
  (barrio && !town && places.every(({ level }) => level === 'municipio'))

/** "el doque ensenada": mistyped, it would be of another municipio than the one named after it. */
const isGuessBeside = (m: Mention, { words, mentions }: Around) =>
  (m.edits > 0 || !(m.exact || isMunicipio(m))) &&
  mentions.some(
    next =>
      isRightAfter(m, next, '', words) &&
      next.edits === 0 &&
      isMunicipio(next) &&
      !next.places.some(({ municipio }) => m.places.some(place => place.municipio === municipio)),
  )

/** "barrio Lomas de Mariló" is not Cariló mistyped. */
const isGuessInBarrio = (m: Mention, words: readonly Word[]) =>
  m.edits > 0 && !isMunicipio(m) && clauseBefore(words, m.from, 3).some(isBarrio)

const isWanted = (m: Mention, words: readonly Word[]) =>
  words[m.to]?.word === 'plata' && isOne(words[m.from - 1], cue.WANTS)

/**
 * The weight of one mention: `own` when what stands beside its name makes it a place, `doubted` when
 * it may be another one of that name.
 */
const weightOf = (m: Mention, around: Around, own: boolean, doubted: boolean): Weight => {
  const { words } = around
  if (m.places.every(place => place.municipio === NOWHERE)) return 0
  if (isGuessBeside(m, around) || isGuessInBarrio(m, words)) return 0
  if (!own && (isStreet(m, around) || isPerson(m, around) || isClub(m, around))) return 0
  const place = own ? 4 : locative(m, around)
  const before = words[m.from - 1]
  const alone = () => standsAlone(m, around)
  if (isDateOfDay(m, around) || (isDate(m, words) && place === 0 && !alone())) return 0
  if (before && !words[m.from]?.capital && /^(un|una|unos|unas|los)$/.test(before.word)) return 0
  const plain = isPlain(m, around)
  const doubtful = plain || m.edits > 0
  if (doubtful && !own && before && !separated(words[m.from])) {
    const noun = cue.ARTICLE.has(before.sound) && !words[m.from]?.capital && m.edits === 0
    const contracted = CONTRACTIONS.includes(before.word) && !isArticled(m)
    if (noun || cue.DETERMINER.has(before.sound) || contracted) return 0
  }
  if (plain && place === 0 && (!alone() || isWanted(m, words))) return 0
  if (m.edits > 0 && place === 0) {
    const known = m.length > 5 || m.places.some(({ level }) => level === 'municipio')
    if (!known || ((m.length < 7 || m.edits > 1) && !alone())) return 0
  }
  const claimed = claim(m, words)
  if (claimed < 3) return claimed
  return doubted ? 2 : (Math.max(place, claimed) as Weight)
}

/** Weighs one mention by the words around it. */
export const weigh = (mention: Mention, around: Around): Weighed => {
  const barrio = saysBarrio(mention, around.words)
  const town = isTownOf(mention, around)
  const own = town || isWithItsOwn(mention, around)
  const vague = isVague(mention, barrio, town)
  const weight = weightOf(mention, around, own, vague || (barrio && !own))
  return { mention, weight, vague, barrio }
}
