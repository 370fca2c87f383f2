import closeWithGrace from 'close-with-grace'
import { createTerminalAdapter } from '../adapters/terminal/adapter.ts'
import { createWebAdapter } from '../adapters/web/adapter.ts'
import type { Adapter } from './channel.ts'
import { readConfig } from './config.ts'
import { createCore } from './core.ts'
import { createLogger } from './observability/logger.ts'
import { createMetrics, serveMetrics } from './observability/metrics.ts'

const HOUR = 60 * 60 * 1000
const DRAIN_MS = 4000
/** The channels' own stop, the drain and the closing of the database. */
const GRACE_MS = 10_000

const chatting = process.argv.includes('--chat')

const start = async () => {
  const config = readConfig(process.env)
  // In a terminal chat the log would stand between the lines of the conversation.
  const log = createLogger(chatting ? 'error' : config.logLevel)
  const core = await createCore(config, log)
  const adapters: Adapter[] = chatting
    ? [createTerminalAdapter({ onEnd: () => closing.close() })]
    : [createWebAdapter({ config, log, chats: core.chats, health: core.health })]

  const closing = closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'error inesperado: se cierra')
    await Promise.all(adapters.map(adapter => adapter.stop()))
    await core.close(DRAIN_MS)
    log.info('cerrado')
  })

  await core.inbox.recover((channel, chatId) =>
    adapters.find(adapter => adapter.channel === channel)?.responder(chatId),
  )
  await core.inbox.prune()
  setInterval(() => core.inbox.prune().catch(err => log.error({ err }, 'limpieza')), HOUR).unref()
  if (config.metricsPort > 0 && !chatting)
    serveMetrics(createMetrics(core.model?.status), { ...config, port: config.metricsPort }, log)
  for (const adapter of adapters) await adapter.start(core.inbox.receive)
}

start().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error)
  process.stderr.write(`IAMJus no pudo arrancar. ${reason}\n`)
  // Not `exitCode`: an empty event loop would end in the graceful close, which exits with 0.
  process.exit(1)
})
