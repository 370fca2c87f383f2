import type { Transaction } from 'kysely'
import {
  type ConversationId,
  conversationId,
  type Incoming,
  type Receive,
  type Reply,
  type Responder,
} from '../channel.ts'
import { type Logger, pseudonym } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/schema.ts'
import { type Claim, claim, openMessages, pruneInbox, setStatus } from './claims.ts'
import { createChatQueue } from './queue.ts'
import { apology, tooManyMessages } from './replies.ts'
import { deleteSession, loadSession, type Session, saveSession } from './sessions.ts'
import { deleteTurns, saveTurn } from './turns.ts'
import { withTyping } from './typing.ts'

/** What the conversation makes of a message. */
export interface Answer {
  readonly reply: Reply
  readonly session: Session
  /** The person asked that everything kept of this chat be deleted. */
  readonly forget?: boolean
}

export type Respond = (message: Incoming, session: Session) => Promise<Answer>

/** The message was received but could not be answered; the same message may be sent again. */
export class Unanswered extends Error {
  override name = 'Unanswered'
}

export interface Inbox {
  readonly receive: Receive
  /** Answers what was left open by a process that died; call before the adapters start. */
  recover(
    responder: (channel: Incoming['channel'], chatId: string) => Responder | undefined,
  ): Promise<void>
  /** Deletes what is kept of a chat. */
  forget(id: ConversationId): Promise<void>
  prune(): Promise<void>
  /** Takes no more messages and resolves when those taken are answered, or after `ms`. */
  drain(ms: number): Promise<void>
}

/** A message that this process has to answer, and the way back to its chat. */
interface Claimed {
  readonly seq: number
  readonly responder: Responder
}

interface Deps {
  readonly db: Database
  readonly respond: Respond
  readonly log: Logger
  readonly now?: () => number
}

const HOUR = 60 * 60 * 1000
/** An answer that comes later than this helps nobody. */
export const MAX_AGE_MS = 12 * HOUR
/** Messages of one chat that may wait while one is answered. */
export const MAX_DEPTH = 8
const KEEP_MS = 7 * 24 * HOUR

const keyOf = ({
  channel,
  chatId,
  messageId,
}: Pick<Incoming, 'channel' | 'chatId' | 'messageId'>) =>
  `${conversationId(channel, chatId)} ${messageId}`

