import type { Channel, Office, Reply } from '../channel.ts'
import { clean } from '../text.ts'
import type { Respond } from './answering.ts'
import { commandOf } from './commands.ts'
import { closed, isGreeting, withNotice } from './replies.ts'
import type { Emergency } from './safety.ts'
import type { Understand } from './understanding.ts'

interface Deps {
  readonly respond: Respond
  readonly understand: Understand
  readonly emergencyOf: (text: string) => Emergency | undefined
  readonly provincial: () => readonly Office[]
  readonly isClosed: (channel: Channel) => boolean
  /** What operators want citizens to read. */
  readonly notice: () => string | undefined
}

export interface Gate {
  readonly respond: Respond
  /** Why a message of this channel is not taken now, in words for who wrote it. */
  refusal(channel: Channel, text: string): string | undefined
  /** What a citizen of this channel should know before writing. */
  notice(channel: Channel): string | undefined
}

/**
 * Stands before the conversation: a channel that is switched off gives one fixed answer. Who is in
 * danger gets the help lines all the same, and who asks to be forgotten is.
 */
export const createGate = (deps: Deps): Gate => {
  const { respond, understand, emergencyOf, provincial, isClosed, notice } = deps

  const asksToForget = (text: string) => {
    if (commandOf(text) === 'borrar') return true
    const { intents, municipios } = understand(text)
    return intents.includes('borrar_datos') && municipios.length === 0
  }

  const refused = (channel: Channel, said: string): Reply | undefined => {
    if (!isClosed(channel)) return undefined
    const text = clean(said)
    return emergencyOf(text) || asksToForget(text) ? undefined : closed(provincial())
  }

  return {
    respond: async (message, session, context) => {
      const { channel, content } = message
      const reply = refused(channel, content.kind === 'text' ? content.text : '')
      if (reply) return { reply }
      const answer = await respond(message, session, context)
      // The web page shows it above the chat.
      const words = channel === 'web' ? undefined : notice()
      if (!words || !isGreeting(answer.reply)) return answer
      return { ...answer, reply: withNotice(answer.reply, words) }
    },
    refusal: (channel, text) => refused(channel, text)?.text,
    notice: channel => (isClosed(channel) ? closed(provincial()).text : notice()),
  }
}
