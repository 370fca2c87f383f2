import * as cue from './cues.ts'
import type { Mention } from './mentions.ts'
import { contains, isOne } from './surroundings.ts'
import type { Word } from './words.ts'

// Offices that somebody went to and that sent them on.

const ASKING = /^(preguntar|consultar|averiguar)$/

/** "en Monte Grande me atendieron", "fui a Quilmes y me mandaron": an office that sent them on. */
export const isWhereServed = (m: Mention, clause: readonly Word[], words: readonly Word[]) => {
  const said = words.slice(m.to + 1, m.to + 4)
  // "X a preguntar", "preguntar a X"
  if ([said, clause].some(([to, verb]) => to?.word === 'a' && ASKING.test(verb?.word ?? '')))
    return true
  const [me, served] = said.filter(word => word.word !== 'y')
  if (!/^(me|nos)$/.test(me?.word ?? '') || !isOne(served, cue.SERVED)) return false
  return said[0] === me || contains(clause, cue.VISITED)
}

/** "la oficina de Moreno" where somebody went or from where somebody was sent. */
export const isOfficeVisited = (clause: readonly Word[]) => {
  const at = clause.findIndex(word => isOne(word, cue.OFFICE))
  return at >= 0 && at < 5 && contains(clause.slice(at, at + 5), cue.VISITED)
}