/** One message in, one reply out: exactly once, in the order of each chat, also over a crash. */
export const createInbox = ({ db, respond, log, now = Date.now }: Deps): Inbox => {
  const queue = createChatQueue()
  const running = new Map<string, { claimed: Promise<Claim>; answered: Promise<Reply> }>()
  let closed = false

  const erase = async (tx: Transaction<Schema>, id: ConversationId) => {
    const colon = id.indexOf(':')
    await deleteSession(tx, id)
    await deleteTurns(tx, id)
    await tx
      .updateTable('inbox')
      .set({ content_json: null, reply_json: null })
      .where('channel', '=', id.slice(0, colon))
      .where('chat_id', '=', id.slice(colon + 1))
      .where('status', 'in', ['delivered', 'failed'])
      .execute()
  }

  const store = (message: Incoming, claimed: Claimed, answer: Answer, tookMs: number) =>
    db.transaction().execute(async tx => {
      const id = conversationId(message.channel, message.chatId)
      if (answer.forget) await erase(tx, id)
      else {
        await saveSession(tx, id, answer.session, now())
        await saveTurn(tx, id, message, answer.reply, now(), tookMs)
      }
      await tx
        .updateTable('inbox')
        .set({
          status: claimed.responder.pulled ? 'delivered' : 'answered',
          content_json: null,
          reply_json: JSON.stringify(answer.reply),
        })
        .where('seq', '=', claimed.seq)
        .execute()
    })

  const deliver = async ({ seq, responder }: Claimed, reply: Reply) => {
    await responder.send(reply)
    if (!responder.pulled) await setStatus(db, seq, 'delivered')
  }

  const process = async (message: Incoming, claimed: Claimed, busy: boolean) => {
    const { responder } = claimed
    const id = conversationId(message.channel, message.chatId)
    const started = performance.now()
    const session = await loadSession(db, id, now())
    const answer = busy
      ? { reply: tooManyMessages(), session }
      : await withTyping(responder, () => respond(message, session))
    await store(message, claimed, answer, performance.now() - started)
    const { about } = answer.reply
    log.info(
      {
        chat: pseudonym(id),
        source: about.source,
        intents: about.intents,
        ms: Math.round(performance.now() - started),
      },
      'turno',
    )
    return answer.reply
  }

  const answerOnce = async (message: Incoming, claimed: Claimed, busy = false) => {
    const { seq, responder } = claimed
    let reply: Reply
    try {
      reply = await process(message, claimed, busy)
    } catch (error) {
      log.error({ err: error, channel: message.channel }, 'no se pudo responder un mensaje')
      await setStatus(db, seq, 'failed').catch(() => undefined)
      await responder.send(apology()).catch(() => undefined)
      throw new Unanswered('no se pudo responder', { cause: error })
    }
    // The answer is stored: if the platform refuses it now, it is offered again at the next start.
    await deliver(claimed, reply).catch(error =>
      log.error({ err: error, channel: message.channel }, 'no se pudo entregar una respuesta'),
    )
    return reply
  }

  const track = (key: string, claimed: Promise<Claim>, answered: Promise<Reply>) => {
    running.set(key, { claimed, answered })
    answered.catch(() => undefined).finally(() => running.delete(key))
  }

  const receive: Receive = async (message, responder) => {
    if (closed) throw new Unanswered('el servicio se está cerrando')
    if (now() - message.sentAt.getTime() > MAX_AGE_MS) throw new Unanswered('el mensaje es viejo')
    const id = conversationId(message.channel, message.chatId)
    const key = keyOf(message)
    const twin = running.get(key)
    if (twin) {
      await twin.claimed
      return { duplicate: true, answered: twin.answered }
    }
    // The place in the queue is taken before anything is awaited: arrival decides the order.
    const claimed = claim(db, message, now())
    const task = async (busy: boolean) => {
      const { mine, seq, reply } = await claimed
      if (mine) return answerOnce(message, { seq, responder }, busy)
      if (!reply) throw new Unanswered('la respuesta ya no está guardada')
      return reply
    }
    const busy = queue.depth(id) >= MAX_DEPTH
    const answered = busy ? task(true) : queue.run(id, () => task(false))
    track(key, claimed, answered)
    const { mine } = await claimed
    return { duplicate: !mine, answered }
  }

  return {
    receive,
    recover: async responderOf => {
      for (const open of await openMessages(db)) {
        const { seq, message, reply } = open
        const responder = responderOf(open.channel, open.chatId)
        if (!responder) continue
        if (now() - open.receivedAt > MAX_AGE_MS) {
          await setStatus(db, seq, 'failed')
          continue
        }
        const answered = queue.run(conversationId(open.channel, open.chatId), async () => {
          if (!reply && message) return answerOnce(message, { seq, responder })
          if (!reply) throw new Unanswered('del mensaje no quedó nada')
          await deliver({ seq, responder }, reply)
          return reply
        })
        answered.catch(err => log.error({ err }, 'no se pudo retomar un mensaje'))
        track(keyOf(open), Promise.resolve({ seq, mine: true }), answered)
      }
    },
    // In the queue of the chat: an answer under way is stored before, and goes with the rest.
    forget: id => queue.run(id, () => db.transaction().execute(tx => erase(tx, id))),
    prune: () => pruneInbox(db, now() - KEEP_MS),
    drain: async ms => {
      closed = true
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>(resolve => {
        timer = setTimeout(resolve, ms)
      })
      await Promise.race([queue.idle(), late])
      clearTimeout(timer)
    },
  }
}
