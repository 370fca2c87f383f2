import type { Receive } from '../../../src/channel.ts'
import type { Logger } from '../../../src/observability/logger.ts'
import { createHand } from '../../handing.ts'
import type { Message } from './protocol.ts'
import type { Sender } from './sender.ts'

interface Deps {
  readonly sender: Sender
  readonly log: Logger
  readonly signal: () => AbortSignal
}

// WhatsApp does not deliver a message again: it is for the person to send it once more.
const NOT_TAKEN = 'Tuve un problema y no pude leer tu mensaje. Mandámelo otra vez, por favor.'

/** Hands messages over to the core; the answers come later and nobody here waits for them. */
export const createIntake = ({ sender, log, signal }: Deps) => {
  const hand = createHand({ log, signal, notTaken: NOT_TAKEN })
  return (receive: Receive, { sentAt, ...message }: Message) => {
    const { chatId } = message
    return hand({
      receive,
      message: { channel: 'whatsapp', sentAt: new Date(sentAt), ...message },
      responder: sender.responder(chatId),
      say: text => sender.say(chatId, text),
    })
  }
}
