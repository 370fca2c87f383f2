import type { Receive } from '../../../src/channel.ts'
import type { Logger } from '../../../src/observability/logger.ts'
import { createHand, NOT_YET } from '../../handing.ts'
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

/** Hands messages over to the core; the answers come later and nobody here waits for them. */
export const createIntake = ({ sender, phoneId, log, signal, report }: Deps) => {
  const handOver = createHand({ log, signal, notTaken: NOT_YET })
  const hand = (receive: Receive, inbound: Inbound) =>
    handOver({
      receive,
      message: inbound.message,
      responder: sender.responderTo(inbound),
      say: text => sender.say(inbound, text),
    })

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
