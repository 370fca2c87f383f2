import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

export interface Config {
  readonly host: string
  readonly port: number
  /** Proxies whose X-Forwarded-For is believed: addresses or CIDR ranges. */
  readonly trustProxy: readonly string[]
  readonly dataDir: string
  readonly databasePath: string
  readonly logLevel: string
  /** Absent: no model, and the answers come from the data alone. */
  readonly llm?: LlmConfig
  /** Absent: the channel is off. */
  readonly telegram?: TelegramConfig
  /** Absent: the channel is off. */
  readonly whatsappCloud?: WhatsAppCloudConfig
  readonly whatsappWeb?: WhatsappWebConfig
  /** Where GET /metrics is served; 0 is nowhere. */
  readonly metricsPort: number
  /** Messages a minute from one chat and from one address; 0 means no limit. */
  readonly rateLimit: { readonly chat: number; readonly address: number }
}

/** The Ollama servers that write what the data does not answer. */
export interface LlmConfig {
  readonly endpoints: readonly string[]
  readonly model: string
  /** For one answer, all attempts together. Milliseconds. */
  readonly timeoutMs: number
  /** `false`: the answer comes whole, at the end. */
  readonly stream: boolean
  /** Requests that each server takes side by side (its OLLAMA_NUM_PARALLEL). */
  readonly slots: number
}

export interface TelegramConfig {
  readonly token: string
  /** Without a slash at the end. */
  readonly apiRoot: string
  /** Absent: messages are fetched by long polling. */
  readonly webhook?: { readonly url: string; readonly secret: string }
}

/** WhatsApp by the official Cloud API. */
export interface WhatsAppCloudConfig {
  readonly token: string
  /** Of the number, as Meta calls it; not the number itself. */
  readonly phoneId: string
  /** Signs what Meta posts. */
  readonly appSecret: string
  /** Made up by the operator, and told to Meta. */
  readonly verifyToken: string
  /** With the version of the API, without a slash at the end. */
  readonly graphBaseUrl: string
}

/** WhatsApp through the page of WhatsApp Web, unofficial. */
export interface WhatsappWebConfig {
  /** Where the session of the linked phone is kept: whoever has it can read and write its chats. */
  readonly folder: string
  readonly chromium: string
}

export class ConfigError extends Error {
  override name = 'ConfigError'
}

type Environment = Readonly<Record<string, string | undefined>>

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

const BOT_TOKEN = /^\d+:[\w-]+$/
const PRINTABLE = /^[!-~]+$/
// Paths that the web serves itself, and what Fastify would read as a pattern.
const isFreePath = (path: string) =>
  /^\/[\w/-]+$/.test(path) &&
  !/^\/(?:generate|clear|history|livez|readyz|config|webhooks\/whatsapp)\/?$/.test(path)

const WEBHOOK_SECRET = /^[\w-]{1,256}$/

const isCidr = (range: string) => {
  const [address = '', bits, ...more] = range.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (more.length > 0) return false
  return bits === undefined
    ? longest > 0
    : /^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= longest
}

const isOllamaUrl = (address: string) =>
  isHttpUrl(address) && !/\/api\b/.test(new URL(address).pathname)

const isHttpUrl = (address: string) =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)

/** OLLAMA_ENDPOINT_1, OLLAMA_ENDPOINT_2 …, in the order of their numbers. */
const endpointNames = (env: Environment) => {
  const numbers = Object.keys(env).flatMap(
    name => /^OLLAMA_ENDPOINT_(\d+)(?:_FILE)?$/.exec(name)?.[1] ?? [],
  )
  return [...new Set(numbers)]
    .sort((a, b) => Number(a) - Number(b))
    .map(number => `OLLAMA_ENDPOINT_${number}`)
}

