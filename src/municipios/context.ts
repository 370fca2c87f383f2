import * as cue from './cues.ts'
import { NOWHERE } from './gazetteer.ts'
import { isClub, isDateOfDay, isStreet, isSurname } from './impostors.ts'
import type { Lexicon } from './lexicon.ts'
import type { Mention, Word } from './mentions.ts'
import { clauseBefore, contains, leftOf, separated } from './surroundings.ts'

/**
 * How surely a mention is the place that the person asks about.
 * 5 the house or the office is there; 4 lives there; 3 the sentence calls it a place; 2 a plain
 * mention; 1 of another time or another person; 0 no place at all (street, surname, club …).
 */
export type Weight = 0 | 1 | 2 | 3 | 4 | 5

export interface Around {
  readonly words: readonly Word[]
  readonly mentions: readonly Mention[]
  readonly lexicon: Lexicon
}

// "Azul" the colour, "Salto" the jump, "Pilar" the friend, "LP" the record.
const isPlain = (m: Mention, { words, lexicon }: Around) => {
  const content = words.slice(m.from, m.to + 1).filter(word => !cue.ARTICLE.has(word.sound))
  const [only, more] = content
  if (!only || more || m.edits > 0) return false
  const { full } = only
  return lexicon.words.has(full) || lexicon.firstNames.has(full) || full.length <= 3
}

const mentionAt = (mentions: readonly Mention[], at: number) =>
  mentions.some(m => m.from <= at && at <= m.to)

const isList = (words: readonly Word[], mentions: readonly Mention[], link: number, next: number) =>
  /^[yeou]$/.test(words[link]?.word ?? '') && mentionAt(mentions, next)

const opensRight = (around: Around, at: number): boolean => {
  const { words, mentions } = around
  const word = words[at]
  if (!word || separated(word)) return true
  if (cue.isCounter(word) || isList(words, mentions, at, at + 1)) return true
  const leads = cue.QUESTION.has(word.sound) || cue.ARTICLE.has(word.sound)
  return leads && opensRight(around, at + 1)
}

/** Nothing around the name but punctuation and what people say at a counter. */
const standsAlone = (m: Mention, around: Around) => {
  const { words, mentions } = around
  const before = words[m.from - 1]
  const openLeft =
    !before ||
    separated(words[m.from]) ||
    cue.isCounter(before) ||
    isList(words, mentions, m.from - 1, m.from - 2)
  return openLeft && opensRight(around, m.to + 1)
}

/** The weight that the words next to a name give it as a place; 0 when they say nothing. */
const locative = (m: Mention, { words, lexicon }: Around): Weight => {
  const left = leftOf(words, m.from)
  const after = words[m.to + 1]
  if (after && cue.AFTER_PLACE.has(after.sound)) return 3
  if (!left.word) return 0
  if (cue.NAMES_PLACE.has(left.word.sound)) return 3
  if (cue.IN.has(left.word.sound)) return left.article ? 2 : 3
  if (cue.TOWARDS.has(left.word.sound)) return left.article ? 0 : 2
  if (!cue.OF.has(left.word.sound)) return 0
  const head = leftOf(words, left.at).word
  if (!head) return 0
  const owned = cue.PROPERTY.has(head.sound) && !lexicon.firstNames.has(words[m.from]?.full ?? '')
  return owned || cue.PLACE_HEAD.has(head.sound) ? 3 : 0
}

/** The weight that the sentence gives it: whose place it is, and when. */
const claim = (m: Mention, words: readonly Word[]): Weight => {
  const clause = clauseBefore(words, m.from, 9)
  const near = clause.slice(0, 5)
  const [first] = clause
  if (contains(near.slice(0, 3), cue.NOT) && !contains(near, cue.PROPERTY)) return 1
  if (cue.isNear(clause.slice(0, 4).map(word => word.sound))) return 1
  if (contains(near, cue.FORMERLY)) return 1
  if (contains(clause, cue.OTHERS) && contains(near, cue.OTHERS_VERB)) return 1
  const placed = first && (cue.IN.has(first.sound) || cue.OF.has(first.sound))
  if (placed && contains(near, cue.PROPERTY)) return 5
  if (contains(near, cue.LIVES)) return 4
  return contains(near, cue.BELONGS) ? 3 : 2
}

/** Weighs one mention by the words around it. */
export const weigh = (m: Mention, around: Around): Weight => {
  const { words } = around
  if (m.places.every(place => place.municipio === NOWHERE)) return 0
  if (isStreet(m, around) || isSurname(m, around) || isClub(m, around)) return 0
  const place = locative(m, around)
  const alone = () => standsAlone(m, around)
  if (isDateOfDay(m, words) || (cue.isDate(m, words) && place === 0 && !alone())) return 0
  if (isPlain(m, around)) {
    const before = words[m.from - 1]
    if (before && cue.ARTICLE.has(before.sound) && !words[m.from]?.capital) return 0
    if (place === 0 && !alone()) return 0
  }
  if (m.edits > 0 && place === 0 && (m.length < 7 || m.edits > 1) && !alone()) return 0
  const claimed = claim(m, words)
  return claimed === 1 ? 1 : (Math.max(place, claimed) as Weight)
}
