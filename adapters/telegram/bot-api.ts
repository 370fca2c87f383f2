import { autoRetry } from '@grammyjs/auto-retry'
import { Api, type Transformer } from 'grammy'
import type { TelegramConfig } from '../../src/config.ts'
import { ALLOWED_UPDATES } from './updates.ts'

const COMMANDS = [
  { command: 'ayuda', description: 'Qué me podés preguntar' },
  { command: 'borrar', description: 'Borrar lo guardado de esta charla' },
]
/** For one call: the long poll and as long again for a slow network. Seconds. */
const CALL_TIMEOUT_S = 60

/** The library takes the signals of the platform, but declares those of another package. */
export const toSignal = (signal: AbortSignal) =>
  signal as unknown as NonNullable<Parameters<Api['getMe']>[0]>

const retry = autoRetry({ maxRetryAttempts: 3, maxDelaySeconds: 30, rethrowHttpErrors: true })

// "Is typing" a minute late would be a lie, and the poll has its own way of trying again.
const retryMessages: Transformer = (call, method, payload, signal) =>
  method === 'sendMessage' ? retry(call, method, payload, signal) : call(method, payload, signal)

/** The client of the Bot API. */
export const createApi = ({ token, apiRoot }: TelegramConfig): Api => {
  const api = new Api(token, { apiRoot, timeoutSeconds: CALL_TIMEOUT_S })
  api.config.use(retryMessages)
  return api
}

/** Tells Telegram how updates are to come; gives the name of the bot. */
export const register = async (api: Api, { webhook }: TelegramConfig, stop: AbortSignal) => {
  const signal = toSignal(stop)
  const { username } = await api.getMe(signal)
  // What came while nobody listened waits there, and is wanted.
  const keep = { drop_pending_updates: false }
  if (!webhook) await api.deleteWebhook(keep, signal)
  else {
    const options = { ...keep, secret_token: webhook.secret, allowed_updates: ALLOWED_UPDATES }
    await api.setWebhook(webhook.url, options, signal)
  }
  api.setMyCommands(COMMANDS).catch(() => undefined)
  return `@${username}`
}
