import * as cue from './cues.ts'
import type { Mention } from './mentions.ts'
import { clauseBefore, contains, isOne, separated } from './surroundings.ts'
import { isOfficeVisited, isWhereServed } from './visits.ts'
import type { Word } from './words.ts'

// Whose place a sentence speaks of, and of when.

/**
 * How surely a mention is the place that the person asks about: 7 it says that this is the one; 6
 * the house or the office is there; 5 lives there; 4 the sentence calls it a place; 3 a plain
 * mention; 2 another person's place, or a barrio of that name; 1 of another time, or only near,
 * which may tell homonyms apart; 0 no place at all (street, surname, club …).
 */
export type Weight = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

/** Words before a place that may tell whose it is. */
const CLAUSE = 12

const isNearHere = (clause: readonly Word[]) =>
  cue.isNear(clause.slice(0, 4).map(word => word.sound))

/** Where something is placed: "en X", "de la X". */
const isPlaced = ([first]: readonly Word[]) => isOne(first, cue.IN) || isOne(first, cue.OF)

/** "en Merlo no, en Moreno", "Merlo no es", "Rodríguez no, digo Las Heras" */
const isRefused = (m: Mention, clause: readonly Word[], words: readonly Word[]) => {
  if (!isPlaced(clause) && clause.length > 0) return false
  const at = m.to + (words[m.to + 1]?.word === 'que' ? 2 : 1)
  const [after, next, last] = words.slice(at, at + 3)
  if (after?.word === 'no' && isOne(next, cue.CORRECTS)) return true
  const have = /^(tengo|tenemos)$/.test(next?.word ?? '') && last && separated(last)
  const ends = !next || separated(next) || have || (isOne(next, cue.IS_AT) && !last)
  return /^(no|tampoco)$/.test(after?.word ?? '') && !separated(after) && !!ends
}

/** "no es en Merlo", "en Merlo no, en Moreno"; but "no tengo escritura de la casa de Merlo" is not. */
const isDenied = (m: Mention, clause: readonly Word[], words: readonly Word[]) => {
  const [first, second, third] = clause
  if (isOne(first, cue.CORRECTS) || (isPlaced(clause) && isOne(second, cue.CORRECTS))) return false
  if (isOne(third, cue.NOT) && isOne(second, cue.IS_AT)) return true
  if (isRefused(m, clause, words)) return true
  return contains(clause, cue.NOT, 3) && !contains(clause, cue.PROPERTY, 5)
}

/** "en Mariano Acosta… perdón, en Marcos Paz" */
const isTakenBack = (m: Mention, words: readonly Word[]) => {
  const after = words[m.to + 1]
  const another = words[m.to + 2]
  const corrected = isOne(another, cue.IN) || isOne(another, cue.OF)
  return separated(after) && /^(perdon|digo)$/.test(after?.word ?? '') && corrected
}

/** "puse Merlo y es Moreno"; but "ya te dije Moreno, dale" insists on it. */
const isCorrectedLater = (m: Mention, clause: readonly Word[], words: readonly Word[]) =>
  contains(clause, cue.SAID, 2) &&
  words.slice(m.to + 1, m.to + 6).some(word => word.word === 'es' || isOne(word, cue.CORRECTS))

/** "el barrio se llama San Martín" */
const isNamedSo = ([first, second]: readonly Word[]) =>
  second?.word === 'se' && /^llam(a|aba)$/.test(first?.word ?? '')

/** "la casa de San Justo era alquilada" */
const isRented = (m: Mention, words: readonly Word[]) =>
  words.slice(m.to + 1, m.to + 3).some(({ word }) => /^(alquilad|prestad)[oa]$/.test(word))

const THERE = /^(ahi|alla|alli|aca|donde)$/

/** "Colón el de Buenos Aires", "volví a Lanús, ahí está la casa", "Alvear que es donde quedó la casa" */
const isSingledOut = (m: Mention, words: readonly Word[]) => {
  const said = words
    .slice(m.to + 1, m.to + 10)
    .map(({ word }) => word)
    .join(' ')
  return /^(el|la) de (la provincia|buenos aires)\b|^(y )?(que es )?(ahi|alla|aca|donde) (esta|quedo|queda|tengo|es) (la|el|mi) (casa|terreno|lote|vivienda|propiedad)\b(?! de (mis?|el|ella|sus?|un|una|los|las)\b)/.test(
    said,
  )
}

