import type { Channel, Incoming, Office, Reply } from '../channel.ts'
import { clean } from '../text.ts'
import { tellOnce } from './albums.ts'
import { closed, isGreeting, withNotice } from './announcements.ts'
import type { AnsweringDeps, Respond } from './answering.ts'
import { commandOf } from './commands.ts'
import type { Inbox } from './inbox.ts'
import type { Understand } from './understanding.ts'

interface Deps {
  readonly respond: Respond
  readonly understand: Understand
  readonly urgent: NonNullable<AnsweringDeps['urgent']>
  readonly provincial: () => readonly Office[]
  /** What operators have set. */
  readonly settings: {
    /** Something while the channel is switched off. */
    closed(channel: Channel): object | undefined
    /** What they want citizens to read. */
    notice(): string | undefined
  }
}

export interface Gate {
  readonly respond: Respond
  /** The inbox behind the gate: what a person waits for is refused, so that it can be sent again. */
  before(inbox: Inbox): Inbox
  /** What a citizen of this channel should know before writing. */
  notice(channel: Channel): string | undefined
}

/** The channel is switched off; the message says so, in words for who wrote. */
export class Closed extends Error {
  override name = 'Closed'
}

/**
 * Stands before the conversation: a channel that is switched off gives one fixed answer. Who is in
 * danger gets the help lines all the same, and who asks to be forgotten is.
 */
export const createGate = (deps: Deps): Gate => {
  const { respond, understand, urgent, provincial, settings } = deps

  const asksToForget = (text: string) => {
    if (commandOf(text) === 'borrar') return true
    const { intents, municipios } = understand(text)
    return intents.includes('borrar_datos') && municipios.length === 0
  }

  const refused = (message: Incoming): Reply | undefined => {
    const { channel, content } = message
    if (!settings.closed(channel)) return undefined
    const text = clean(content.kind === 'text' ? content.text : '')
    return urgent(message) || asksToForget(text) ? undefined : closed(provincial())
  }

  return {
    respond: async (message, session, context) => {
      const reply = refused(message)
      if (reply && message.content.kind === 'unsupported')
        return tellOnce(reply, session, Date.now())
      if (reply) return { reply }
      const answer = await respond(message, session, context)
      // The web page shows it above the chat.
      const words = message.channel === 'web' ? undefined : settings.notice()
      if (!words || !isGreeting(answer.reply)) return answer
      return { ...answer, reply: withNotice(answer.reply, words) }
    },
    before: inbox => ({
      ...inbox,
      receive: async (message, responder) => {
        const reply = responder.pulled ? refused(message) : undefined
        if (reply) throw new Closed(reply.text)
        return inbox.receive(message, responder)
      },
    }),
    notice: channel => (settings.closed(channel) ? closed(provincial()).text : settings.notice()),
  }
}
