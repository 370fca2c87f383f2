import type { Webhook } from '../../src/channel.ts'
import type { WebServer } from './server.ts'

/** Of what a platform posts; more than it sends, since what is refused comes again for ever. */
const BODY_LIMIT = 1024 * 1024

/** The paths of other channels' webhooks. Bodies go on as they came: some are signed. */
export const webhookRoutes = (server: WebServer, webhooks: readonly Webhook[]) =>
  server.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    for (const { path, handle } of webhooks) {
      // A platform posts for all its people from a few addresses.
      const options = { bodyLimit: BODY_LIMIT, config: { rateLimit: false } }
      scope.post(path, options, async (request, reply) => {
        const { headers, body } = request
        return reply.code(await handle(headers, typeof body === 'string' ? body : '')).send()
      })
    }
  })
