import pino from 'pino'
import { createWebAdapter } from '../../adapters/web/adapter.ts'
import { createWhatsAppCloudAdapter } from '../../adapters/whatsapp/cloud/adapter.ts'
import type { Incoming, Reply } from '../../src/channel.ts'
import { readConfig, type WhatsAppCloudConfig } from '../../src/config.ts'
import { silent } from './core.ts'
import { startGraph } from './graph.ts'
import { replyOf } from './responder.ts'
import { createReceiver, wordsOf } from './telegram-adapter.ts'
import { NO_CHATS } from './web.ts'

export { wordsOf } from './telegram-adapter.ts'

export const ANA = { phone: '5492215551234', userId: 'AR.1502ana' }
export const BETO = { phone: '5491155550000' }
/** Whose number is not shown. */
export const CLARA = { userId: 'AR.1502clara' }

const echo = (message: Incoming) => replyOf(`oí: ${wordsOf(message)}.`)

/** The adapter over a strict Graph API, its webhook on a web server; not yet started. */
export const openCloud = async (
  answer: (message: Incoming) => Reply | Promise<Reply> = echo,
  config: Partial<WhatsAppCloudConfig> = {},
) => {
  const graph = await startGraph()
  const lines: string[] = []
  const adapter = createWhatsAppCloudAdapter({
    config: { ...graph.config, ...config },
    log: pino({ level: 'debug' }, { write: line => lines.push(line) }),
    pauses: { first: 5, longest: 20 },
  })
  const { received, receive, sent } = createReceiver(answer)
  const web = createWebAdapter({
    config: readConfig({ PORT: '0', RATE_LIMIT_ADDRESS: '1', TRUST_PROXY: '127.0.0.1' }),
    log: silent,
    chats: NO_CHATS,
    health: async () => ({ ready: true, problems: [] }),
    webhooks: [adapter.webhook],
  })
  await web.start(async () => ({ duplicate: false, answered: Promise.resolve(replyOf('')) }))
  const hook = `${web.status().detail}/webhooks/whatsapp`
  return {
    graph,
    adapter,
    hook,
    received,
    receive,
    sent,
    /** Everything logged so far. */
    log: () => lines.join(''),
    /** Starts the adapter, and Meta posts to it. */
    start: async () => {
      await adapter.start(receive)
      graph.hookTo(hook)
    },
    close: async () => {
      await adapter.stop()
      await graph.stop()
      await web.stop()
    },
  }
}

export type CloudHarness = Awaited<ReturnType<typeof openCloud>>
