import type { Update } from 'grammy/types'
import type { Webhook } from '../../src/channel.ts'
import { isSecret } from '../secrets.ts'
import type { Take } from './intake.ts'

interface Deps {
  readonly url: string
  readonly secret: string
  /** Absent while the channel does not run. */
  readonly take: () => Take | undefined
}

const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

const readUpdate = (body: Buffer): Update | undefined => {
  try {
    const update = JSON.parse(body.toString('utf8'))
    return Number.isSafeInteger(update?.update_id) ? update : undefined
  } catch {
    return undefined
  }
}

/** Where Telegram posts updates. With any other status than 200 it posts the same one again. */
export const createWebhook = ({ url, secret, take }: Deps): Webhook => ({
  path: new URL(url).pathname,
  handle: async (headers, body) => {
    if (!isSecret(headers[SECRET_HEADER], secret)) return 401
    const update = readUpdate(body)
    if (!update) return 400
    return (await take()?.(update)) ? 200 : 503
  },
})
