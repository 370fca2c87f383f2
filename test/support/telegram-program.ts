import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { render } from '../../adapters/telegram/render.ts'
import { readMessage } from './telegram-messages.ts'
import type { GenerateJson } from './web.ts'

/** What a person sees in Telegram of an answer that the web gives. */
export const seenInTelegram = ({ response, choices }: GenerateJson) => {
  const inline_keyboard = choices.map(({ id, label }) => [{ text: label, callback_data: id }])
  return render(response).map(({ html }, i, parts) => {
    const message = { chat_id: 1, text: html, parse_mode: 'HTML' }
    const isLast = i === parts.length - 1 && choices.length > 0
    return readMessage(isLast ? { ...message, reply_markup: { inline_keyboard } } : message)
  })
}

/** Chats with an answer that a dead program had ready and did not know to be delivered. */
export const undeliveredChats = (folder: string) => {
  const db = new SQLite(join(folder, 'iamjus.db'), { readonly: true })
  const rows = db.prepare("select chat_id from inbox where status = 'answered'").all()
  db.close()
  return new Set((rows as { chat_id: string }[]).map(({ chat_id }) => Number(chat_id)))
}
