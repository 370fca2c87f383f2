import { randomUUID } from 'node:crypto'
import {
  type About,
  type Choice,
  type Content,
  type ConversationId,
  conversationId,
  type Incoming,
  type Receive,
  type Reply,
  type Responder,
} from '../../src/channel.ts'
import type { Inbox } from '../../src/conversation/inbox.ts'
import { topicOf } from '../../src/conversation/topics.ts'

export interface RecordingResponder extends Responder {
  /** What the chat was sent, oldest first. */
  readonly sent: Reply[]
  /** How often it was shown that an answer is being prepared. */
  typings: number
}

/** A chat that keeps what it is sent; with `send` it may wait or refuse first. */
export const recordingResponder = (send = async (_: Reply) => {}): RecordingResponder => {
  const responder: RecordingResponder = {
    sent: [],
    typings: 0,
    send: async reply => {
      await send(reply)
      responder.sent.push(reply)
    },
    typing: async () => {
      responder.typings++
    },
  }
  return responder
}

/** A message of a chat on the web, new and sent now unless it is said otherwise. */
export const incoming = (text: string, rest: Partial<Incoming> = {}): Incoming => ({
  channel: 'web',
  chatId: 'chat',
  messageId: randomUUID(),
  sentAt: new Date(),
  content: { kind: 'text', text },
  ...rest,
})

/** A reply that says this and nothing else. */
export const replyOf = (text: string, about: Partial<About> = {}): Reply => ({
  text,
  choices: [],
  about: {
    municipios: [],
    candidates: [],
    intents: [],
    source: 'smalltalk',
    offices: [],
    ...about,
  },
})

/** An inbox that answers «Hola.» to everything. */
export const sayHello: Receive = async () => {
  return { duplicate: false, answered: Promise.resolve(replyOf('Hola.')) }
}

/** The entries that a reply offers to choose from, by their ids. */
export const topicsOf = ({ choices }: Reply) => choices.flatMap(choice => topicOf(choice) ?? [])

export interface Chat {
  readonly id: ConversationId
  readonly sent: readonly Reply[]
  /** Says something and gives what the chat was sent for it. */
  say(text: string): Promise<Reply>
  /** Says several things one after another; gives the last answer. */
  sayAll(...texts: string[]): Promise<Reply>
  choose(choice: Choice): Promise<Reply>
  send(content: Content): Promise<Reply>
}

/** Opens a chat of its own with the inbox. */
export const openChat = (inbox: Inbox): Chat => {
  const chatId = randomUUID()
  const responder = recordingResponder()
  const send = async (content: Content) => {
    const { answered } = await inbox.receive(incoming('', { chatId, content }), responder)
    await answered
    const last = responder.sent.at(-1)
    if (!last) throw new Error('the chat was sent nothing')
    return last
  }
  const say = (text: string) => send({ kind: 'text', text })
  return {
    id: conversationId('web', chatId),
    sent: responder.sent,
    say,
    sayAll: async (...texts) => {
      for (const text of texts.slice(0, -1)) await say(text)
      return say(texts.at(-1) ?? '')
    },
    choose: choice => send({ kind: 'choice', ...choice }),
    send,
  }
}
