// The contract between the core and every channel. The core never imports an adapter;
// an adapter knows this file and its own platform.

export type Channel = 'web' | 'terminal' | 'telegram' | 'whatsapp'

export type ConversationId = string & { readonly __brand: 'ConversationId' }

/** The only place where a conversation id is made, so ids of two channels can never meet. */
export const conversationId = (channel: Channel, chatId: string) =>
  `${channel}:${chatId}` as ConversationId

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly id: string; readonly label: string }
  | { readonly kind: 'unsupported'; readonly type: string }

export interface Incoming {
  readonly channel: Channel
  /** Opaque, exactly as the platform gave it. */
  readonly chatId: string
  /** Stable across redeliveries of the same message. */
  readonly messageId: string
  readonly sentAt: Date
  readonly content: Content
  /** By which the log of what brought it names it; without it the log has a number of its own. */
  readonly requestId?: string
}

export interface Choice {
  readonly id: string
  readonly label: string
}

/** One record of the directory, as shown to a citizen. An absent field is unknown, never empty. */
export interface Office {
  readonly municipio: string
  readonly dependencia?: string
  readonly direccion?: string
  readonly telefono?: string
  readonly whatsapp?: string
  readonly horario?: string
  readonly email?: string
  readonly web?: string
  readonly fuente?: string
  readonly fecha?: string
}

export type Source =
  | 'directory'
  | 'tramite'
  | 'llm'
  | 'clarification'
  | 'safety'
  | 'smalltalk'
  | 'fallback'

export interface About {
  /** Municipios that the reply is about, official names. */
  readonly municipios: readonly string[]
  /** Municipios among which the reply asks. */
  readonly candidates: readonly string[]
  readonly intents: readonly string[]
  readonly source: Source
  readonly offices: readonly Office[]
}

export interface Reply {
  /** Markdown subset: paragraphs, **bold**, lists, links. */
  readonly text: string
  readonly choices: readonly Choice[]
  readonly about: About
}

/** The way back to one chat. It travels with the message, so an answer cannot reach another. */
export interface Responder {
  /** The person fetches the answer: once stored it counts as delivered, `send` adds nothing. */
  readonly pulled?: boolean
  send(reply: Reply): Promise<void>
  /** Best effort: shows that an answer is being prepared. */
  typing(): Promise<void>
  /** Shows a part of the answer that is final, as it comes; what counts is the reply sent after. */
  progress?(text: string): void
  /** Aborted when the person has left: nobody waits for the answer any more. */
  readonly signal?: AbortSignal
}

export interface Receipt {
  /** This message had been received before; it is not processed again. */
  readonly duplicate: boolean
  /** The answer, when there is one. Rejects with `Unanswered` when the message failed. */
  readonly answered: Promise<Reply>
}

/** Resolves once the message is stored; rejects if it could not be, so the platform may retry. */
export type Receive = (message: Incoming, responder: Responder) => Promise<Receipt>

export interface Status {
  readonly state: 'off' | 'starting' | 'ready' | 'needs-login' | 'down'
  readonly since: Date
  /** In words for an operator, in Spanish. */
  readonly detail?: string
}

export interface Adapter {
  readonly channel: Channel
  /** Resolves when messages are being accepted. */
  start(receive: Receive): Promise<void>
  /** Stops the intake; idempotent and bounded. */
  stop(): Promise<void>
  /** For messages received before a restart and answered after it. */
  responder(chatId: string): Responder
  status(): Status
}

type Named = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a platform posts to us: a path on the web server, served by the adapter of the platform. */
export interface Webhook {
  readonly path: string
  /** Gives the HTTP status. Header names are in lower case; the body is as it came. */
  handle(headers: Named, body: Buffer): Promise<number>
  /** A GET by which the platform finds out whose path it is: what to answer, or nothing: 403. */
  verify?(query: Named): string | undefined
}
