import type { WhatsAppCloudConfig } from '../../../src/config.ts'

/** Where a message goes: a phone number, or the id of a person whose number we are not shown. */
export type Address = { readonly to: string } | { readonly recipient: string }

/** What the Graph API answered instead of doing it. */
export class GraphError extends Error {
  override name = 'GraphError'
  readonly status: number
  /** What to decide by; 0 where the answer has none. */
  readonly code: number
  readonly subcode: number

  constructor(status: number, error: GraphErrorBody) {
    super(typeof error.message === 'string' ? error.message : '')
    this.status = status
    this.code = Number(error.code) || 0
    this.subcode = Number(error.error_subcode) || 0
  }
}

interface GraphErrorBody {
  readonly message?: unknown
  readonly code?: unknown
  readonly error_subcode?: unknown
}

const SEND_MS = 30_000
/** "Is typing" much later would be a lie. */
const TYPING_MS = 5000

export type GraphApi = ReturnType<typeof createApi>

/** The client of the Graph API, for one number. */
export const createApi = ({ token, phoneId, graphBaseUrl }: WhatsAppCloudConfig) => {
  const root = `${graphBaseUrl}/${phoneId}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  const call = async (url: string, init: RequestInit): Promise<Record<string, unknown>> => {
    const response = await fetch(url, { ...init, headers })
    // It is done, also when what it says of it does not arrive.
    const json = await response.json().catch(() => undefined)
    if (response.ok) return json ?? {}
    throw new GraphError(response.status, json?.error ?? {})
  }
  const post = (body: object, ms: number) =>
    call(`${root}/messages`, {
      method: 'POST',
      body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
      signal: AbortSignal.timeout(ms),
    })

  return {
    /** One message; each that is accepted is paid for. */
    send: (address: Address, message: object) =>
      post({ recipient_type: 'individual', ...address, ...message }, SEND_MS),
    /** Shows that the message was read and that an answer is being written. */
    typing: (messageId: string) =>
      post(
        { status: 'read', message_id: messageId, typing_indicator: { type: 'text' } },
        TYPING_MS,
      ),
    /** Whether token and number belong together; gives the name that people see. */
    check: async (stop: AbortSignal) => {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(SEND_MS)])
      const { verified_name: name } = await call(`${root}?fields=verified_name`, { signal })
      return typeof name === 'string' ? name : ''
    },
  }
}
