import type { FastifyInstance } from 'fastify'

const CHAT_API = ['/generate', '/stop', '/clear', '/feedback', '/history']

/**
 * Lets the pages of these sites, and of no others, use the chat API. Never with cookies: such a page
 * names its chat by `session_id`, and so cannot use one that the visitor has here.
 */
export const allowOrigins = (app: FastifyInstance, origins: readonly string[]) => {
  if (origins.length === 0) return
  app.addHook('onRequest', async ({ method, url, headers }, reply) => {
    const { origin, 'access-control-request-method': wanted } = headers
    const [path = ''] = url.split('?', 1)
    if (!CHAT_API.includes(path)) return
    reply.header('vary', 'Origin')
    if (!origin || !origins.includes(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', 'retry-after')
    if (method !== 'OPTIONS' || !wanted) return
    return reply
      .headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '600',
      })
      .code(204)
      .send()
  })
}