/** Reads the environment once. Throws a `ConfigError` that names the variable and what it expects. */
export const readConfig = (env: Environment): Config => {
  const text = (name: string, fallback: string) => {
    const file = env[`${name}_FILE`]
    if (!file) return env[name]?.trim() || fallback
    try {
      return readFileSync(file, 'utf8').trim()
    } catch {
      throw new ConfigError(`${name}_FILE: no se puede leer el archivo «${file}»`)
    }
  }
  const expect = (name: string, value: string, ok: boolean, expected: string) => {
    if (!ok) throw new ConfigError(`${name}: se esperaba ${expected}, no «${value}»`)
    return value
  }
  const whole = (name: string, fallback: number, max: number) => {
    const value = text(name, String(fallback))
    const ok = /^\d{1,9}$/.test(value) && Number(value) <= max
    return Number(expect(name, value, ok, `un número entero de 0 a ${max}`))
  }
  const proxies = text('TRUST_PROXY', '')
    .split(/[\s,]+/)
    .filter(Boolean)
  for (const range of proxies) {
    expect('TRUST_PROXY', range, isCidr(range), 'direcciones IP o rangos como 172.16.0.0/12')
  }
  const logLevel = text('LOG_LEVEL', 'info')
  expect('LOG_LEVEL', logLevel, LOG_LEVELS.includes(logLevel), `uno de ${LOG_LEVELS.join(', ')}`)
  const readLlm = (): LlmConfig | undefined => {
    const endpoints = endpointNames(env).flatMap(name => {
      const value = text(name, '')
      if (value)
        expect(
          name,
          value,
          isOllamaUrl(value),
          'una dirección como http://127.0.0.1:11434, sin /api',
        )
      return value ? [value] : []
    })
    const stream = text('OLLAMA_STREAM', 'true')
    expect('OLLAMA_STREAM', stream, /^(true|false)$/.test(stream), 'true o false')
    const [timeoutMs, slots] = [
      whole('OLLAMA_TIMEOUT_MS', 120_000, 3_600_000),
      whole('OLLAMA_SLOTS', 1, 64),
    ]
    expect('OLLAMA_TIMEOUT_MS', String(timeoutMs), timeoutMs >= 1000, 'por lo menos 1000')
    expect('OLLAMA_SLOTS', String(slots), slots >= 1, 'por lo menos 1')
    if (endpoints.length === 0) return undefined
    const model = text('OLLAMA_MODEL', 'gemma2:9b')
    return Object.freeze({ endpoints, model, timeoutMs, stream: stream === 'true', slots })
  }
  /** As `expect`, for what must not be shown. */
  const expectSecret = (name: string, value: string, shape: RegExp, expected: string) => {
    if (!shape.test(value)) throw new ConfigError(`${name}: se esperaba ${expected}`)
    return value
  }
  const readTelegram = (): TelegramConfig | undefined => {
    const token = text('TELEGRAM_BOT_TOKEN', '')
    const apiRoot = text('TELEGRAM_API_ROOT', 'https://api.telegram.org')
    const url = text('TELEGRAM_WEBHOOK_URL', '')
    const secret = text('TELEGRAM_WEBHOOK_SECRET', '')
    expect('TELEGRAM_API_ROOT', apiRoot, isHttpUrl(apiRoot), 'una dirección http o https')
    if (!token) return undefined
    expectSecret(
      'TELEGRAM_BOT_TOKEN',
      token,
      BOT_TOKEN,
      'lo que da @BotFather, como 123456:ABC-xyz',
    )
    const root = { token, apiRoot: apiRoot.replace(/\/+$/, '') }
    if (!url) return Object.freeze(root)
    const ok = isHttpUrl(url) && isFreePath(new URL(url).pathname)
    expect('TELEGRAM_WEBHOOK_URL', url, ok, 'una dirección como https://ejemplo.gob.ar/telegram')
    const shape =
      'de 1 a 256 letras sin acento, números, «_» o «-», porque hay TELEGRAM_WEBHOOK_URL'
    expectSecret('TELEGRAM_WEBHOOK_SECRET', secret, WEBHOOK_SECRET, shape)
    return Object.freeze({ ...root, webhook: Object.freeze({ url, secret }) })
  }
  const readWhatsAppCloud = (): WhatsAppCloudConfig | undefined => {
    const graphBaseUrl = text('GRAPH_BASE_URL', 'https://graph.facebook.com/v26.0')
    expect('GRAPH_BASE_URL', graphBaseUrl, isHttpUrl(graphBaseUrl), 'una dirección http o https')
    const token = text('WHATSAPP_CLOUD_TOKEN', '')
    const rest = {
      WHATSAPP_CLOUD_PHONE_ID: text('WHATSAPP_CLOUD_PHONE_ID', ''),
      WHATSAPP_CLOUD_APP_SECRET: text('WHATSAPP_CLOUD_APP_SECRET', ''),
      WHATSAPP_CLOUD_VERIFY_TOKEN: text('WHATSAPP_CLOUD_VERIFY_TOKEN', ''),
    }
    if (!token) return undefined
    const missing = Object.entries(rest).flatMap(([name, value]) => (value ? [] : [name]))
    if (missing.length > 0)
      throw new ConfigError(`${missing.join(', ')}: falta, porque hay WHATSAPP_CLOUD_TOKEN`)
    const secrets = { WHATSAPP_CLOUD_TOKEN: token, ...rest }
    for (const [name, value] of Object.entries(secrets))
      expectSecret(name, value, PRINTABLE, 'letras sin acento, números y signos, sin espacios')
    const phoneId = rest.WHATSAPP_CLOUD_PHONE_ID
    const isId = /^\d+$/.test(phoneId)
    expect('WHATSAPP_CLOUD_PHONE_ID', phoneId, isId, 'el identificador del número, solo cifras')
    return Object.freeze({
      token,
      phoneId,
      appSecret: rest.WHATSAPP_CLOUD_APP_SECRET,
      verifyToken: rest.WHATSAPP_CLOUD_VERIFY_TOKEN,
      graphBaseUrl: graphBaseUrl.replace(/\/+$/, ''),
    })
  }
  const readWhatsappWeb = (): WhatsappWebConfig | undefined => {
    const value = text('WHATSAPP_WEB', 'off')
    const folder = text('WHATSAPP_WEB_DIR', 'var/whatsapp')
    const chromium = text('CHROMIUM_PATH', '/usr/bin/chromium')
    expect('WHATSAPP_WEB', value, /^(on|off)$/.test(value), 'on u off')
    return value === 'on' ? Object.freeze({ folder, chromium }) : undefined
  }
  const llm = readLlm()
  const telegram = readTelegram()
  const whatsappCloud = readWhatsAppCloud()
  const whatsappWeb = readWhatsappWeb()
  // An answer left from before a restart could not tell which of them it belongs to.
  if (whatsappCloud && whatsappWeb)
    throw new ConfigError('WHATSAPP_WEB: no puede estar en on si hay WHATSAPP_CLOUD_TOKEN')
  const metricsPort = whole('METRICS_PORT', 9464, 65535)
  const port = whole('PORT', 8080, 65535)
  const taken = metricsPort > 0 && metricsPort === port
  expect('METRICS_PORT', String(metricsPort), !taken, 'un puerto distinto de PORT')
  return Object.freeze({
    ...(llm && { llm }),
    ...(telegram && { telegram }),
    ...(whatsappCloud && { whatsappCloud }),
    ...(whatsappWeb && { whatsappWeb }),
    metricsPort,
    host: text('HOST', '127.0.0.1'),
    port,
    trustProxy: Object.freeze(proxies),
    dataDir: text('DATA_DIR', 'data'),
    databasePath: text('DATABASE_PATH', 'var/iamjus.db'),
    logLevel,
    rateLimit: Object.freeze({
      chat: whole('RATE_LIMIT_CHAT', 30, 100_000),
      address: whole('RATE_LIMIT_ADDRESS', 600, 1_000_000),
    }),
  })
}
