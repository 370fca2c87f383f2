import closeWithGrace from 'close-with-grace'
import { createTerminalAdapter } from '../adapters/terminal/adapter.ts'
import { createWebAdapter } from '../adapters/web/adapter.ts'
import type { Adapter, Status, Webhook } from './channel.ts'
import { type Config, readConfig } from './config.ts'
import { type Core, createCore } from './core.ts'
import { createLogger, type Logger } from './observability/logger.ts'
import { keepToItself } from './storage/sole.ts'

/** Less than the channels wait for answers on their way: what the data says goes out with them. */
const WRITING_MS = 3000
const DRAIN_MS = 3000
/** The channels' own stop, the drain and the closing of the database. */
const GRACE_MS = 10_000

const chatting = process.argv.includes('--chat')

/** What anybody may know of a channel; why it is so stands in the log and in the administration. */
const PROBLEMS: Readonly<Partial<Record<Status['state'], string>>> = {
  starting: 'todavía no está conectado',
  'needs-login': 'hay que vincular el teléfono',
  down: 'no anda',
}

const problemsOf = ({ channel, status }: Adapter) => {
  const problem = PROBLEMS[status().state]
  return problem ? [`${channel}: ${problem}`] : []
}

type Channel = Adapter & { readonly webhook?: Webhook; qr?(): string | undefined }

/** The channels besides the web; absent what is off. Loaded only where on: libraries are large. */
const OTHERS: readonly ((config: Config, log: Logger) => Promise<Channel | undefined>)[] = [
  async ({ telegram }, log) => {
    if (!telegram) return undefined
    const { createTelegramAdapter } = await import('../adapters/telegram/adapter.ts')
    return createTelegramAdapter({ config: telegram, log })
  },
  async ({ whatsappCloud }, log) => {
    if (!whatsappCloud) return undefined
    const { createWhatsAppCloudAdapter } = await import('../adapters/whatsapp/cloud/adapter.ts')
    return createWhatsAppCloudAdapter({ config: whatsappCloud, log })
  },
  async ({ whatsappWeb }, log) => {
    if (!whatsappWeb) return undefined
    const { createWhatsappWebAdapter } = await import('../adapters/whatsapp/web/adapter.ts')
    return createWhatsappWebAdapter({ config: whatsappWeb, log })
  },
]

/** The web first: it stands for the service, and what the others have to say is shown by it. */
const openChannels = async (config: Config, core: Core, log: Logger): Promise<Adapter[]> => {
  const opened = await Promise.all(
    OTHERS.map(open =>
      open(config, log).catch(err => log.error({ err }, 'un canal no pudo abrirse')),
    ),
  )
  const others = opened.flatMap(channel => channel ?? [])
  const web = createWebAdapter({
    config,
    log,
    chats: core.chats,
    contacts: core.provincial,
    notice: () => core.notice('web'),
    admin: core.admin,
    channels: () =>
      others.map(({ channel, status, qr }) => ({ channel, status: status(), qr: qr?.() })),
    health: async () => {
      const { ready, problems } = await core.health()
      return { ready, problems: [...problems, ...others.flatMap(problemsOf)] }
    },
    webhooks: others.flatMap(({ webhook }) => webhook ?? []),
    measure: core.measures.request,
  })
  return [web, ...others]
}

/** In a line for whoever starts it, not as a record of the log; it is good until it is changed. */
const openAdmin = async ({ admin }: Core, log: Logger) => {
  const first = await admin.openFirst()
  if (!first) return
  const { name, password } = first
  log.info('se creó el primer usuario de la administración')
  if (!password) return
  process.stderr.write(
    `Administración: entrá a /config con el usuario «${name}» y la clave «${password}»; te va a pedir que la cambies.\n`,
  )
}

/** Last of all, for no citizen waits for them. */
const openMetrics = async (
  config: Config,
  core: Core,
  adapters: readonly Adapter[],
  log: Logger,
) => {
  const { createMetrics, serveMetrics } = await import('./observability/metrics.ts')
  const service = {
    channels: () => adapters.map(({ channel, status }) => ({ channel, status: status() })),
    open: core.open,
    backup: core.backups.status,
    databasePath: config.databasePath,
  }
  const metrics = createMetrics({ service, model: core.model?.status, measures: core.measures })
  serveMetrics(metrics, { ...config, port: config.metricsPort }, log)
}

const start = async () => {
  const config = readConfig(process.env)
  // In a terminal chat the log would stand between the lines of the conversation.
  const log = createLogger(chatting ? 'error' : config.logLevel)
  const core = await createCore(config, log)
  const letGo = chatting ? undefined : keepToItself(config.databasePath)
  const adapters: Adapter[] = chatting
    ? [createTerminalAdapter({ onEnd: () => closing.close() })]
    : await openChannels(config, core, log)

  const closing = closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'error inesperado: se cierra')
    core.endWriting(WRITING_MS)
    await Promise.all(adapters.map(adapter => adapter.stop()))
    await core.close(DRAIN_MS)
    letGo?.()
    log.info('cerrado')
  })

  await core.inbox.recover((channel, chatId) =>
    adapters.find(adapter => adapter.channel === channel)?.responder(chatId),
  )
  if (!chatting) core.housekeeping.start()
  const [first, ...others] = adapters
  await first?.start(core.inbox.receive)
  for (const { channel, start } of others)
    start(core.inbox.receive).catch(err => log.error({ err, channel }, 'un canal no pudo arrancar'))
  if (chatting) return
  if (config.metricsPort > 0) await openMetrics(config, core, adapters, log)
  await openAdmin(core, log).catch(err => log.error({ err }, 'no se pudo crear el primer usuario'))
}

start().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error)
  process.stderr.write(`IAMJus no pudo arrancar. ${reason}\n`)
  // Not `exitCode`: an empty event loop would end in the graceful close, which exits with 0.
  process.exit(1)
})
