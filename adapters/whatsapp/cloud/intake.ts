import { conversationId, type Receive } from '../../../src/channel.ts'
import { type Logger, pseudonym } from '../../../src/observability/logger.ts'
import { type Inbound, type Payload, readBatch } from './events.ts'
import { type Fault, faultOfCode } from './faults.ts'
import type { Sender } from './sender.ts'

interface Deps {
  readonly sender: Sender
  readonly phoneId: string
  readonly log: Logger
  readonly signal: () => AbortSignal
  /** Told of what Meta only tells later. */
  readonly report: (fault: Fault) => void
}

/** Whether the post needs not be delivered again. Never rejects. */
export type Take = (payload: Payload) => Promise<boolean>

const NOT_YET =
  'Tuve un problema y todavía no pude leer tu mensaje. Lo intento de nuevo; ' +
  'si en un rato no te contesté, mandámelo otra vez.'
const TOO_LATE =
  'Tu mensaje me llegó muy tarde y no pude contestarlo. Si todavía te sirve, mandámelo de nuevo.'

/** Kept in mind, the latest. */
const MAX_TOLD = 10_000

/** Gives true the first time that it is asked about something. */
const createOnce = () => {
  const told = new Set<string>()
  return (what: string) => {
    if (told.has(what)) return false
    told.add(what)
    const [oldest] = told
    if (told.size > MAX_TOLD && oldest !== undefined) told.delete(oldest)
    return true
  }
}

// What the core will not take, however often it is offered.
const isFinal = (error: unknown) => error instanceof Error && error.name === 'Unanswered'

/** Hands messages over to the core; the answers come later and nobody here waits for them. */
export const createIntake = ({ sender, phoneId, log, signal, report }: Deps) => {
  const firstFailure = createOnce()

  const hand = async (receive: Receive, inbound: Inbound) => {
    const { message } = inbound
    try {
      const { answered } = await receive(message, sender.responderTo(inbound))
      // The person has been told by then, and the core has logged why.
      answered.catch(() => undefined)
      return true
    } catch (err) {
      // Not a failure: the next process takes it.
      if (signal().aborted) return false
      const final = isFinal(err)
      if (firstFailure(message.messageId)) {
        const chat = pseudonym(conversationId('whatsapp', message.chatId))
        log[final ? 'warn' : 'error'](
          { err, channel: 'whatsapp', chat },
          'no se pudo recibir un mensaje',
        )
        sender.say(inbound, final ? TOO_LATE : NOT_YET)
      }
      return final
    }
  }

  const read = (payload: Payload) => {
    try {
      return readBatch(payload, phoneId)
    } catch (err) {
      log.error({ err, channel: 'whatsapp' }, 'no se entendió lo que mandó Meta')
      return { inbound: [], failures: [], foreign: 0, unreadable: 0 }
    }
  }

  return (receive: Receive): Take =>
    async payload => {
      const { inbound, failures, foreign, unreadable } = read(payload)
      for (const code of failures) {
        const fault = faultOfCode(code)
        log.warn({ channel: 'whatsapp', code, detail: fault?.detail }, 'un mensaje no se entregó')
        if (fault?.kind === 'alert') report(fault)
      }
      if (unreadable > 0)
        log.error({ channel: 'whatsapp', unreadable }, 'no se entendió lo que mandó Meta')
      if (foreign > 0)
        log.warn(
          { channel: 'whatsapp', foreign },
          'llegó un mensaje para otro número; revisá WHATSAPP_CLOUD_PHONE_ID',
        )
      // All at once: the core stores them in one go, and keeps the order in which they are handed.
      const taken = await Promise.all(inbound.map(one => hand(receive, one)))
      return taken.every(Boolean)
    }
}
