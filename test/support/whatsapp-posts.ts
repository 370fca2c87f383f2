import { createHmac, randomUUID } from 'node:crypto'
import type { WhatsAppCloudConfig } from '../../src/config.ts'

// What Meta posts to the webhook.

/** For an adapter of this double. */
export const CLOUD: Omit<WhatsAppCloudConfig, 'graphBaseUrl'> = {
  token: 'EAAdoble-de-graph',
  phoneId: '106540352242922',
  appSecret: 'secreto-de-la-app',
  verifyToken: 'inventado-por-nosotros',
}

/** As WhatsApp knows a person: by number, by id, or both. */
export interface Person {
  readonly phone?: string
  readonly userId?: string
}

export const contentOf = (content: string | object): object =>
  typeof content === 'string' ? { type: 'text', text: { body: content } } : content

/** A message as it is posted, new and written now; `rest` overrides. */
export const wireMessage = ({ phone, userId }: Person, rest: object) => ({
  ...(phone && { from: phone }),
  ...(userId && { from_user_id: userId }),
  id: `wamid.${randomUUID()}`,
  timestamp: String(Math.floor(Date.now() / 1000)),
  ...rest,
})

const contactOf = ({ phone, userId }: Person) => ({
  profile: { name: 'Una persona' },
  ...(phone && { wa_id: phone }),
  ...(userId && { user_id: userId }),
})

export const change = (value: object, phoneId: string = CLOUD.phoneId, field = 'messages') => ({
  field,
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '5492215550000', phone_number_id: phoneId },
    ...value,
  },
})

export const payload = (...changes: object[]) => ({
  object: 'whatsapp_business_account',
  entry: changes.map(one => ({ id: '102290129340398', changes: [one] })),
})

/** One post with these messages. */
export const envelope = (messages: readonly object[], people: readonly Person[] = []) =>
  payload(change({ contacts: people.map(contactOf), messages }))

export const failedStatus = (code: number) => ({
  id: 'wamid.de-la-api-1',
  status: 'failed',
  timestamp: '1790000000',
  recipient_id: '5492215551234',
  errors: [{ code, title: 'Message failed' }],
})

export const sign = (bytes: string | Uint8Array, secret: string = CLOUD.appSecret) =>
  `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`

/** Posts with the right signature unless other headers are given; resolves with the status. */
export const post = async (
  url: string,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(headers ?? { 'x-hub-signature-256': sign(text) }),
    },
    body: text,
  })
  await response.arrayBuffer()
  return response.status
}
