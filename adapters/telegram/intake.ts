import type { Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { Receive } from '../../src/channel.ts'
import type { Logger } from '../../src/observability/logger.ts'
import { createHand, NOT_YET } from '../handing.ts'
import { createOnce } from '../once.ts'
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

/** Hands updates over to the core; the answers come later and nobody here waits for them. */
export const createIntake = ({ api, sender, bot, log, signal }: Deps) => {
  const firstInGroup = createOnce<number>()
  const hand = createHand({ log, signal, notTaken: NOT_YET })

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
        const { message } = event
        const { chatId } = message
        sender.setReachable(chatId, true)
        const say = (text: string) => sender.say(chatId, text)
        return hand({ receive, message, responder: sender.responder(chatId), say })
      }
      if (event?.kind === 'group')
        sender.leave(event.chatId, firstInGroup(event.chatId) ? ONLY_PRIVATE : undefined)
      return true
    }
}
