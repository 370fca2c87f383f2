import type { CallbackQuery, Message, Update } from 'grammy/types'
import type { Content, Incoming } from '../../src/channel.ts'
import { pressed } from './buttons.ts'

export const ALLOWED_UPDATES = ['message', 'callback_query'] as const

/** What an update means for this channel. */
export type Event =
  | { readonly kind: 'message'; readonly message: Incoming; readonly callbackId?: string }
  | { readonly kind: 'group'; readonly chatId: number }

// In the order in which they are looked for: a GIF also comes as a document, a place as a location.
const UNREADABLE = [
  'voice',
  'audio',
  'photo',
  'video',
  'video_note',
  'animation',
  'sticker',
  'document',
  'venue',
  'location',
  'contact',
  'poll',
  'dice',
  'game',
  'story',
  'checklist',
  'paid_media',
] as const

/** Absent for what nobody said: a pinned message, a changed photo of the chat. */
const contentOf = (message: Message): Content | undefined => {
  // Under a photo stands what the person wants to know.
  const text = message.text ?? message.caption
  if (text) return { kind: 'text', text }
  const type = UNREADABLE.find(name => message[name] !== undefined)
  return type && { kind: 'unsupported', type }
}

const ofMessage = (message: Message, bot: string): Event | undefined => {
  const { chat } = message
  if (chat.type !== 'private') return { kind: 'group', chatId: chat.id }
  const content = contentOf(message)
  if (!content || message.from?.is_bot) return undefined
  return {
    kind: 'message',
    message: {
      channel: 'telegram',
      chatId: String(chat.id),
      messageId: `${bot}-m${message.message_id}-${message.date}`,
      sentAt: new Date(message.date * 1000),
      content,
    },
  }
}

const ofButton = ({ id, data, message }: CallbackQuery, bot: string): Event | undefined => {
  if (!data || message?.chat.type !== 'private') return undefined
  // A message that is too old for Telegram to show comes without its buttons.
  const keyboard = 'reply_markup' in message ? message.reply_markup : undefined
  return {
    kind: 'message',
    callbackId: id,
    message: {
      channel: 'telegram',
      chatId: String(message.chat.id),
      messageId: `${bot}-c${id}`,
      // The date of the message is that of the buttons, not of the finger.
      sentAt: new Date(),
      content: { kind: 'choice', ...pressed(data, keyboard) },
    },
  }
}

/**
 * Reads an update; absent when it is nothing for us. `bot` is the id of the bot: with another one
 * the messages of the same person are counted from the start again, as they are, for the same bot,
 * by a test server that was started again; there the date tells them apart.
 */
export const readUpdate = (update: Update, bot: string): Event | undefined => {
  if (update.message) return ofMessage(update.message, bot)
  return update.callback_query && ofButton(update.callback_query, bot)
}
