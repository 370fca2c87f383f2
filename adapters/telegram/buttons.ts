import { createHash } from 'node:crypto'
import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'
import type { Choice } from '../../src/channel.ts'

/** Of the data of a button. */
const MAX_BYTES = 64

/** The same for the same choice, also after a restart: old messages keep their buttons. */
const dataOf = (id: string) =>
  Buffer.byteLength(id) <= MAX_BYTES
    ? id
    : `#${createHash('sha256').update(id).digest('base64url').slice(0, 22)}`

/** One button a line: on a small phone two beside each other are cut. */
export const toKeyboard = (choices: readonly Choice[]): InlineKeyboardMarkup => ({
  inline_keyboard: choices.map(({ id, label }) => [{ text: label, callback_data: dataOf(id) }]),
})

/** What was pressed. Where the id was too long for a button, the core goes by the label. */
export const pressed = (data: string, keyboard: InlineKeyboardMarkup | undefined): Choice => {
  const buttons: InlineKeyboardButton[] = keyboard?.inline_keyboard.flat() ?? []
  const button = buttons.find(one => 'callback_data' in one && one.callback_data === data)
  return { id: data, label: button?.text ?? data }
}
