import type { InlineKeyboardButton, Update } from 'grammy/types'
import { readHtml } from './telegram-html.ts'

/** What the Bot API answers to a call. */
export interface BotAnswer {
  readonly status: number
  readonly body: object
}

export const ok = (result: unknown): BotAnswer => ({ status: 200, body: { ok: true, result } })

export const failure = (
  error_code: number,
  description: string,
  parameters?: object,
): BotAnswer => ({
  status: error_code,
  body: { ok: false, error_code, description, ...(parameters && { parameters }) },
})

export const FAILURES = {
  tooMany: (retry_after: number) =>
    failure(429, `Too Many Requests: retry after ${retry_after}`, { retry_after }),
  blocked: failure(403, 'Forbidden: bot was blocked by the user'),
  conflict: failure(
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  ),
  unauthorised: failure(401, 'Unauthorized'),
  unparsable: failure(400, "Bad Request: can't parse entities: unsupported start tag"),
  broken: failure(502, 'Bad Gateway'),
}

export interface SendMessage {
  readonly chat_id: number
  readonly text: string
  readonly parse_mode?: string
  readonly link_preview_options?: { readonly is_disabled?: boolean }
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly InlineKeyboardButton[])[] }
}

/** A message that was taken, and what the person sees of it. */
export interface Sent extends SendMessage {
  readonly message_id: number
  readonly seen: string
}

const MAX_LETTERS = 4096
const MAX_DATA_BYTES = 64

const buttonsOf = ({ reply_markup }: SendMessage) => reply_markup?.inline_keyboard.flat() ?? []

const badButton = (button: InlineKeyboardButton) => {
  const bytes = 'callback_data' in button ? Buffer.byteLength(button.callback_data) : 0
  return !button.text || bytes < 1 || bytes > MAX_DATA_BYTES
}

/** The text as it is seen, with where its links go; throws what the Bot API has against it. */
export const readMessage = (message: SendMessage): string => {
  const { text, parse_mode } = message
  if (typeof text !== 'string' || typeof message.chat_id !== 'number') throw new Error('bad call')
  if (parse_mode !== undefined && parse_mode !== 'HTML') throw new Error('unsupported parse_mode')
  let read: ReturnType<typeof readHtml>
  try {
    read = parse_mode ? readHtml(text) : { text, links: [], tags: [] }
  } catch (error) {
    throw new Error(`can't parse entities: ${(error as Error).message}`)
  }
  if (!read.text.trim()) throw new Error('message text is empty')
  if (read.text.length > MAX_LETTERS) throw new Error('message is too long')
  if (buttonsOf(message).some(badButton)) throw new Error('BUTTON_DATA_INVALID')
  const links = read.links.map(({ href }) => `(${href})`)
  const buttons = buttonsOf(message).map(button => `[${button.text}]`)
  return [read.text, ...links, ...buttons].join('\n')
}

const person = (id: number) => ({ id, is_bot: false, first_name: `Persona ${id}` })
export const privateChat = (id: number) => ({
  id,
  type: 'private' as const,
  first_name: `Persona ${id}`,
})

/** An update with a message; `rest` overrides what is in the message. */
export const messageUpdate = (
  update_id: number,
  message_id: number,
  chatId: number,
  rest: object,
): Update => {
  const date = Math.floor(Date.now() / 1000)
  const message = { message_id, date, chat: privateChat(chatId), from: person(chatId), ...rest }
  return { update_id, message } as Update
}

/** An update of a pressed button. */
export const buttonUpdate = (update_id: number, { chat_id, ...sent }: Sent, data: string) => {
  const message = { ...sent, date: 1, chat: privateChat(chat_id) }
  const query = { id: `q${update_id}`, from: person(chat_id), chat_instance: '1', message, data }
  return { update_id, callback_query: query } as unknown as Update
}
