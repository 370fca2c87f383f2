import { isHttpUrl, type Reader } from './environment.ts'

export interface TelegramConfig {
  readonly token: string
  /** Without a slash at the end. */
  readonly apiRoot: string
  /** Absent: messages are fetched by long polling. */
  readonly webhook?: { readonly url: string; readonly secret: string }
}

const BOT_TOKEN = /^\d+:[\w-]+$/
// Paths that the web serves itself, and what Fastify would read as a pattern.
const isFreePath = (path: string) =>
  /^\/[\w/-]+$/.test(path) &&
  !/^\/(?:generate|clear|history|livez|readyz|config|get_prompt|save_prompt|admin|webhooks\/whatsapp)\/?$/.test(
    path,
  )

const WEBHOOK_SECRET = /^[\w-]{1,256}$/

/** Absent without a token: the channel is off. */
export const readTelegram = ({
  text,
  expect,
  expectSecret,
}: Reader): TelegramConfig | undefined => {
  const token = text('TELEGRAM_BOT_TOKEN', '')
  const apiRoot = text('TELEGRAM_API_ROOT', 'https://api.telegram.org')
  const url = text('TELEGRAM_WEBHOOK_URL', '')
  const secret = text('TELEGRAM_WEBHOOK_SECRET', '')
  expect('TELEGRAM_API_ROOT', apiRoot, isHttpUrl(apiRoot), 'una dirección http o https')
  if (!token) return undefined
  expectSecret('TELEGRAM_BOT_TOKEN', token, BOT_TOKEN, 'lo que da @BotFather, como 123456:ABC-xyz')
  const root = { token, apiRoot: apiRoot.replace(/\/+$/, '') }
  if (!url) return Object.freeze(root)
  const ok = isHttpUrl(url) && isFreePath(new URL(url).pathname)
  expect('TELEGRAM_WEBHOOK_URL', url, ok, 'una dirección como https://ejemplo.gob.ar/telegram')
  const shape = 'de 1 a 256 letras sin acento, números, «_» o «-», porque hay TELEGRAM_WEBHOOK_URL'
  expectSecret('TELEGRAM_WEBHOOK_SECRET', secret, WEBHOOK_SECRET, shape)
  return Object.freeze({ ...root, webhook: Object.freeze({ url, secret }) })
}
