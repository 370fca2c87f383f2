import { sql } from 'kysely'
import {
  type Channel,
  type ConversationId,
  conversationId,
  type Incoming,
  type Reply,
  type Responder,
  type Source,
} from '../channel.ts'
import { type Logger, pseudonym } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'
import { prepared } from '../storage/prepared.ts'
import type { Write } from '../storage/writer.ts'
import { setStatus, settle } from './claims.ts'
import { deleteFeedback } from './feedback.ts'
import { apology, tooManyMessages } from './replies.ts'
import { deleteSession, loadSession, type Session, saveSession } from './sessions.ts'
import { deleteTurns, readHistory, saveTurn, type Turn } from './turns.ts'
import { withTyping } from './typing.ts'

/** What the conversation makes of a message. */
export interface Answer {
  readonly reply: Reply
  /** What to remember of the chat from now on; absent when nothing changes. */
  readonly session?: Session
  /** The person asked that everything kept of this chat be deleted. */
  readonly forget?: boolean
  /** The person was told just now: where answers are pushed this one is not sent. */
  readonly silent?: boolean
}

/** What belongs to a message besides its words. */
export interface Context {
  /** What was said before in this chat. */
  readonly history: () => Promise<readonly Turn[]>
  readonly progress?: (text: string) => void
  /** Aborted when nobody waits any more; asked for where an answer takes long. */
  readonly signal?: () => AbortSignal | undefined
}

export type Respond = (message: Incoming, session: Session, context: Context) => Promise<Answer>

/** The message was received but could not be answered; the same message may be sent again. */
export class Unanswered extends Error {
  override name = 'Unanswered'
}

/** A message that this process has to answer, and the way back to its chat. */
export interface Claimed {
  readonly seq: number
  readonly responder: Responder
}

/** How one message ended. */
interface Measured {
  readonly channel: Channel
  readonly outcome: Source | 'busy' | 'error'
  readonly tookMs: number
  /** Until the first words of a model were shown. */
  readonly firstMs?: number
}

export interface AnsweringDeps {
  readonly db: Database
  readonly write: Write
  readonly respond: Respond
  /** What has to be said whatever fails and however many wait: help for who is in danger. */
  readonly urgent?: (message: Incoming) => Reply | undefined
  readonly log: Logger
  /** Unix milliseconds. */
  readonly now: () => number
  readonly measure?: (measured: Measured) => void
}

// An answer that the platform has refused is erased, too: there is nothing left to offer again.
const ERASED = sql<'delivered' | 'failed'>`iif(status = 'failed', 'failed', 'delivered')`

const forgetMessages = prepared<{ channel: string; chatId: string }, unknown>(
  ['channel', 'chatId'],
  (db, { channel, chatId }) =>
    db
      .updateTable('inbox')
      .set({ status: ERASED, content_json: null, reply_json: null })
      .where('channel', '=', channel)
      .where('chat_id', '=', chatId)
      .where('status', '<>', 'pending'),
)

/** Deletes what is kept of a chat; that its messages were received is remembered, without content. */
export const erase = (db: Database, id: ConversationId) => {
  const colon = id.indexOf(':')
  deleteSession(db, id)
  deleteTurns(db, id)
  deleteFeedback(db, id)
  forgetMessages(db, { channel: id.slice(0, colon), chatId: id.slice(colon + 1) })
}

/** What the log says of a message: neither whose it is nor what it says. */
const namesOf = ({ channel, chatId, requestId }: Incoming, { seq }: Claimed) => {
  const chat = pseudonym(conversationId(channel, chatId))
  return { request: requestId ?? String(seq), channel, chat }
}

/** Turns that an answer may refer to. */
const CONTEXT_TURNS = 6

/** Answers claimed messages: responds, stores the outcome in one transaction, delivers it. */
export const createAnswering = (deps: AnsweringDeps) => {
  const { db, write, respond, urgent = () => undefined, log, now } = deps
  const { measure = () => undefined } = deps
  const store = (message: Incoming, { seq, responder }: Claimed, answer: Answer, tookMs: number) =>
    write(() => {
      const id = conversationId(message.channel, message.chatId)
      const isLogged = !answer.forget && !answer.silent
      if (answer.forget) erase(db, id)
      if (isLogged) saveTurn(db, id, message, answer.reply, now(), tookMs)
      if (answer.session) saveSession(db, id, answer.session, now())
      const status = responder.pulled || answer.silent ? 'delivered' : 'answered'
      settle(db, seq, status, isLogged ? undefined : answer.reply)
    })

  const deliver = async ({ seq, responder }: Claimed, reply: Reply) => {
    await responder.send(reply)
    if (!responder.pulled) await setStatus(db, seq, 'delivered')
  }

  const process = async (message: Incoming, claimed: Claimed, busy: boolean) => {
    const id = conversationId(message.channel, message.chatId)
    const started = performance.now()
    const { responder } = claimed
    const { progress } = responder
    let firstMs: number | undefined
    const show = (text: string) => {
      firstMs ??= performance.now() - started
      progress?.(text)
    }
    const context: Context = {
      history: () => readHistory(db, id, CONTEXT_TURNS),
      ...(progress && { progress: show }),
      signal: () => responder.signal,
    }
    const think = async () => respond(message, loadSession(db, id, now()), context)
    // What is not read is answered at once, or not at all.
    const isRead = message.content.kind !== 'unsupported'
    // A message too many does not wait for its turn, so it must not touch what is remembered.
    const answer: Answer = busy
      ? { reply: urgent(message) ?? tooManyMessages(), silent: !isRead }
      : await (isRead ? withTyping(responder, think) : think())
    const tookMs = performance.now() - started
    await store(message, claimed, answer, tookMs)
    const { source, intents } = answer.reply.about
    measure({
      channel: message.channel,
      outcome: busy && source !== 'safety' ? 'busy' : source,
      tookMs,
      ...(firstMs !== undefined && { firstMs }),
    })
    const ms = Math.round(tookMs)
    log.info({ ...namesOf(message, claimed), source, intents: intents.length, ms }, 'turno')
    return answer
  }

  /** Answers one message; on failure apologises and throws `Unanswered`, unless it is urgent. */
  const answerTo = async (message: Incoming, claimed: Claimed, busy: boolean) => {
    let answer: Answer
    const started = performance.now()
    try {
      answer = await process(message, claimed, busy)
    } catch (error) {
      const tookMs = performance.now() - started
      measure({ channel: message.channel, outcome: 'error', tookMs })
      log.error({ err: error, ...namesOf(message, claimed) }, 'no se pudo responder un mensaje')
      await setStatus(db, claimed.seq, 'failed').catch(() => undefined)
      const help = urgent(message)
      await claimed.responder.send(help ?? apology()).catch(() => undefined)
      if (help) return help
      throw new Unanswered('no se pudo responder', { cause: error })
    }
    const { reply, silent } = answer
    if (silent) return reply
    // The answer is stored: if the platform refuses it now, it is offered again at the next start.
    await deliver(claimed, reply).catch(error =>
      log.error({ err: error, ...namesOf(message, claimed) }, 'no se pudo entregar una respuesta'),
    )
    return reply
  }

  return { answer: answerTo, deliver }
}
