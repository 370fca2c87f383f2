import { tokenise } from '../text.ts'
import type { Found, Knowledge } from '../tramites/knowledge.ts'
import type { Attempt } from './attempts.ts'
import { maskPersonalData } from './personal-data.ts'
import type { Matter, Session } from './sessions.ts'

// What a chat is about besides its place. "¿Y si no los tengo?" says little by itself, and enough
// together with what was said before.

/** Letters of a matter that are kept: two or three messages. */
const KEPT = 120
/** A longer message says by itself what it is about. */
const FOLLOWING_WORDS = 16
/** From this relevance the entry is what all that was said is about. */
const EVIDENT = 28

const CHANGES =
  /\b(otra (cosa|pregunta|consulta|duda|preguntita)|te hago otra|y otra,|cambiando de tema|de paso|aparte)/i

const continued = (matter: Matter | undefined, text: string, entry: string | undefined): Matter => {
  const said = maskPersonalData(matter ? `${matter.said}. ${text}` : text)
  const told = entry ?? matter?.entry
  return { said: said.slice(-KEPT), ...(told && { entry: told }) }
}

/**
 * Remembers of what matter an answer is. An entry that was found by the message alone begins another
 * one; what was not understood belongs to the matter; where to go and small talk do not.
 */
export const withMatter = (attempt: Attempt, text: string, { matter }: Session): Attempt => {
  const { entry, follows, reply, session, told } = attempt
  if (!session || (!entry && reply.about.source !== 'fallback')) return attempt
  const before = entry && !follows && entry !== matter?.entry ? undefined : matter
  const now = { matter: continued(before, text, entry) }
  return {
    ...attempt,
    session: { ...session, ...now },
    ...(told && { told: { ...told, session: { ...told.session, ...now } } }),
  }
}

/** What a message is about, best first, when it is read after what was said before and is of that. */
export const followed = (
  knowledge: Knowledge,
  matter: Matter | undefined,
  text: string,
): readonly Found[] => {
  if (!matter || CHANGES.test(text) || tokenise(text).length > FOLLOWING_WORDS) return []
  if (knowledge.isForeign(text)) return []
  const found = knowledge.search(`${matter.said}. ${text}`)
  const [best] = found
  return best && best.relevance >= EVIDENT ? found : []
}
