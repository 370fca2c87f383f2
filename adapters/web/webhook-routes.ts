import type { Webhook } from '../../src/channel.ts'
import type { WebServer } from './server.ts'

/** Meta posts up to 3 MB; what is refused would come again for days. */
const BODY_LIMIT = 4 * 1024 * 1024

/** The paths of other channels' webhooks. Bodies go on as they came: some are signed. */
export const webhookRoutes = (server: WebServer, webhooks: readonly Webhook[]) =>
  server.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    for (const { path, handle, verify } of webhooks) {
      // A platform posts for all its people from a few addresses.
      const options = { bodyLimit: BODY_LIMIT, config: { rateLimit: false } }
      scope.post(path, options, async (request, reply) => {
        const { headers, body } = request
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
        return reply.code(await handle(headers, bytes)).send()
      })
      if (!verify) continue
      scope.get(path, { config: { rateLimit: false } }, async ({ query }, reply) => {
        const answer = verify(query as Parameters<typeof verify>[0])
        if (answer === undefined) return reply.code(403).send()
        return reply.type('text/plain; charset=utf-8').send(answer)
      })
    }
  })
