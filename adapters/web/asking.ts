import type { Receive, Reply, Responder } from '../../src/channel.ts'

/** A reply as the API and the page give it. */
export const toJson = (reply: Reply, messageId: string) => ({
  response: reply.text,
  municipios: [...reply.about.municipios],
  candidates: [...reply.about.candidates],
  intents: [...reply.about.intents],
  source: reply.about.source,
  choices: [...reply.choices],
  offices: [...reply.about.offices],
  message_id: messageId,
})

interface Question {
  readonly chatId: string
  readonly messageId: string
  readonly prompt: string
  readonly requestId: string
  /** Written on when the person leaves, who will find it; ended by `stop`. */
  readonly untilStopped?: boolean | undefined
}

export type Asking = ReturnType<typeof createAsking>

/** Hands what is asked on the web to the inbox. */
export const createAsking = (receive: Receive) => {
  /** Of each chat, by message: what ends an answer that nobody's leaving ends. */
  const open = new Map<string, Map<string, AbortController>>()

  const signalOf = ({ chatId, messageId }: Question) => {
    const messages = open.get(chatId) ?? new Map<string, AbortController>()
    const control = messages.get(messageId) ?? new AbortController()
    open.set(chatId, messages.set(messageId, control))
    return control.signal
  }
  const settle = ({ chatId, messageId }: Question) => {
    const messages = open.get(chatId)
    messages?.delete(messageId)
    if (messages?.size === 0) open.delete(chatId)
  }

  return {
    /** The answer; rejects as `receive` and the answering do. */
    ask: async (question: Question, responder: Responder) => {
      const { chatId, messageId, prompt, requestId, untilStopped } = question
      const message = {
        channel: 'web',
        chatId,
        messageId,
        sentAt: new Date(),
        content: { kind: 'text', text: prompt },
        requestId,
      } as const
      // What responders do stands in fields of theirs, so that a copy does it, too.
      const asker = untilStopped ? { ...responder, signal: signalOf(question) } : responder
      try {
        const { answered } = await receive(message, asker)
        return { ...toJson(await answered, messageId), session_id: chatId }
      } finally {
        if (untilStopped) settle(question)
      }
    },
    /** Has what is being written in this chat end where it is, or only this answer. */
    stop: (chatId: string, messageId?: string) => {
      const messages = open.get(chatId) ?? []
      for (const [id, control] of messages)
        if (messageId === undefined || id === messageId) control.abort()
    },
  }
}