/** What a clause is about, past "es en" and "que está en la de". */
const isLeading = (word: Word) =>
  word.word === 'que' || [cue.IN, cue.OF, cue.ARTICLE, cue.IS_AT].some(cues => isOne(word, cues))

/** "ahora consulto por la mía, que es en Campana", "la que falta es la de Dolores" */
const isTheOne = (m: Mention, clause: readonly Word[], words: readonly Word[]) => {
  const start = m.from - clause.length
  const related = words[start]?.word === 'que' && separated(words[start])
  const all = related
    ? [...clause, ...words.slice(Math.max(0, start - 3), start).reverse()]
    : clause
  const at = all.findIndex(word => !isLeading(word))
  // "mi ex con la de San Nicolás y yo con la de Ramallo"
  const mine = all[at]?.word === 'con' && all[at + 1]?.word === 'yo'
  return at > 0 && at < 6 && (mine || isOne(all[at], cue.THE_ONE))
}

/** "voy a la de Quilmes o a cuál?" */
const isDoubted = (m: Mention, words: readonly Word[]) => {
  const [or, to, which] = words.slice(m.to + 1, m.to + 4)
  return (
    or?.word === 'o' && /^(cual|otra|otro|donde)$/.test((to?.word === 'a' ? which : to)?.word ?? '')
  )
}

/** What is said of a place right after its name: "X, donde vivo", "X y ahí sigo", "X y ahí me crié". */
const saidAfter = (m: Mention, words: readonly Word[]): 1 | 5 | undefined => {
  let there = false
  for (let at = m.to + 1; at < m.to + 5; at++) {
    const word = words[at]
    if (!word || /[.;!?\n]/.test(word.gap)) return undefined
    if (/^(y|me|nos)$/.test(word.word)) continue
    if (there) {
      if (isOne(word, cue.FORMERLY)) return 1
      return isOne(word, cue.STILL) || isOne(word, cue.BOUGHT) ? 5 : undefined
    }
    // "… de Colón y nos quedamos ahí"
    if (/^qued(e|amos)$/.test(word.word)) return 5
    there = THERE.test(word.word)
    if (!there) return undefined
  }
  return undefined
}

/** "el terreno que pagamos en cuotas queda en X", "la casa es la de X", "el lote lo tengo en X". */
const isHouseThere = (clause: readonly Word[]) => {
  const [verb, ...before] = clause
    .slice(isPlaced(clause) ? 1 : 0)
    .filter(({ word, sound }) => !cue.ARTICLE.has(sound) && word !== 'aca')
  return isOne(verb, cue.HOLDS) && contains(before, cue.PROPERTY, 8)
}

// "le compramos a un señor de Quilmes"; "mi hermana hizo la escritura en Varela" is about hers, but
// "la casa de mi hermana está en Varela" is what is asked about.
const isSomeones = (clause: readonly Word[]) => {
  const [first, second, third] = clause
  if (isOne(first, cue.OF) && isOne(second, cue.OTHERS) && third?.word === 'mi') return true
  const beside = clause.slice(2, 4).some(({ word }) => /^(con|de|del)$/.test(word))
  if (isOne(first, cue.IN) && isOne(second, cue.OTHERS) && !beside) return true
  const named = [second, third].find(word => word && !isOne(word, cue.ARTICLE))
  const self = contains(clause, cue.BELONGS, 5)
  if (isOne(first, cue.OF) && isOne(named, cue.SOMEONE)) return !self
  const at = clause.findIndex(word => isOne(word, cue.OTHERS))
  const [my, of] = [clause[at + 1], clause[at + 2]]
  const acts = clause
    .slice(0, Math.max(at, 0))
    .some(word => /^(hizo|hicieron|firmo|tramito|escrituro|consiguio)$/.test(word.word))
  return at >= 0 && acts && my?.word === 'mi' && of?.word !== 'de'
}

// Who worked or sold before the person bought or went to live there has nothing to do with it.
const isOfOthers = (clause: readonly Word[]) => {
  const own = clause.findIndex(({ sound }) => cue.DWELLS.has(sound) || cue.BOUGHT.has(sound))
  if (own >= 0 && isOne(clause[own + 1], cue.SELLER)) return true
  const near = own < 0 ? clause : clause.slice(0, own)
  // "el escribano es de Mar del Plata y la casa de Balcarce"
  const house = near
    .slice(0, 3)
    .findIndex(
      ({ sound }, i) =>
        cue.PROPERTY.has(sound) && /^(la|el|mi|nuestr[oa])$/.test(near[i + 1]?.word ?? ''),
    )
  const inService = near.some(
    ({ word }, i) => word === 'familia' && /^casas?$/.test(near[i + 2]?.word ?? ''),
  )
  const rest = house < 0 ? near : near.slice(0, house)
  return inService || contains(rest, cue.WORK) || contains(rest, cue.SELLER)
}

