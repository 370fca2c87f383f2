import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type ConversationId,
  conversationId,
  type Receive,
  type Reply,
  type Responder,
} from '../../src/channel.ts'
import { errorBody } from './errors.ts'
import { openEvents, waitingResponder } from './responders.ts'
import * as schemas from './schemas.ts'
import type { WebServer } from './server.ts'
import { rememberSession, sessionOf } from './session.ts'

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

const toJson = (reply: Reply, messageId: string) => ({
  response: reply.text,
  municipios: [...reply.about.municipios],
  candidates: [...reply.about.candidates],
  intents: [...reply.about.intents],
  source: reply.about.source,
  choices: [...reply.choices],
  offices: [...reply.about.offices],
  message_id: messageId,
})

const wantsStream = (request: FastifyRequest) =>
  (request.headers.accept ?? '').includes('text/event-stream')

/** `/generate`, `/clear`, `/feedback` and `/history`. */
export const chatRoutes = (app: WebServer, receive: Receive, chats: ChatStore, perChat: number) => {
  const countChat = app.createRateLimit({
    max: perChat,
    // The chat is known whatever the address: this machine is no exception here.
    allowList: [],
    timeWindow: '1 minute',
    keyGenerator: request =>
      sessionOf(request, (request.body as { session_id?: string } | undefined)?.session_id).id,
  })
  // Not `app.rateLimit`: of two such hooks on one request the plugin runs only the first, and
  // that is the one that counts by address.
  const limitChat = async (request: FastifyRequest, reply: FastifyReply) => {
    const used = await countChat(request)
    if (used.isAllowed || !used.isExceeded) return
    reply.header('retry-after', used.ttlInSeconds)
    return reply.code(429).send(errorBody(429))
  }

  app.post(
    '/generate',
    {
      schema: { body: schemas.GenerateBody, response: { 200: schemas.GenerateAnswer } },
      ...(perChat > 0 && { preHandler: limitChat }),
    },
    async (request, reply) => {
      const { prompt, message_id: messageId = randomUUID() } = request.body
      const session = sessionOf(request, request.body.session_id)
      if (session.isNew) rememberSession(reply, session.id)
      const message = {
        channel: 'web',
        chatId: session.id,
        messageId,
        sentAt: new Date(),
        content: { kind: 'text', text: prompt },
        requestId: request.id,
      } as const
      const answer = async (responder: Responder) => {
        const { answered } = await receive(message, responder)
        return { ...toJson(await answered, messageId), session_id: session.id }
      }
      if (!wantsStream(request)) return answer(waitingResponder(reply))
      const events = openEvents(reply)
      return events.send(answer(events.responder))
    },
  )

  app.post(
    '/clear',
    { schema: { body: schemas.ClearBody, response: { 200: schemas.ClearAnswer } } },
    async request => {
      const session = sessionOf(request, request.body?.session_id)
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
      return { session_id: session.id, messages, pending }
    },
  )
}
