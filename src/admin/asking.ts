import { randomUUID } from 'node:crypto'
import type { Respond } from '../conversation/answering.ts'
import { NEW_SESSION } from '../conversation/sessions.ts'

/** What somebody would be answered who writes this first of all; nothing of it is stored. */
export const replyTo = async (respond: Respond, text: string, signal?: AbortSignal) => {
  const message = {
    channel: 'web',
    chatId: 'prueba',
    messageId: randomUUID(),
    sentAt: new Date(),
    content: { kind: 'text', text },
  } as const
  const context = { history: async () => [], ...(signal && { signal: () => signal }) }
  return (await respond(message, NEW_SESSION, context)).reply
}
