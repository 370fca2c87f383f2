import { conversationId, type Incoming, type Receive, type Responder } from '../src/channel.ts'
import { type Logger, pseudonym } from '../src/observability/logger.ts'
import { createOnce } from './once.ts'

// How a message gets from a platform that pushes to the core, and what the person is told when it
// does not.

const TOO_LATE =
  'Tu mensaje me llegó muy tarde y no pude contestarlo. Si todavía te sirve, mandámelo de nuevo.'

/** For platforms that deliver again what was not taken. */
export const NOT_YET =
  'Tuve un problema y todavía no pude leer tu mensaje. Lo intento de nuevo; ' +
  'si en un rato no te contesté, mandámelo otra vez.'

// What the core will not take, however often it is offered.
const isFinal = (error: unknown) => error instanceof Error && error.name === 'Unanswered'

interface Deps {
  readonly log: Logger
  readonly signal: () => AbortSignal
  /** What a person is told whose message could not be stored. */
  readonly notTaken: string
}

interface Hand {
  readonly receive: Receive
  readonly message: Incoming
  readonly responder: Responder
  /** Tells the person, in the background. */
  readonly say: (text: string) => void
}

/** Hands messages over to the core; the answers come later and nobody here waits for them. */
export const createHand = ({ log, signal, notTaken }: Deps) => {
  const firstFailure = createOnce<string>()
  /** Whether the message needs not be delivered again. Never rejects. */
  return async ({ receive, message, responder, say }: Hand): Promise<boolean> => {
    const { channel, chatId, messageId } = message
    try {
      const { answered } = await receive(message, responder)
      // The person has been told by then, and the core has logged why.
      answered.catch(() => undefined)
      return true
    } catch (err) {
      // Not a failure: the next process takes it.
      if (signal().aborted) return false
      const final = isFinal(err)
      if (firstFailure(messageId)) {
        const chat = pseudonym(conversationId(channel, chatId))
        log[final ? 'warn' : 'error']({ err, channel, chat }, 'no se pudo recibir un mensaje')
        say(final ? TOO_LATE : notTaken)
      }
      return final
    }
  }
}
