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

interface Picked {
  readonly id?: unknown
  readonly title?: unknown
}

interface Message {
  readonly id: string
  readonly from?: string
  readonly from_user_id?: string
  readonly group_id?: string
  readonly timestamp?: string
  readonly type: string
  readonly text?: { readonly body?: unknown }
  readonly button?: { readonly text?: unknown }
  readonly interactive?: { readonly button_reply?: Picked; readonly list_reply?: Picked }
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

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const textOf = (text: unknown): Content | undefined =>
  isText(text) ? { kind: 'text', text } : undefined

/** Absent when it is not as Meta says that it is. */
const contentOf = ({ type, text, button, interactive, ...media }: Message): Content | undefined => {
  if (type === 'text') return textOf(text?.body)
  if (type === 'button') return textOf(button?.text)
  const pick = interactive?.button_reply ?? interactive?.list_reply
  if (pick) {
    const { id, title: label } = pick
    return isText(id) && isText(label) ? { kind: 'choice', id, label } : undefined
  }
  // Under a photo stands what the person wants to know.
  const { caption } = (media[type] ?? {}) as { caption?: unknown }
  return textOf(caption) ?? (isText(type) ? { kind: 'unsupported', type } : undefined)
}

const sentAt = (timestamp: string | undefined) => {
  const seconds = Number(timestamp)
  return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000) : new Date()
}

/** How to answer a chat of which only the id is known: ids of persons have letters and a dot. */
export const addressOf = (chatId: string): Address =>
  /^\d+$/.test(chatId) ? { to: chatId } : { recipient: chatId }

type Contacts = readonly { readonly wa_id?: string; readonly user_id?: string }[]

/** `null`: nobody waits for an answer to it. Absent: somebody may, and it cannot be read. */
const readMessage = (message: Message, contacts: Contacts): Inbound | null | undefined => {
  const { id, from, group_id, type } = message
  if (group_id || SILENT.test(type)) return null
  // The number may be hidden one day and shown the next; the id of the person stays.
  const known = contacts.find(({ wa_id }) => wa_id === from)?.user_id
  const chatId = message.from_user_id || known || from
  const content = contentOf(message)
  if (!content || !isText(id) || !isText(chatId)) return undefined
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
    return undefined
  }
}

/** Reads all entries, changes and messages of a post that were written to this number. */
export const readBatch = ({ entry = [] }: Payload, phoneId: string): Batch => {
  const values = entry
    .flatMap(one => one?.changes ?? [])
    .flatMap(one => (one?.field === 'messages' && one.value ? [one.value] : []))
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
    unreadable: read.filter(one => one === undefined).length,
  }
}
