import { conversationId, type Reply, type Responder } from '../../../src/channel.ts'
import { type Logger, pseudonym } from '../../../src/observability/logger.ts'
import { pause } from '../../pauses.ts'
import type { Pauses } from './pauses.ts'
import type { SendResult, ToWorker } from './protocol.ts'
import { render } from './render.ts'

interface Deps {
  readonly post: (message: ToWorker) => boolean
  readonly log: Logger
  readonly pauses: Pauses
  readonly signal: () => AbortSignal
}

export interface Sender {
  responder(chatId: string): Responder
  /** One line outside of any conversation; lost if it does not get through. */
  say(chatId: string, text: string): void
  /** Whether WhatsApp is open: what is to be sent waits for that. */
  setOpen(open: boolean): void
  /** The child has told what became of a message. */
  settle(id: number, result: SendResult): void
  /** The child is gone: of what it was to send nobody will tell. */
  lose(): void
  /** Resolves when nothing is on its way. */
  idle(): Promise<unknown>
}

/** A page that refuses a message so often will not take it today. */
const ATTEMPTS = 5
/** What one attempt counts for; one that ended the page must not end many. */
const COSTS: Readonly<Record<string, number>> = { later: 1, stuck: 2 }

/** Sends to chats: waits while WhatsApp is not open, and tries again what did not work. */
export const createSender = ({ post, log, pauses, signal }: Deps): Sender => {
  const onTheWay = new Map<number, (result: SendResult | 'lost') => void>()
  const sending = new Set<Promise<unknown>>()
  let opening = Promise.withResolvers<void>()
  let open = false
  let last = 0

  const whenOpen = async () => {
    if (open) return
    const stop = signal()
    const stopped = new Promise<void>(resolve => {
      if (stop.aborted) resolve()
      else stop.addEventListener('abort', () => resolve(), { once: true })
    })
    while (!open && !stop.aborted) await Promise.race([opening.promise, stopped])
    if (!open) throw new Error('WhatsApp se cerró antes de mandar la respuesta')
  }

  const attempt = async (chatId: string, text: string) => {
    const id = ++last
    const { promise, resolve } = Promise.withResolvers<SendResult | 'lost'>()
    onTheWay.set(id, resolve)
    if (!post({ kind: 'send', id, chatId, text })) resolve('lost')
    const result = await promise
    onTheWay.delete(id)
    return result
  }

  /**
   * Tries until it is sent or the channel stops: what is not sent is offered again at the next
   * start. A browser that dies between sending and telling is the one case in which a message
   * arrives twice.
   */
  const deliver = async (chatId: string, text: string) => {
    for (let refused = 0; ; ) {
      await whenOpen()
      const result = await attempt(chatId, text)
      if (result === 'sent') return
      refused += COSTS[result] ?? 0
      const chat = pseudonym(conversationId('whatsapp', chatId))
      log.warn({ channel: 'whatsapp', chat, result }, 'no se pudo mandar un mensaje')
      if (result === 'gone' || refused >= ATTEMPTS || signal().aborted)
        throw new Error('WhatsApp no quiso mandar la respuesta')
      await pause(pauses.resend, signal())
    }
  }

  const send = async (chatId: string, reply: Reply) => {
    for (const part of render(reply)) await deliver(chatId, part)
  }

  const tracked = (task: Promise<void>) => {
    const settled = task.catch(() => undefined).finally(() => sending.delete(settled))
    sending.add(settled)
    return task
  }

  return {
    say: (chatId, text) => {
      post({ kind: 'send', id: ++last, chatId, text })
    },
    responder: chatId => ({
      send: reply => tracked(send(chatId, reply)),
      typing: async () => {
        if (open) post({ kind: 'typing', chatId })
      },
    }),
    setOpen: now => {
      if (now) opening.resolve()
      else if (open) opening = Promise.withResolvers()
      open = now
    },
    settle: (id, result) => onTheWay.get(id)?.(result),
    lose: () => {
      for (const resolve of onTheWay.values()) resolve('lost')
    },
    idle: () => Promise.all([...sending].filter(() => onTheWay.size > 0)),
  }
}
