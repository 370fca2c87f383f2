import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import {
  type ConversationId,
  conversationId,
  type Reply,
  type Responder,
} from '../../src/channel.ts'
import { type Asking, toJson } from './asking.ts'
import type { limitChat } from './chat-limit.ts'
import { errorBody } from './errors.ts'
import { openEvents, WaitingResponder } from './responders.ts'
import * as schemas from './schemas.ts'
import type { WebServer } from './server.ts'
import { refuseForeign, rememberSession, sessionOf } from './session.ts'

interface PastTurn {
  readonly messageId: string
  readonly at: Date
  readonly text: string
  readonly reply: Reply
  readonly verdict?: Verdict | undefined
}

interface Asked {
  readonly messageId: string
  readonly text: string
}

type Verdict = 'up' | 'down'

/** What the page needs of the core besides `receive`. */
export interface ChatStore {
  history(id: ConversationId): Promise<readonly PastTurn[]>
  /** What was asked and is not yet answered. */
  pending(channel: 'web', chatId: string): Promise<readonly Asked[]>
  /** Gives false when there is no such answer. */
  rate(
    id: ConversationId,
    feedback: { messageId: string; verdict: Verdict | null; reason?: string },
  ): Promise<boolean>
  forget(id: ConversationId): Promise<void>
}

interface ChatParts {
  readonly asking: Asking
  readonly chats: ChatStore
  /** What the operators tell everybody. */
  readonly notice: () => string | undefined
  /** Of the routes that take messages. */
  readonly limit: ReturnType<typeof limitChat>
}

const wantsStream = (request: FastifyRequest) =>
  (request.headers.accept ?? '').includes('text/event-stream')

/** `/generate`, `/stop`, `/clear`, `/feedback` and `/history`. */
export const chatRoutes = (app: WebServer, { asking, chats, notice, limit }: ChatParts) => {
  app.post(
    '/generate',
    { schema: { body: schemas.GenerateBody, response: { 200: schemas.GenerateAnswer } }, ...limit },
    async (request, reply) => {
      const { prompt, message_id: messageId = randomUUID(), until_stopped } = request.body
      const session = sessionOf(request, request.body.session_id)
      if (session.isNew) rememberSession(reply, session.id)
      const ids = { chatId: session.id, messageId, requestId: request.id }
      const question = { ...ids, prompt, untilStopped: until_stopped }
      const answer = (responder: Responder) => asking.ask(question, responder)
      if (!wantsStream(request)) return answer(new WaitingResponder(reply))
      const events = openEvents(reply)
      return events.send(answer(events.responder))
    },
  )

  app.post(
    '/stop',
    { schema: { body: schemas.StopBody, response: { 200: schemas.StopAnswer } } },
    async request => {
      const { id } = sessionOf(request, request.body.session_id)
      asking.stop(id, request.body.message_id)
      return { session_id: id }
    },
  )

  app.post(
    '/clear',
    { schema: { body: schemas.ClearBody, response: { 200: schemas.ClearAnswer } } },
    async request => {
      // Without a body any page may send it, and the cookie goes along within one domain.
      if (!request.body) await refuseForeign(request)
      const session = sessionOf(request, request.body?.session_id)
      // One thing of a chat comes after another: it would be cleared after the answer.
      asking.stop(session.id)
      await chats.forget(conversationId('web', session.id))
      return { session_id: session.id, cleared: true }
    },
  )

  app.post(
    '/feedback',
    {
      schema: {
        body: schemas.FeedbackBody,
        response: { 200: schemas.FeedbackAnswer, 404: schemas.ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { message_id: messageId, verdict, reason } = request.body
      const { id } = sessionOf(request, request.body.session_id)
      const feedback = { messageId, verdict, ...(reason && { reason }) }
      const known = await chats.rate(conversationId('web', id), feedback)
      if (!known) return reply.code(404).send(errorBody(404, 'Esa respuesta ya no está.'))
      return { message_id: messageId, verdict }
    },
  )

  app.get(
    '/history',
    { schema: { querystring: schemas.HistoryQuery, response: { 200: schemas.HistoryAnswer } } },
    async (request, reply) => {
      const session = sessionOf(request, request.query.session_id)
      // Remembered before the first message, so that even a lost first answer can be asked again.
      if (session.isNew) rememberSession(reply, session.id)
      const turns = session.isNew ? [] : await chats.history(conversationId('web', session.id))
      const asked = session.isNew ? [] : await chats.pending('web', session.id)
      reply.header('cache-control', 'no-store')
      const messages = turns.map(turn => ({
        ...toJson(turn.reply, turn.messageId),
        at: turn.at.toISOString(),
        prompt: turn.text,
        ...(turn.verdict && { verdict: turn.verdict }),
      }))
      const pending = asked.map(({ messageId, text }) => ({ message_id: messageId, prompt: text }))
      const told = notice()
      return { session_id: session.id, messages, pending, ...(told && { notice: told }) }
    },
  )
}
