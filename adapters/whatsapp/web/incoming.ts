import type { Content } from '../../../src/channel.ts'
import type { Message } from './protocol.ts'

/** What the library gives, as far as it is used. Nothing of it is certain: the page changes. */
export interface RawMessage {
  readonly id?: {
    readonly _serialized?: string
    /** What `_serialized` is called on pages since July 2026. */
    readonly $1?: string
    readonly fromMe?: boolean
    readonly remote?: string | { readonly _serialized?: string }
    readonly id?: string
  }
  readonly from?: string
  readonly fromMe?: boolean
  readonly isStatus?: boolean
  readonly type?: string
  /** Of a picture it is what is written under it. */
  readonly body?: string
  /** Seconds. */
  readonly timestamp?: number
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ptt: 'voice',
  audio: 'audio',
  image: 'photo',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  vcard: 'contact',
  multi_vcard: 'contact',
  ptv: 'video',
  poll_creation: 'poll',
  scheduled_event_creation: 'event',
  groups_v4_invite: 'invitation',
  product: 'product',
  order: 'order',
  oversized: 'text',
}

// Groups, channels and lists have other endings. What stands before is never looked at: it is a
// telephone number in one and not in the other.
const PRIVATE = /^[^@\s]+@(?:c\.us|lid)$/

const idOf = ({ id }: RawMessage) => {
  if (!id) return undefined
  const remote = typeof id.remote === 'object' ? id.remote._serialized : id.remote
  const composed = remote && id.id && `${id.fromMe ?? false}_${remote}_${id.id}`
  return id._serialized ?? id.$1 ?? composed
}

const contentOf = ({ type = '', body = '' }: RawMessage): Content | undefined => {
  const unreadable = UNREADABLE[type]
  // The "body" of a place or a contact is not what a person wrote.
  const written = type === 'chat' || /^(?:image|video|document)$/.test(type)
  if (written && body.trim()) return { kind: 'text', text: body }
  return unreadable ? { kind: 'unsupported', type: unreadable } : undefined
}

/** Reads a message; absent when it is nothing for us. */
export const readMessage = (raw: RawMessage): Message | undefined => {
  const { from = '', timestamp } = raw
  if (raw.fromMe || raw.id?.fromMe || raw.isStatus || !PRIVATE.test(from)) return undefined
  const messageId = idOf(raw)
  const content = contentOf(raw)
  if (!messageId || !content) return undefined
  return { chatId: from, messageId, sentAt: timestamp ? timestamp * 1000 : Date.now(), content }
}
