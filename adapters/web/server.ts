import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { resolve } from 'node:path'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import type { JsonSchemaToTsProvider } from '@fastify/type-provider-json-schema-to-ts'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify'
import type { Config } from '../../src/config.ts'
import { allowOrigins } from './cors.ts'
import { errorBody, installErrors } from './errors.ts'
import { protection } from './protection.ts'
import { RateStore } from './rate-store.ts'

const BODY_LIMIT = 64 * 1024
export const PUBLIC = resolve(import.meta.dirname, '../../public')

// The address of this machine itself says nothing about who asks: behind a proxy that is not
// named in TRUST_PROXY it would be one bucket for all citizens.
export const isThisMachine = (address: string) =>
  address.replace(/^::ffff:/, '') === '127.0.0.1' || address === '::1'

/** The one that nginx has given it, in whose log it is then found, too. */
const requestIdOf = ({ headers }: { headers: IncomingHttpHeaders }) => {
  const id = headers['x-request-id']
  return typeof id === 'string' && /^[0-9a-f]{32}$/.test(id) ? id : randomUUID().replaceAll('-', '')
}

/** The types hold them to what a schema is; to check it again, Ajv would compile its largest one. */
const UNCHECKED_SCHEMAS = { meta: false, validateSchema: false }

const createServer = (config: Config, log: FastifyBaseLogger) =>
  fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    genReqId: requestIdOf,
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // What arrives on an open connection while it closes is answered, not refused in English.
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply: FastifyReply) =>
      reply.code(400).header('x-content-type-options', 'nosniff').send(errorBody(400)),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: 'all', ...UNCHECKED_SCHEMAS } },
  }).withTypeProvider<JsonSchemaToTsProvider>()

export type WebServer = ReturnType<typeof createServer>

/** The HTTP server with its protections and the static pages, without the routes of the chat. */
export const buildServer = async (config: Config, log: FastifyBaseLogger): Promise<WebServer> => {
  const app = createServer(config, log)
  // Parsed by default, and a form of another site could send it without a preflight.
  app.removeContentTypeParser('text/plain')
  installErrors(app as unknown as FastifyInstance)
  const protect = protection()
  app.addHook('onRequest', (_request, reply, done) => {
    protect(reply)
    done()
  })
  await app.register(compress, {
    // What comes as a stream of events must not be held back.
    customTypes: /^(text\/(html|css|javascript)|image\/svg\+xml)/,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
    globalDecompression: false,
  })
  allowOrigins(app as unknown as FastifyInstance, config.corsOrigins)
  await app.register(cookie)
  await app.register(rateLimit, {
    global: config.rateLimit.address > 0,
    max: config.rateLimit.address,
    timeWindow: '1 minute',
    store: RateStore,
    allowList: request => isThisMachine(request.ip),
  })
  await app.register(fastifyStatic, { root: PUBLIC, cacheControl: true, maxAge: 0 })
  return app
}
