import * as cue from './cues.ts'
import type { Mention } from './mentions.ts'
import { clauseBefore, contains, separated } from './surroundings.ts'
import type { Word } from './words.ts'

// Whose place a sentence speaks of, and of when.

/**
 * How surely a mention is the place that the person asks about: 6 the house or the office is
 * there; 5 lives there; 4 the sentence calls it a place; 3 a plain mention; 2 another person's
 * place, or a barrio of that name; 1 of another time, or only near, which may tell homonyms
 * apart; 0 no place at all (street, surname, club …).
 */
export type Weight = 0 | 1 | 2 | 3 | 4 | 5 | 6

// "le compramos a un señor de Quilmes"; "mi hermana hizo la escritura en Varela" is about hers, but
// "la casa de mi hermana está en Varela" is what is asked about.
const isSomeones = (clause: readonly Word[]) => {
  const [, second, third] = clause
  const named = [second, third].find(word => word && !cue.ARTICLE.has(word.sound))
  const self = contains(clause, cue.BELONGS, 5)
  if (named && cue.SOMEONE.has(named.sound)) return !self
  const at = clause.findIndex(word => cue.OTHERS.has(word.sound))
  const [my, of] = [clause[at + 1], clause[at + 2]]
  const acts = clause
    .slice(0, Math.max(at, 0))
    .some(word => /^(hizo|hicieron|firmo|tramito|escrituro|consiguio)$/.test(word.word))
  return at >= 0 && acts && my?.word === 'mi' && of?.word !== 'de'
}

// Who worked or sold before the person bought or went to live there has nothing to do with it.
const isOfOthers = (clause: readonly Word[]) => {
  const own = clause.findIndex(({ sound }) => cue.DWELLS.has(sound) || cue.BOUGHT.has(sound))
  const near = own < 0 ? clause : clause.slice(0, own)
  return contains(near, cue.WORK) || contains(near, cue.SELLER)
}

/** "me crié en Balcarce y ahí sigo" */
const isWhereStill = (m: Mention, words: readonly Word[]) => {
  const [there, still] = words.slice(m.to + 1, m.to + 4).filter(word => word.word !== 'y')
  return /^(ahi|alla|alli|aca)$/.test(there?.word ?? '') && cue.STILL.has(still?.sound ?? '')
}

/** "no es en Merlo", "en Merlo no, en Moreno"; but "no tengo escritura de la casa de Merlo" is not. */
const isDenied = (m: Mention, clause: readonly Word[], words: readonly Word[]) => {
  const [first, second, third] = clause
  if (third && cue.NOT.has(third.sound) && /^(es|esta|queda|son)$/.test(second?.word ?? ''))
    return true
  const [after, next] = [words[m.to + 1], words[m.to + 2]]
  const placed = first && (cue.IN.has(first.sound) || cue.OF.has(first.sound))
  if (placed && after?.word === 'no' && !separated(after) && next && separated(next)) return true
  return contains(clause, cue.NOT, 3) && !contains(clause, cue.PROPERTY, 5)
}

/** The weight that the sentence gives it, by the nearest word that tells whose place it is, and when. */
export const claim = (m: Mention, words: readonly Word[]): Weight => {
  if (isWhereStill(m, words)) return 5
  const clause = clauseBefore(words, m.from, 12)
  const [first, second, third] = clause
  if (isDenied(m, clause, words)) return 1
  if (cue.isNear(clause.slice(0, 4).map(word => word.sound))) return 1
  if ([first, second, third].some(word => word && cue.LANDMARK.has(word.sound))) return 2
  const placed = first && (cue.IN.has(first.sound) || cue.OF.has(first.sound))
  const others = contains(clause, cue.OTHERS, 9)
  if (isSomeones(clause) || isOfOthers(clause)) return 2
  const owned = contains(clause, cue.PROPERTY)
  for (const [i, word] of clause.slice(0, 8).entries()) {
    if (cue.FORMERLY.has(word.sound)) return 1
    if (cue.ELSEWHERE.has(word.sound)) return 2
    if (cue.MOVED.has(word.sound) && clause[i + 1]?.word === 'se') return 2
    if (cue.MOVED.has(word.sound)) return first && cue.OF.has(first.sound) ? 1 : 5
    if (others && cue.OTHERS_VERB.has(word.sound)) return 2
    if (placed && (cue.PROPERTY.has(word.sound) || cue.BOUGHT.has(word.sound))) return 6
    if (cue.LIVES.has(word.sound)) {
      if (contains(clause.slice(i, i + 4), cue.EARLIER)) return 1
      return owned ? 6 : 5
    }
    if (cue.BELONGS.has(word.sound)) return 4
  }
  return 3
}