/** The nearest word that tells whose place it is, and when. */
const nearest = (clause: readonly Word[]): Weight => {
  const placed = isPlaced(clause)
  const others = contains(clause, cue.OTHERS, 9)
  const [first, second] = clause
  // "mi marido era de Areco", "pasamos por Ramallo"
  if (isOne(first, cue.OF) && /^eran?$/.test(second?.word ?? '')) return 2
  if (first?.word === 'por') return 2
  // "mi hija vive en Adrogué y yo en Turdera", "a nosotros de Varela"
  if (isOne(first, cue.IN) && second?.word === 'yo') return 5
  if (placed && second?.word === 'nosotros') return 5
  for (const [i, word] of clause.slice(0, 8).entries()) {
    const before = clause[i + 1]
    if (isOne(word, cue.FORMERLY)) return 1
    if (isOne(word, cue.ELSEWHERE)) return 2
    if (isOne(word, cue.MOVED)) {
      // "fuimos a Pergamino" and came back; "nos fuimos" did not.
      if (/^fui(mos)?$/.test(word.word) && !/^(me|nos)$/.test(before?.word ?? '')) return 2
      if (before?.word === 'se' && !isOne(word, cue.CAME)) return 2
      return isOne(first, cue.OF) ? 1 : 5
    }
    if (others && isOne(word, cue.OTHERS_VERB)) return 2
    if (isOne(word, cue.TOLD)) return i < 2 ? 2 : 3
    if (placed && isOne(word, cue.PROPERTY)) return 6
    if (isOne(word, cue.BOUGHT)) return isOne(first, cue.IN) ? 6 : 2
    if (placed && i < 3 && isOne(word, cue.DEED)) return 6
    if (isOne(word, cue.LIVES)) {
      if (contains(clause.slice(i, i + 4), cue.EARLIER)) return 1
      const owned = contains(clause.slice(0, i), cue.PROPERTY)
      return owned || contains(clause.slice(i + 1), cue.PROPERTY, 4) ? 6 : 5
    }
    // "en La Matanza nadie tiene, yo soy de Ezeiza"
    if (isOne(word, cue.BELONGS)) return before?.word === 'yo' ? 5 : 4
  }
  return 3
}

/** It says that the place is not this one: "no es Merlo", "no soy de Merlo", "Merlo no". */
export const denies = (m: Mention, words: readonly Word[]) => {
  const clause = clauseBefore(words, m.from, CLAUSE)
  if (isRefused(m, clause, words)) return true
  const [first, second] = clause.filter(word => !isLeading(word) || isOne(word, cue.IS_AT))
  const is = [cue.IS_AT, cue.DWELLS, cue.BELONGS].some(verbs => isOne(first, verbs))
  return isOne(is ? second : first, cue.NOT)
}

/** It says that the place is near this one. */
export const isOnlyNear = (m: Mention, words: readonly Word[]) =>
  isNearHere(clauseBefore(words, m.from, CLAUSE))

/** The weight that the sentence gives it: whose place it is, and of when. */
export const claim = (m: Mention, words: readonly Word[]): Weight => {
  const clause = clauseBefore(words, m.from, CLAUSE)
  if (isDenied(m, clause, words) || isTakenBack(m, words)) return 1
  if (isCorrectedLater(m, clause, words)) return 1
  if (isDoubted(m, words) || isNamedSo(clause)) return 2
  if (isSingledOut(m, words) || isTheOne(m, clause, words)) return 7
  const after = saidAfter(m, words)
  if (after) return nearest(clause) === 6 ? 6 : after
  if (isNearHere(clause)) return 1
  if (clause.slice(0, 3).some(word => isOne(word, cue.LANDMARK))) return 2
  if (isRented(m, words)) return 2
  if (isHouseThere(clause)) return 6
  if (isWhereServed(m, clause, words) || isOfficeVisited(clause)) return 2
  if (isSomeones(clause) || isOfOthers(clause)) return 2
  return nearest(clause)
}
