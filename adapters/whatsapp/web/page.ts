// What is run inside the page of WhatsApp. Each function travels there as its source: it may use
// nothing of this file but types.

interface Socket {
  readonly state?: string
  readonly hasSynced?: boolean
}

interface MessageKey {
  $1?: string
}

interface WhatsAppWindow {
  readonly Debug?: { readonly VERSION?: string }
  readonly AuthStore?: unknown
  readonly WWebJS?: {
    sendChatstate(state: string, chatId: string): Promise<unknown>
    getChat(chatId: string, options: { readonly getAsModel: false }): Promise<unknown>
  }
  readonly onAppStateHasSyncedEvent?: () => unknown
  require(name: 'WAWebSocketModel'): { readonly Socket: Socket }
  require(name: 'WAWebCmd'): { readonly Cmd: { refreshQR?: () => unknown } }
  require(name: 'WAWebMsgKey'): { readonly prototype: MessageKey } | undefined
  require(name: 'WAWebCollections'): { readonly Msg: { getModelsArray(): readonly OwnMessage[] } }
}

interface OwnMessage {
  readonly id: { readonly fromMe?: boolean }
  readonly body?: string
  /** Seconds. */
  readonly t?: number
  /** From 1 on WhatsApp has it. */
  readonly ack?: number
}

export interface Sight {
  /** WhatsApp is on the page. */
  readonly whatsapp: boolean
  /** The library waits there for a scan, or for what comes after it. */
  readonly watched: boolean
  /** The library has put all its functions there: messages come in and go out. */
  readonly injected: boolean
  readonly state: string
  readonly synced: boolean
}

/** What can be seen of WhatsApp on the page. */
export const look = (): Sight => {
  const page = window as unknown as WhatsAppWindow
  const whatsapp = page.Debug?.VERSION !== undefined
  let socket: Socket = {}
  try {
    if (whatsapp) socket = page.require('WAWebSocketModel').Socket
  } catch {
    // Still loading.
  }
  return {
    whatsapp,
    watched: page.AuthStore !== undefined,
    injected: page.WWebJS !== undefined,
    state: socket.state ?? '',
    synced: socket.hasSynced === true,
  }
}

/**
 * Gives the key of a message its old name back. WhatsApp calls `_serialized` now `$1`, and without
 * it the library does not find the message that it has just sent.
 */
export const mendMessageKey = () => {
  const key = (window as unknown as WhatsAppWindow).require('WAWebMsgKey')
  if (!key || Object.getOwnPropertyDescriptor(key.prototype, '_serialized')) return
  Object.defineProperty(key.prototype, '_serialized', {
    configurable: true,
    get(this: MessageKey) {
      return this.$1 ?? String(this)
    },
    set(value: unknown) {
      const own = { value, enumerable: true, writable: true, configurable: true }
      Object.defineProperty(this, '_serialized', own)
    },
  })
}

/** Tells the library what it has missed: that WhatsApp was loaded before it listened. */
export const nudge = () => {
  const page = window as unknown as WhatsAppWindow
  if (page.require('WAWebSocketModel').Socket.hasSynced) page.onAppStateHasSyncedEvent?.()
}

/** After a while without a scan WhatsApp shows no more codes until somebody asks for one. */
export const refreshQr = () => {
  ;(window as unknown as WhatsAppWindow).require('WAWebCmd').Cmd.refreshQR?.()
}

export const showTyping = async (chatId: string) => {
  await (window as unknown as WhatsAppWindow).WWebJS?.sendChatstate('typing', chatId)
}

/** Whether there is a chat to write to; not as the library's model, which it cannot make now. */
export const hasChat = async (chatId: string) => {
  const { WWebJS } = window as unknown as WhatsAppWindow
  return Boolean(await WWebJS?.getChat(chatId, { getAsModel: false }))
}

/** Whether WhatsApp has all that was sent with this text since then (seconds). */
export const isOut = (text: string, since: number) => {
  const { Msg } = (window as unknown as WhatsAppWindow).require('WAWebCollections')
  const mine = Msg.getModelsArray().filter(
    ({ id, body, t = 0 }) => id.fromMe && body === text && t >= since,
  )
  return mine.length > 0 && mine.every(({ ack = 0 }) => ack >= 1)
}
