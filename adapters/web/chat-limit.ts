import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WebServer } from './server.ts'
import { sessionOf } from './session.ts'

/** Options of a route that takes messages: at most so many a minute from one chat; 0 is any number. */
export const limitChat = (app: WebServer, perChat: number) => {
  if (perChat === 0) return {}
  const count = app.createRateLimit({
    max: perChat,
    // The chat is known whatever the address: this machine is no exception here.
    allowList: [],
    timeWindow: '1 minute',
    keyGenerator: request =>
      sessionOf(request, (request.body as { session_id?: string } | undefined)?.session_id).id,
  })
  // Not `app.rateLimit`: of two such hooks on one request the plugin runs only the first, and
  // that is the one that counts by address.
  const preHandler = async (request: FastifyRequest, reply: FastifyReply) => {
    const used = await count(request)
    if (used.isAllowed || !used.isExceeded) return
    reply.header('retry-after', used.ttlInSeconds)
    throw Object.assign(new Error('too many messages of one chat'), { statusCode: 429 })
  }
  return { preHandler }
}
