import type { Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { Incoming, Receive } from '../../src/channel.ts'
import type { Logger } from '../../src/observability/logger.ts'
import type { Sender } from './sender.ts'
import { readUpdate } from './updates.ts'

interface Deps {
  readonly api: Api
  readonly sender: Sender
  /** Its id. */
  readonly bot: string
  readonly log: Logger
  readonly signal: () => AbortSignal
}

/** Whether the update needs not be delivered again. Never rejects. */
export type Take = (update: Update) => Promise<boolean>

const ONLY_PRIVATE =
  'Solo contesto en privado, para cuidar tus datos. Escribime a mí solo y te ayudo con tu escritura.'
const NOT_YET =
  'Tuve un problema y todavía no pude leer tu mensaje. Lo intento de nuevo; ' +
  'si en un rato no te contesté, mandámelo otra vez.'
const TOO_LATE =
  'Tu mensaje me llegó muy tarde y no pude contestarlo. Si todavía te sirve, mandámelo de nuevo.'

/** Kept in mind, the latest. */
const MAX_TOLD = 10_000

/** Gives true the first time that it is asked about something. */
const createOnce = () => {
  const told = new Set<number>()
  return (what: number) => {
    if (told.has(what)) return false
    told.add(what)
    const [oldest] = told
    if (told.size > MAX_TOLD && oldest !== undefined) told.delete(oldest)
    return true
  }
}

// What the core will not take, however often it is offered.
const isFinal = (error: unknown) => error instanceof Error && error.name === 'Unanswered'

/** Hands updates over to the core; the answers come later and nobody here waits for them. */
export const createIntake = ({ api, sender, bot, log, signal }: Deps) => {
  const firstInGroup = createOnce()
  const firstFailure = createOnce()

  const hand = async (receive: Receive, update: Update, message: Incoming) => {
    const { chatId } = message
    sender.setReachable(chatId, true)
    try {
      const { answered } = await receive(message, sender.responder(chatId))
      // The person has been told by then, and the core has logged why.
      answered.catch(() => undefined)
      return true
    } catch (error) {
      // Not a failure: the next process takes it.
      if (signal().aborted) return false
      const final = isFinal(error)
      if (firstFailure(update.update_id)) {
        const level = final ? 'warn' : 'error'
        log[level]({ err: error, channel: 'telegram' }, 'no se pudo recibir un mensaje')
        sender.say(chatId, final ? TOO_LATE : NOT_YET)
      }
      return final
    }
  }

  /** An update that cannot be read is as good as none: offered again it would stop all others. */
  const read = (update: Update) => {
    try {
      return readUpdate(update, bot)
    } catch (err) {
      log.error({ err, channel: 'telegram' }, 'no se entendió lo que mandó Telegram')
      return undefined
    }
  }

  return (receive: Receive): Take =>
    async update => {
      const event = read(update)
      if (event?.kind === 'message') {
        const { callbackId } = event
        // Ends the little clock on the button; after a while Telegram no longer wants to know.
        if (callbackId) api.answerCallbackQuery(callbackId).catch(() => undefined)
        return hand(receive, update, event.message)
      }
      if (event?.kind === 'group' && firstInGroup(event.chatId))
        sender.say(event.chatId, ONLY_PRIVATE)
      if (event?.kind === 'blocked') sender.setReachable(event.chatId, false)
      if (event?.kind === 'unblocked') sender.setReachable(event.chatId, true)
      return true
    }
}
