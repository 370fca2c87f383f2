import type { About, Choice, Reply } from '../channel.ts'
import type { Answer } from './answering.ts'
import type { Session } from './sessions.ts'
import { OTHER_TOPICS } from './topics.ts'

// A reply, and what is remembered after it.

/** What an answer says from the data, and of what; it may stand after the prose of a model. */
export interface Told {
  readonly parts: readonly string[]
  readonly about: Partial<About>
  readonly session: Session
}

/** What the data can answer; `unsure` when it is a way out, and a model may know better. */
export interface Attempt extends Answer {
  /** The entry that answers, where one does. */
  readonly entry?: string
  /** It was found by what was said before. */
  readonly follows?: boolean
  readonly told?: Told
  readonly unsure?: boolean
}

/** The reply, and a session that remembers its choices. */
export const keep = (reply: Reply, session: Session): Answer => ({
  reply,
  session: { ...session, choices: reply.choices },
})

/** The same, for what was understood: earlier misses no longer count. */
export const understood = (reply: Reply, session: Session) => keep(reply, { ...session, misses: 0 })

/** The same, for what was not. */
export const missing = (session: Session): Session => ({ ...session, misses: session.misses + 1 })

/** For what a model says by itself: nothing of the data stands after it. */
export const nothingTold = (session: Session): Told => ({
  parts: [],
  about: { municipios: session.municipios },
  session,
})

/** More choices than these nobody reads on a phone. */
const MAX_CHOICES = 5

/** The attempt with these choices before its own, where there are any. */
export const offering = (attempt: Attempt, topics: readonly Choice[]): Attempt => {
  if (topics.length === 0) return attempt
  const { text, choices: own } = attempt.reply
  const choices = [...topics.slice(0, MAX_CHOICES - own.length), ...own].slice(0, MAX_CHOICES)
  const reply = { ...attempt.reply, text: `${text}\n\n${OTHER_TOPICS}`, choices }
  const session = attempt.session && { ...attempt.session, choices }
  return { ...attempt, reply, ...(session && { session }) }
}
