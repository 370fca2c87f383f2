import type { Content } from '../../../src/channel.ts'

// What the adapter and its child process, in which the library and the browser live, tell each
// other. All of it is plain JSON.

export interface WorkerOptions {
  readonly folder: string
  readonly chromium: string
}

export type Reason =
  /** whatsapp-web.js is not installed. */
  | 'no-library'
  | 'no-chromium'
  /** Chromium did not start. */
  | 'launch'
  /** web.whatsapp.com cannot be reached. */
  | 'unreachable'
  /** It took too long to open. */
  | 'deadline'
  /** Something else than WhatsApp was on the page. */
  | 'no-whatsapp'
  /** Chromium ended or no longer answers. */
  | 'browser'
  | 'logged-out'
  /** WhatsApp does not want this number or this network. */
  | 'blocked'
  /** WhatsApp Web was opened elsewhere with the same session. */
  | 'conflict'
  /** WhatsApp ended the connection. */
  | 'disconnected'
  /** Another IAMJus uses the folder. */
  | 'locked'
  /** The folder cannot be written. */
  | 'folder'
  /** WhatsApp is open and does not take what is sent. */
  | 'unsent'
  /** The child process says nothing any more. */
  | 'silent'
  /** The child process ended without a word. */
  | 'ended'

export interface Message {
  readonly chatId: string
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly sentAt: number
  readonly content: Content
}

export interface ToSend {
  readonly kind: 'send'
  readonly id: number
  readonly chatId: string
  readonly text: string
}

export type ToWorker =
  | ToSend
  | { readonly kind: 'typing'; readonly chatId: string }
  | { readonly kind: 'stop' }

/**
 * `gone`: this chat cannot be written to; `later`: it may work another time; `stuck`: the page has
 * taken it and does not get it to WhatsApp, which is the end of the page.
 */
export type SendResult = 'sent' | 'later' | 'gone' | 'stuck'

export type FromWorker =
  | { readonly kind: 'alive'; readonly browser?: number | undefined }
  | { readonly kind: 'qr'; readonly qr: string }
  /** The phone is linked, WhatsApp is loading. */
  | { readonly kind: 'linking' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'sent'; readonly id: number; readonly result: SendResult }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly technical?: string | undefined }
