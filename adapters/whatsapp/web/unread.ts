import type { RawMessage } from './incoming.ts'

// Run inside the page of WhatsApp, where it travels as its source: it may use nothing of this file
// but types.

interface Key {
  readonly _serialized?: string
  readonly $1?: string
  readonly fromMe?: boolean
  readonly remote?: unknown
  readonly id?: string
}

interface Msg {
  readonly id: Key
  readonly from?: unknown
  readonly type?: string
  /** WhatsApp itself says it: that the chat is encrypted, that a number has changed. */
  readonly isNotification?: boolean
  readonly body?: string
  readonly caption?: string
  /** Where the file of a message is that has one. */
  readonly directPath?: string
  /** Seconds. */
  readonly t?: number
}

interface Chat {
  readonly id: unknown
  readonly unreadCount?: number
  /** Of the last message, seconds. */
  readonly t?: number
  readonly msgs: { getModelsArray(): readonly Msg[] }
}

interface WhatsAppWindow {
  require(name: 'WAWebCollections'): { readonly Chat: { getModelsArray(): readonly Chat[] } }
  require(name: 'WAWebChatLoadMessages'): {
    loadEarlierMsgs(of: { readonly chat: Chat }): Promise<readonly unknown[] | undefined>
  }
}

/**
 * What private chats have unread since then (Unix milliseconds), oldest first. WhatsApp gives it no
 * event: the library hears only what comes while it listens. Its own functions for this go through
 * `getChat()`, which is broken on pages since July 2026.
 */
export const readUnread = async (since: number): Promise<RawMessage[]> => {
  const [mostChats, mostOfOne, loads] = [200, 6, 3]
  const page = window as unknown as WhatsAppWindow
  const isWanted = ({ id, isNotification, t = 0 }: Msg) =>
    !id.fromMe && !isNotification && t * 1000 >= since
  const isPrivate = ({ id }: Chat) => /@(?:c\.us|lid)$/.test(String(id))

  const unreadOf = async (chat: Chat) => {
    const wanted = Math.min(chat.unreadCount ?? 0, mostOfOne)
    const found = () => chat.msgs.getModelsArray().filter(isWanted)
    // Of most chats the page has loaded only the last message.
    for (let n = 0; n < loads && found().length < wanted; n++) {
      const earlier = await page.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat })
      if (!earlier?.length) break
    }
    return found()
      .toSorted((a, b) => (a.t ?? 0) - (b.t ?? 0))
      .slice(-wanted)
  }

  const chats = page
    .require('WAWebCollections')
    .Chat.getModelsArray()
    .filter(chat => isPrivate(chat) && (chat.unreadCount ?? 0) > 0)
    .filter(({ t }) => t === undefined || t * 1000 >= since)
    .slice(0, mostChats)
  const unread: Msg[] = []
  // A chat that cannot be read does not keep the others back.
  for (const chat of chats) unread.push(...(await unreadOf(chat).catch(() => [])))
  return unread
    .toSorted((a, b) => (a.t ?? 0) - (b.t ?? 0))
    .map(({ id, from, type, body, caption, directPath, t }) => {
      const whole = id._serialized ?? id.$1
      const key = { fromMe: id.fromMe === true, remote: String(id.remote) }
      return {
        id: { ...key, ...(id.id && { id: id.id }), ...(whole && { _serialized: whole }) },
        from: String(from),
        ...(type && { type }),
        body: (directPath ? caption : body) ?? '',
        ...(t && { timestamp: t }),
      }
    })
}
