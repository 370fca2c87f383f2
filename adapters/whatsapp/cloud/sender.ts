import { conversationId, type Reply, type Responder } from '../../../src/channel.ts'
import { type Logger, pseudonym } from '../../../src/observability/logger.ts'
import { type BackOff, backOff, pause } from '../../pauses.ts'
import { addressOf, type Inbound } from './events.ts'
import { type Fault, faultOf } from './faults.ts'
import type { Address, GraphApi } from './graph-api.ts'
import { type Outgoing, toOutgoing } from './outgoing.ts'

interface Deps {
  readonly api: GraphApi
  readonly log: Logger
  readonly pauses: BackOff
  /** Aborted once the channel stops: then nothing is tried again. */
  readonly signal: () => AbortSignal
  /** Called after each attempt, with what was wrong. */
  readonly report: (fault?: Fault) => void
}

export interface Sender {
  /** Answers this message. */
  responderTo(inbound: Inbound): Responder
  /** For an answer from before a restart. */
  responder(chatId: string): Responder
  /** One line outside of any conversation; lost if it does not get through. */
  say(inbound: Inbound, text: string): void
}

interface Chat {
  readonly chatId: string
  readonly address: Address
  /** Until when Meta lets us write. */
  readonly until: number
}

const HOUR = 60 * 60 * 1000
/** After the last message of a person. */
const WINDOW_MS = 24 * HOUR
/** What is answered after a restart is at most half as old as the window is long. */
const RECOVERED_MS = 12 * HOUR
/** The indicator stays for 25 seconds. */
const TYPING_AGAIN_MS = 20_000

/** Sends to people, one message for one reply. */
export const createSender = ({ api, log, pauses, signal, report }: Deps): Sender => {
  const attempt = async ({ address }: Chat, message: object): Promise<Fault | undefined> => {
    const fault = await api.send(address, message).then(() => undefined, faultOf)
    report(fault)
    return fault
  }

  /**
   * Tries until it is sent, the time is over or the channel stops: what is not sent is offered
   * again at the next start. A response that is lost on its way is the one case in which a message
   * arrives twice.
   */
  const deliver = async (chat: Chat, { message, plain }: Outgoing): Promise<void> => {
    const about = {
      channel: 'whatsapp',
      chat: pseudonym(conversationId('whatsapp', chat.chatId)),
    }
    for (let failures = 0; Date.now() < chat.until; failures++) {
      const fault = await attempt(chat, message)
      if (!fault) return
      const { kind, code, detail } = fault
      if (kind === 'gone') return log.warn({ ...about, code, detail }, 'no se puede contestar')
      if (kind === 'refused' && plain) {
        log.warn({ ...about, code, detail }, 'WhatsApp no tomó los botones')
        return deliver(chat, { message: plain })
      }
      if (kind !== 'later' || signal().aborted) throw new Error(detail)
      log.warn({ ...about, code, detail }, 'se reintenta un envío')
      await pause(backOff(pauses, failures), signal())
    }
    log.warn(about, 'no se puede contestar: pasaron las 24 horas')
  }

  const respondIn = (chat: () => Chat, typing: () => Promise<void>): Responder => ({
    send: (reply: Reply) => deliver(chat(), toOutgoing(reply)),
    typing,
  })
  const chatOf = ({ address, message }: Inbound): Chat => ({
    chatId: message.chatId,
    address,
    until: message.sentAt.getTime() + WINDOW_MS,
  })

  return {
    responderTo: inbound => {
      let shown = Number.NEGATIVE_INFINITY
      return respondIn(
        () => chatOf(inbound),
        async () => {
          if (performance.now() - shown < TYPING_AGAIN_MS) return
          shown = performance.now()
          await api.typing(inbound.message.messageId).catch(() => undefined)
        },
      )
    },
    // Without its message there is nothing that could be shown as read.
    responder: chatId =>
      respondIn(
        () => ({ chatId, address: addressOf(chatId), until: Date.now() + RECOVERED_MS }),
        async () => undefined,
      ),
    say: (inbound, text) => {
      const { address, until } = chatOf(inbound)
      const message = { type: 'text', text: { body: text, preview_url: false } }
      if (Date.now() < until) api.send(address, message).catch(() => undefined)
    },
  }
}
