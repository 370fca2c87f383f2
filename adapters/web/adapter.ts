import type { Adapter, Office, Status, Webhook } from '../../src/channel.ts'
import type { Config } from '../../src/config.ts'
import type { Logger } from '../../src/observability/logger.ts'
import { type AdminPart, adminRoutes } from './admin/routes.ts'
import type { ChannelState } from './admin/state-routes.ts'
import { createAsking } from './asking.ts'
import { limitChat } from './chat-limit.ts'
import { type ChatStore, chatRoutes } from './chat-routes.ts'
import { type Draining, prepareDraining } from './draining.ts'
import { errorBody } from './errors.ts'
import { type Listening, listen } from './listening.ts'
import { type Measure, measureRequests } from './measuring.ts'
import { readPage } from './page.ts'
import { pageRoutes } from './page-routes.ts'
import { webResponder } from './responders.ts'
import { buildServer, PUBLIC, type WebServer } from './server.ts'
import { webhookRoutes } from './webhook-routes.ts'

interface Deps {
  readonly config: Config
  readonly log: Logger
  readonly chats: ChatStore
  readonly health: () => Promise<{ readonly ready: boolean; readonly problems: readonly string[] }>
  /** Absent: there is no admin page. */
  readonly admin?: Omit<AdminPart, 'channels'>
  /** The other channels, as they are now. */
  readonly channels?: () => readonly ChannelState[]
  /** Offices of the Province. */
  readonly contacts?: () => readonly Office[]
  /** What the operators tell everybody. */
  readonly notice?: () => string | undefined
  /** Of other channels, served here. */
  readonly webhooks?: readonly Webhook[]
  readonly measure?: Measure
  /** For how long `stop` waits for answers on their way. */
  readonly stopMs?: number
}

/** What was asked and not answered in this time is asked again by the page. */
const STOP_MS = 4000
const CLOSING = 'el servicio se está cerrando'

/** The web channel: pages and chat API on one HTTP server. */
export const createWebAdapter = (deps: Deps) => {
  const { config, log, chats, health, admin, webhooks = [], stopMs = STOP_MS } = deps
  const { channels = () => [], contacts = () => [], notice = () => undefined } = deps
  let listening: Listening | undefined
  let status: Status = { state: 'off', since: new Date() }

  const healthRoutes = (server: WebServer, { isDraining }: Draining) => {
    server.get('/livez', { config: { rateLimit: false } }, async () => ({ ok: true }))
    server.get('/readyz', { config: { rateLimit: false } }, async (_request, reply) => {
      if (isDraining()) return reply.code(503).send({ ...errorBody(503), problems: [CLOSING] })
      const { ready, problems } = await health()
      if (!ready) return reply.code(503).send({ ...errorBody(503), problems })
      return { ok: true, problems }
    })
  }

  const adapter: Adapter = {
    channel: 'web',
    start: async receive => {
      status = { state: 'starting', since: new Date() }
      const server = await buildServer(config, log)
      if (deps.measure) measureRequests(server, deps.measure)
      const draining = prepareDraining(server)
      healthRoutes(server, draining)
      const asking = createAsking(receive)
      const limit = limitChat(server, config.rateLimit.chat)
      chatRoutes(server, { asking, chats, notice, limit })
      const { embedOrigins, retentionDays } = config
      const page = readPage(PUBLIC)
      const shown = { page, contacts, notice, embedOrigins, retentionDays }
      await pageRoutes(server, { ...shown, asking, chats, limit })
      const all = () => [{ channel: 'web', status }, ...channels()]
      if (admin) await adminRoutes(server, { ...admin, channels: all }, config.publicUrl)
      await webhookRoutes(server, webhooks)
      try {
        listening = await listen(server, draining, config)
      } catch (error) {
        status = { state: 'down', since: new Date(), detail: (error as Error).message }
        throw error
      }
      const { url } = listening
      status = { state: 'ready', since: new Date(), detail: url }
      log.info(`IAMJus atiende en ${url.replace('127.0.0.1', 'localhost')}`)
    },
    stop: async () => {
      await listening?.close(stopMs)
      listening = undefined
      status = { state: 'off', since: new Date() }
    },
    responder: () => webResponder,
    status: () => status,
  }
  return adapter
}
