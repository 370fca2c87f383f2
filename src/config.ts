import { isIP } from 'node:net'
import { type AdminConfig, readAdmin, readPublicUrl } from './config/admin.ts'
import { createReader, type Environment } from './config/environment.ts'
import { type LlmConfig, readLlm } from './config/llm.ts'
import { readCorsOrigins, readEmbedOrigins } from './config/origins.ts'
import { readStorage, type StorageConfig } from './config/storage.ts'
import { readTelegram, type TelegramConfig } from './config/telegram.ts'
import {
  readWhatsApp,
  type WhatsAppCloudConfig,
  type WhatsappWebConfig,
} from './config/whatsapp.ts'

export { ConfigError } from './config/environment.ts'
export type {
  AdminConfig,
  LlmConfig,
  StorageConfig,
  TelegramConfig,
  WhatsAppCloudConfig,
  WhatsappWebConfig,
}

export interface Config extends StorageConfig {
  readonly host: string
  readonly port: number
  /** Proxies whose X-Forwarded-For is believed: addresses or CIDR ranges. */
  readonly trustProxy: readonly string[]
  /** Other sites whose pages may use the chat API. */
  readonly corsOrigins: readonly string[]
  readonly dataDir: string
  readonly logLevel: string
  /** Where people reach the service, when it is not this machine. */
  readonly publicUrl?: string
  readonly admin: AdminConfig
  /** Absent: no model, and the answers come from the data alone. */
  readonly llm?: LlmConfig
  /** Absent: the channel is off. */
  readonly telegram?: TelegramConfig
  /** Absent: the channel is off. */
  readonly whatsappCloud?: WhatsAppCloudConfig
  readonly whatsappWeb?: WhatsappWebConfig
  /** Sites that may show the chat page in a frame. */
  readonly embedOrigins: readonly string[]
  /** Where GET /metrics is served; 0 is nowhere. */
  readonly metricsPort: number
  /** Messages a minute from one chat and from one address; 0 means no limit. */
  readonly rateLimit: { readonly chat: number; readonly address: number }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

const isCidr = (range: string) => {
  const [address = '', bits, ...more] = range.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (more.length > 0) return false
  return bits === undefined
    ? longest > 0
    : /^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= longest
}

/** Reads the environment once. Throws a `ConfigError` that names the variable and what it expects. */
export const readConfig = (env: Environment): Config => {
  const reader = createReader(env)
  const { text, expect, whole, oneOf } = reader
  const proxies = text('TRUST_PROXY', '')
    .split(/[\s,]+/)
    .filter(Boolean)
  for (const range of proxies) {
    expect('TRUST_PROXY', range, isCidr(range), 'direcciones IP o rangos como 172.16.0.0/12')
  }
  const publicUrl = readPublicUrl(reader)
  const llm = readLlm(reader)
  const telegram = readTelegram(reader)
  const whatsApp = readWhatsApp(reader)
  const metricsPort = whole('METRICS_PORT', 9464, 65535)
  const port = whole('PORT', 8080, 65535)
  const taken = metricsPort > 0 && metricsPort === port
  expect('METRICS_PORT', String(metricsPort), !taken, 'un puerto distinto de PORT')
  return Object.freeze({
    ...(publicUrl && { publicUrl }),
    admin: readAdmin(reader),
    ...(llm && { llm }),
    ...(telegram && { telegram }),
    ...(whatsApp.cloud && { whatsappCloud: whatsApp.cloud }),
    ...(whatsApp.web && { whatsappWeb: whatsApp.web }),
    embedOrigins: readEmbedOrigins(reader),
    metricsPort,
    host: text('HOST', '127.0.0.1'),
    port,
    trustProxy: Object.freeze(proxies),
    corsOrigins: readCorsOrigins(reader),
    dataDir: text('DATA_DIR', 'data'),
    ...readStorage(reader),
    logLevel: oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
    rateLimit: Object.freeze({
      chat: whole('RATE_LIMIT_CHAT', 30, 100_000),
      address: whole('RATE_LIMIT_ADDRESS', 600, 1_000_000),
    }),
  })
}
