import type { Content, Incoming } from '../../../src/channel.ts'
import type { Address } from './graph-api.ts'

// What Meta posts, as far as we look at it. All of it may be missing: nothing here is promised.

export interface Payload {
  readonly object?: string
  readonly entry?: readonly { readonly changes?: readonly Change[] }[]
}

interface Change {
  readonly field?: string
  readonly value?: {
    readonly metadata?: { readonly phone_number_id?: string }
    readonly contacts?: readonly { readonly wa_id?: string; readonly user_id?: string }[]
    readonly messages?: readonly Message[]
    readonly statuses?: readonly Delivery[]
  }
}

interface Pick {
  readonly id: string
  readonly title: string
}

interface Message {
  readonly id: string
  readonly from?: string
  readonly from_user_id?: string
  readonly group_id?: string
  readonly timestamp?: string
  readonly type: string
  readonly text?: { readonly body: string }
  readonly button?: { readonly text: string }
  readonly interactive?: { readonly button_reply?: Pick; readonly list_reply?: Pick }
  readonly [media: string]: unknown
}

interface Delivery {
  readonly status?: string
  readonly errors?: readonly { readonly code?: number }[]
}

export interface Inbound {
  readonly message: Incoming
  /** How the person can be answered now. */
  readonly address: Address
}

/** What one post of Meta holds for us. */
export interface Batch {
  readonly inbound: readonly Inbound[]
  /** Codes of messages of ours that were accepted and then not delivered. */
  readonly failures: readonly number[]
  /** Messages that were written to another number of the same app. */
  readonly foreign: number
  /** Messages without what every message has. */
  readonly unreadable: number
}

/** Nobody waits for an answer to these. */
const SILENT = /^(reaction|system|edit|revoke|request_welcome|ephemeral)$/

const contentOf = (message: Message): Content | undefined => {
  const { type } = message
  if (SILENT.test(type)) return undefined
  if (type === 'text' && message.text) return { kind: 'text', text: message.text.body }
  if (type === 'button' && message.button) return { kind: 'text', text: message.button.text }
  const pick = message.interactive?.button_reply ?? message.interactive?.list_reply
  if (pick) return { kind: 'choice', id: pick.id, label: pick.title }
  // Under a photo stands what the person wants to know.
  const { caption } = (message[type] ?? {}) as { caption?: unknown }
  if (typeof caption === 'string' && caption.trim()) return { kind: 'text', text: caption }
  return { kind: 'unsupported', type }
}

const sentAt = (timestamp: string | undefined) => {
  const seconds = Number(timestamp)
  return Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : new Date()
}

/** How to answer a chat of which only the id is known: ids of persons have letters and a dot. */
export const addressOf = (chatId: string): Address =>
  /^\d+$/.test(chatId) ? { to: chatId } : { recipient: chatId }

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** `null`: it has to be read and cannot be. */
const readMessage = (
  message: Message,
  contacts: readonly { readonly wa_id?: string; readonly user_id?: string }[],
): Inbound | undefined | null => {
  const { id, from, group_id } = message
  const content = contentOf(message)
  if (!content || group_id) return undefined
  const known = contacts.find(({ wa_id }) => wa_id === from) ?? { user_id: undefined }
  // The number may be hidden one day and shown the next; the id of the person stays.
  const chatId = message.from_user_id || known.user_id || from
  const said = content.kind === 'choice' ? `${content.id}` : content.kind === 'text' && content.text
  if (!isText(id) || !isText(chatId) || (content.kind !== 'unsupported' && !isText(said)))
    return null
  return {
    address: isText(from) ? { to: from } : addressOf(chatId),
    message: {
      channel: 'whatsapp',
      chatId,
      messageId: id,
      sentAt: sentAt(message.timestamp),
      content,
    },
  }
}

const tryRead = (...args: Parameters<typeof readMessage>) => {
  try {
    return readMessage(...args)
  } catch {
    return null
  }
}

/** Reads all entries, changes and messages of a post that were written to this number. */
export const readBatch = ({ entry = [] }: Payload, phoneId: string): Batch => {
  const values = entry
    .flatMap(({ changes = [] }) => changes)
    .flatMap(({ field, value }) => (field === 'messages' && value ? [value] : []))
  const isOurs = ({ metadata }: (typeof values)[number]) =>
    (metadata?.phone_number_id ?? phoneId) === phoneId
  const ours = values.filter(isOurs)
  const read = ours.flatMap(({ messages = [], contacts = [] }) =>
    messages.map(message => tryRead(message, contacts)),
  )
  const foreign = values.filter(value => !isOurs(value))
  return {
    inbound: read.filter(one => !!one),
    failures: ours
      .flatMap(({ statuses = [] }) => statuses)
      .filter(({ status }) => status === 'failed')
      .map(({ errors }) => Number(errors?.[0]?.code) || 0),
    foreign: foreign.flatMap(({ messages = [] }) => messages).length,
    unreadable: read.filter(one => one === null).length,
  }
}
