import { createHmac } from 'node:crypto'
import type { Webhook } from '../../../src/channel.ts'
import { isSecret } from '../../secrets.ts'
import type { Payload } from './events.ts'
import type { Take } from './intake.ts'

interface Deps {
  readonly appSecret: string
  readonly verifyToken: string
  /** Absent while the channel does not run. */
  readonly take: () => Take | undefined
}

export const PATH = '/webhooks/whatsapp'

const readPayload = (body: Buffer): Payload | undefined => {
  try {
    const payload = JSON.parse(body.toString('utf8'))
    return Array.isArray(payload?.entry) ? payload : undefined
  } catch {
    return undefined
  }
}

/** Where Meta posts. With any other status than 200 it posts the same again, for up to 7 days. */
export const createWebhook = ({ appSecret, verifyToken, take }: Deps): Webhook => ({
  path: PATH,
  verify: query => {
    const challenge = query['hub.challenge']
    const asked =
      query['hub.mode'] === 'subscribe' && isSecret(query['hub.verify_token'], verifyToken)
    return asked && typeof challenge === 'string' ? challenge : undefined
  },
  handle: async (headers, body) => {
    // Over the bytes as they came: written anew, accents would not be what was signed.
    const signature = createHmac('sha256', appSecret).update(body).digest('hex')
    if (!isSecret(headers['x-hub-signature-256'], `sha256=${signature}`)) return 401
    const payload = readPayload(body)
    if (!payload) return 400
    return (await take()?.(payload)) ? 200 : 503
  },
})
