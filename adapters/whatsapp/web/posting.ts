import { Failure } from './failures.ts'
import type { Client } from './library.ts'
import { hasChat, isOut } from './page.ts'
import { type Patience, within } from './patience.ts'
import type { FromWorker, SendResult, ToSend } from './protocol.ts'

interface Deps {
  readonly client: Client
  readonly tell: (message: FromWorker) => void
  /** Ends the session, for good. */
  readonly fail: (error: unknown) => void
  readonly patience: Patience
}

const OPTIONS = {
  // It is broken in this library.
  sendSeen: false,
  // It would fetch the linked page.
  linkPreview: false,
  // Until then the message is only in the store of the page, and ends with it.
  waitUntilMsgSent: true,
}

const UNKNOWN = /No LID for user|invalid wid/i

/** Sends, and tells of each message what became of it. Never rejects. */
export const createPosting = ({ client, tell, fail, patience }: Deps) => {
  let sent = 0

  const outcomeOf = async (chatId: string, text: string): Promise<SendResult> => {
    const message = await client.sendMessage(chatId, text, OPTIONS)
    if (message) return message.ack === -1 ? 'later' : 'sent'
    // There was no chat; or the message went out, and the library does not find it again.
    return (await client.pupPage?.evaluate(hasChat, chatId)) ? 'sent' : 'gone'
  }

  const late = () => new Failure('unsent', 'a message does not get out')

  /** The page has said nothing: perhaps WhatsApp has the message, and only the word of it is lost. */
  const outcomeOfLate = async (text: string, since: number, othersWent: () => boolean) => {
    const looking = client.pupPage?.evaluate(isOut, text, since) ?? false
    const isSent = await within(patience.answer, Promise.resolve(looking), late).catch(() => false)
    if (isSent) return 'sent'
    return othersWent() ? 'gone' : 'stuck'
  }

  return async ({ id, chatId, text }: ToSend) => {
    const before = sent
    const since = Math.floor(Date.now() / 1000)
    const result = await within(patience.send, outcomeOf(chatId, text), late).catch(
      (error): SendResult | Promise<SendResult> => {
        if (error instanceof Failure) return outcomeOfLate(text, since, () => sent > before)
        return UNKNOWN.test(String(error)) ? 'gone' : 'later'
      },
    )
    if (result === 'sent') sent++
    tell({ kind: 'sent', id, result })
    // The page would send it some day. Better twice, after a new start, than never.
    if (result === 'stuck') fail(late())
  }
}
