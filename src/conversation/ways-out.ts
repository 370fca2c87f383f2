import type { About, Choice, Office } from '../channel.ts'
import type { Directory } from '../municipios/directory.ts'
import type { Suggest } from '../municipios/suggest.ts'
import { tokenise } from '../text.ts'
import type { Answer } from './answering.ts'
import { type Attempt, keep, missing, nothingTold } from './attempts.ts'
import * as questions from './questions.ts'
import * as replies from './replies.ts'
import type { Session } from './sessions.ts'
import { askTopic } from './topics.ts'

// What is said where no answer is known: asks again, then offers topics, then leads to a person.

/** A longer message is a story, not the bare name of a place or a nod. */
export const BARE_WORDS = 4
/** A place that is not in the data. */
const PLACE =
  /^[\s¡¿]*(?:(?:yo|vivo|soy|somos|estoy|en|de|del|la|el|hola) )*(?:barrio|b°|zona|km|kil[oó]metro|paraje|loteo)\b(?!.*\b(?:es|est[aá]|tiene|son)\b)/i
/** After so many misses in a row nobody is helped any more by asking again. */
const MANY_MISSES = 3

interface Deps {
  readonly directory: Directory
  readonly suggest: Suggest
  readonly officesOf: (municipios: readonly string[]) => readonly Office[]
}

type Why = 'unknown' | 'misunderstood' | 'unclear'

/** So often in a row that a person can help better. */
export const isLost = ({ misses }: Session) => misses >= MANY_MISSES

/** Builds the ways out, over the contacts of the directory. */
export const createWaysOut = ({ directory, suggest, officesOf }: Deps) => {
  const unanswered = (why: Why, session: Session) =>
    replies.unanswered(
      isLost(session) ? 'lost' : why,
      directory.provincial,
      officesOf(session.municipios),
    )

  /** Says that one of the two was not understood, with a contact. */
  const apologise = (why: Why, session: Session): Answer => {
    const missed = missing(session)
    return keep(unanswered(why, missed), missed)
  }

  /** Asks which topic is meant, where there are any and asking may still help. */
  const topicsOr = (topics: readonly Choice[], missed: Session, about: Partial<About> = {}) =>
    topics.length > 0 && !isLost(missed) ? askTopic(topics, about) : unanswered('unknown', missed)

  /** Nothing was understood for sure: asks again, or says so with a contact. */
  const miss = (text: string, session: Session, topics: readonly Choice[]): Attempt => {
    const missed = missing(session)
    const bare = tokenise(text).length <= BARE_WORDS
    const { pending = ['direcciones'] } = session
    if (PLACE.test(text) && session.municipios.length === 0 && !isLost(missed))
      return keep(questions.askWhere(pending), { ...missed, pending })
    if (session.pending && bare && !isLost(missed))
      return keep(questions.askAgain(suggest(text), session.pending), missed)
    const answer = keep(topicsOr(topics, missed), missed)
    return { ...answer, told: nothingTold(session), unsure: true }
  }

  return { unanswered, apologise, miss, topicsOr }
}
