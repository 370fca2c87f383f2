import type { RawMessage } from './incoming.ts'

// The few things that are used of whatsapp-web.js. Its own types promise more than it holds, and
// where it is not installed the rest of the program is to compile and run without it.

export interface Page {
  evaluate<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>>
  on(event: 'close' | 'error', listener: () => void): unknown
}

export interface Browser {
  close(): Promise<void>
  process(): { readonly pid?: number | undefined } | null
  on(event: 'disconnected', listener: () => void): unknown
}

interface Events {
  qr: [qr: string]
  authenticated: []
  /** The chats are coming in. */
  loading_screen: [percent: unknown]
  ready: []
  message: [message: RawMessage]
  disconnected: [reason: unknown]
}

export interface SentMessage {
  /** -1: WhatsApp has refused it. */
  readonly ack?: number
}

export interface Client {
  readonly pupBrowser: Browser | null
  readonly pupPage: Page | null
  initialize(): Promise<void>
  sendMessage(chatId: string, text: string, options: object): Promise<SentMessage | undefined>
  on<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void): unknown
}

export interface Library {
  readonly Client: new (options: object) => Client
  readonly LocalAuth: new (options: { readonly dataPath: string }) => object
}

// Not a literal: the compiler would look for the package and its types.
const NAME: string = 'whatsapp-web.js'

/** Absent where the package is not installed. */
export const loadLibrary = async (): Promise<Library | undefined> => {
  try {
    return (await import(NAME)).default as Library
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
