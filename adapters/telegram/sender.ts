import type { Api } from 'grammy'
import { conversationId, type Reply, type Responder } from '../../src/channel.ts'
import { type Logger, pseudonym } from '../../src/observability/logger.ts'
import { backOff, pause } from '../pauses.ts'
import { toKeyboard } from './buttons.ts'
import { type Fault, faultOf } from './faults.ts'
import type { Pauses } from './pauses.ts'
import { type Part, render } from './render.ts'

interface Deps {
  readonly api: Api
  readonly log: Logger
  readonly pauses: Pauses
  /** Aborted once the channel stops: then nothing is tried again. */
  readonly signal: () => AbortSignal
  /** Called with what keeps everything from being sent, until an operator changes something. */
  readonly onStop: (fault: Fault) => void
}

export interface Sender {
  responder(chatId: string): Responder
  /** One line outside of any conversation; lost if it does not get through. */
  say(chatId: string, text: string): void
  /** Goes from a group, for good, with one line if any: while it stays it would say it again. */
  leave(groupId: number, text: string | undefined): void
  setReachable(chatId: string, reachable: boolean): void
}

const NO_PREVIEW = { link_preview_options: { is_disabled: true } }

/** Sends to chats, and remembers who does not want to hear from us. */
export const createSender = ({ api, log, pauses, signal, onStop }: Deps): Sender => {
  const unreachable = new Set<string>()
  const chatOf = (chatId: string) => pseudonym(conversationId('telegram', chatId))

  const setReachable = (chatId: string, reachable: boolean) => {
    if (reachable) unreachable.delete(chatId)
    else if (!unreachable.has(chatId)) {
      unreachable.add(chatId)
      log.info({ channel: 'telegram', chat: chatOf(chatId) }, 'la persona bloqueó el bot o se fue')
    }
  }

  const call = (chatId: string, text: string, options: object): Promise<Fault | undefined> =>
    api
      .sendMessage(Number(chatId), text, { ...NO_PREVIEW, ...options })
      .then(() => undefined, faultOf)

  /** Once. Gives the fault, if any. */
  const attempt = async (chatId: string, { html, plain }: Part, options: object) => {
    const fault = await call(chatId, html, { ...options, parse_mode: 'HTML' })
    if (fault?.kind !== 'unparsable') return fault
    log.warn({ channel: 'telegram', chat: chatOf(chatId) }, 'Telegram no leyó el formato')
    return call(chatId, plain, options)
  }

  /**
   * Tries until it is sent or the channel stops: what is not sent is offered again at the next
   * start. A response that is lost on its way is the one case in which a message arrives twice.
   */
  const deliver = async (chatId: string, part: Part, options: object = {}) => {
    for (let failures = 0; !unreachable.has(chatId); failures++) {
      const fault = await attempt(chatId, part, options)
      if (!fault) return
      if (fault.kind === 'stop') onStop(fault)
      if (fault.kind === 'blocked') {
        setReachable(chatId, false)
        return
      }
      // An error of ours: that of the library holds the message and the token.
      if (fault.kind !== 'later' || signal().aborted) throw new Error(fault.detail)
      const { detail } = fault
      log.warn({ channel: 'telegram', chat: chatOf(chatId), detail }, 'se reintenta un envío')
      await pause(Math.max(fault.waitMs, backOff(pauses, failures)), signal())
    }
  }

  const send = async (chatId: string, { text, choices }: Reply) => {
    const parts = render(text)
    for (const part of parts.slice(0, -1)) await deliver(chatId, part)
    const [last] = parts.slice(-1)
    const buttons = choices.length > 0 ? { reply_markup: toKeyboard(choices) } : {}
    if (last) await deliver(chatId, last, buttons)
  }

  return {
    setReachable,
    say: (chatId, text) => {
      api.sendMessage(Number(chatId), text).catch(() => undefined)
    },
    leave: (groupId, text) => {
      const go = () => api.leaveChat(groupId)
      const said: Promise<unknown> = text ? api.sendMessage(groupId, text) : Promise.resolve()
      said.then(go, go).catch(() => undefined)
    },
    responder: chatId => ({
      send: reply => send(chatId, reply),
      typing: async () => {
        if (unreachable.has(chatId)) return
        await api.sendChatAction(Number(chatId), 'typing').catch(() => undefined)
      },
    }),
  }
}
