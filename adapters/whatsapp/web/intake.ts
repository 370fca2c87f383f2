import { conversationId, type Receive } from '../../../src/channel.ts'
import { type Logger, pseudonym } from '../../../src/observability/logger.ts'
import type { Message } from './protocol.ts'
import type { Sender } from './sender.ts'

interface Deps {
  readonly sender: Sender
  readonly log: Logger
  readonly signal: () => AbortSignal
}

// WhatsApp does not deliver a message again: it is for the person to send it once more.
const NOT_TAKEN = 'Tuve un problema y no pude leer tu mensaje. Mandámelo otra vez, por favor.'
const TOO_LATE =
  'Tu mensaje me llegó muy tarde y no pude contestarlo. Si todavía te sirve, mandámelo de nuevo.'

/** Hands messages over to the core; the answers come later and nobody here waits for them. */
export const createIntake =
  ({ sender, log, signal }: Deps) =>
  async (receive: Receive, { sentAt, ...message }: Message) => {
    const { chatId } = message
    try {
      const incoming = { channel: 'whatsapp', sentAt: new Date(sentAt), ...message } as const
      const { answered } = await receive(incoming, sender.responder(chatId))
      // The person has been told by then, and the core has logged why.
      answered.catch(() => undefined)
    } catch (err) {
      if (signal().aborted) return
      const final = err instanceof Error && err.name === 'Unanswered'
      const chat = pseudonym(conversationId('whatsapp', chatId))
      log[final ? 'warn' : 'error']({ err, channel: 'whatsapp', chat }, 'no se recibió un mensaje')
      sender.say(chatId, final ? TOO_LATE : NOT_TAKEN)
    }
  }
