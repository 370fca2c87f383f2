import {
  type ConversationId,
  conversationId,
  type Incoming,
  type Receive,
  type Reply,
  type Responder,
} from '../channel.ts'
import { createWriter } from '../storage/writer.ts'
import { type AnsweringDeps, createAnswering, erase, Unanswered } from './answering.ts'
import { Audience } from './audience.ts'
import {
  type Claim,
  claim,
  giveUp,
  type Key,
  type OpenMessage,
  openMessages,
  pruneInbox,
  setStatus,
} from './claims.ts'
import { pruneFeedback } from './feedback.ts'
import { createChatQueue } from './queue.ts'
import { forgotten } from './replies.ts'
import { deleteExpiredSessions } from './sessions.ts'
import { pruneTurns } from './turns.ts'

export interface Inbox {
  readonly receive: Receive
  /** Answers what a process that died left open; call before the adapters start. */
  recover(
    responder: (channel: Incoming['channel'], chatId: string) => Responder | undefined,
  ): Promise<void>
  /** Deletes what is kept of a chat. */
  forget(id: ConversationId): Promise<void>
  /** Deletes what is no longer needed of messages and sessions, and turns older than `keepMs`. */
  prune(keepMs: number): Promise<void>
  /** Takes no more messages and resolves when those taken are answered, or after `ms`. */
  drain(ms: number): Promise<void>
}

type Deps = Omit<AnsweringDeps, 'now' | 'write'> & Partial<Pick<AnsweringDeps, 'now'>>

const HOUR = 60 * 60 * 1000
/** An answer that comes later than this helps nobody. */
export const MAX_AGE_MS = 12 * HOUR
/** Messages of one chat that may wait while one is answered. */
export const MAX_DEPTH = 8
const KEEP_MS = 7 * 24 * HOUR

/** A message under way. */
interface Running {
  readonly audience: Audience
  readonly claimed: Promise<Claim>
  readonly answered: Promise<Reply>
}

const keyOf = ({ channel, chatId, messageId }: Key) =>
  `${conversationId(channel, chatId)} ${messageId}`

/** One message in, one reply out: exactly once, in the order of each chat, also over a crash. */
export const createInbox = (deps: Deps): Inbox => {
  const { db, urgent = () => undefined, log, now = Date.now, measure } = deps
  const queue = createChatQueue()
  const write = createWriter(db)
  const { answer, deliver } = createAnswering({ ...deps, write, now })
  const running = new Map<string, Running>()
  let closed = false

  /** Runs the task; its message counts as running until just before the outcome is known. */
  const track = (
    key: string,
    { audience, claimed }: Omit<Running, 'answered'>,
    run: (task: () => Promise<Reply>) => Promise<Reply>,
    task: () => Promise<Reply>,
  ) => {
    const leave = () => {
      if (running.get(key)?.claimed === claimed) running.delete(key)
    }
    const answered = run(() => task().finally(leave))
    answered.catch(() => undefined)
    // Long before its turn comes: a copy must not hear of it that it could not be stored.
    claimed.catch(leave)
    running.set(key, { audience, claimed, answered })
    return answered
  }

  const receive: Receive = async (message, responder) => {
    if (closed) throw new Unanswered('el servicio se está cerrando')
    if (now() - message.sentAt.getTime() > MAX_AGE_MS) throw new Unanswered('el mensaje es viejo')
    const id = conversationId(message.channel, message.chatId)
    const key = keyOf(message)
    const twin = running.get(key)
    if (twin) {
      twin.audience.join(responder)
      await twin.claimed
      return { duplicate: true, answered: twin.answered }
    }
    // The place in the queue is taken before anything is awaited: arrival decides the order.
    const claimed = write(() => claim(db, message, now()))
    claimed.catch(() => measure?.({ channel: message.channel, outcome: 'error', tookMs: 0 }))
    const audience = new Audience(responder)
    const busy = queue.depth(id) >= MAX_DEPTH
    const task = async () => {
      const { mine, seq, reply } = await claimed
      if (mine) return answer(message, { seq, responder: audience.responder() }, busy)
      // Answered once, and erased since then because the person asked for it.
      return reply ?? forgotten()
    }
    const order = (run: typeof task) => (busy ? run() : queue.run(id, run))
    const answered = track(key, { audience, claimed }, order, task)
    try {
      const { mine } = await claimed
      return { duplicate: !mine, answered }
    } catch (error) {
      const help = urgent(message)
      if (!help) throw error
      log.error({ err: error }, 'no se pudo guardar un pedido de ayuda: se responde igual')
      await responder.send(help)
      return { duplicate: false, answered: Promise.resolve(help) }
    }
  }

  const reopen = (open: OpenMessage, first: Responder) => {
    const audience = new Audience(first)
    const { seq, message, reply } = open
    const id = conversationId(open.channel, open.chatId)
    const task = async () => {
      const responder = audience.responder()
      if (!reply && message) return answer(message, { seq, responder }, false)
      if (!reply) throw new Unanswered('del mensaje no quedó nada')
      await deliver({ seq, responder }, reply)
      return reply
    }
    const claimed = Promise.resolve({ seq, mine: true })
    track(keyOf(open), { audience, claimed }, run => queue.run(id, run), task).catch(err =>
      log.error({ err }, 'no se pudo retomar un mensaje'),
    )
  }

  return {
    receive,
    recover: async responderOf => {
      for (const open of await openMessages(db)) {
        const responder = responderOf(open.channel, open.chatId)
        if (now() - open.receivedAt > MAX_AGE_MS) await setStatus(db, open.seq, 'failed')
        else if (responder) reopen(open, responder)
      }
    },
    // In the queue of the chat: an answer under way is stored before, and goes with the rest.
    forget: id => queue.run(id, () => write(() => erase(db, id))),
    prune: async keepMs => {
      await giveUp(db, now() - MAX_AGE_MS)
      await pruneInbox(db, now() - Math.min(KEEP_MS, keepMs))
      await deleteExpiredSessions(db, now())
      await pruneTurns(db, now() - keepMs)
      await pruneFeedback(db, now() - keepMs)
    },
    drain: async ms => {
      closed = true
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>(resolve => {
        timer = setTimeout(resolve, ms)
      })
      const answered = [...running.values()].map(entry => entry.answered.catch(() => undefined))
      await Promise.race([Promise.all([queue.idle(), ...answered]), late])
      clearTimeout(timer)
    },
  }
}
