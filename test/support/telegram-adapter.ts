import pino from 'pino'
import { createTelegramAdapter } from '../../adapters/telegram/adapter.ts'
import type { Incoming, Receive, Reply } from '../../src/channel.ts'
import type { TelegramConfig } from '../../src/config.ts'
import { replyOf } from './responder.ts'
import { startTelegram, TOKEN } from './telegram.ts'

/** Receives as the inbox does, every message as new; keeps what it received. */
export const createReceiver = (answer: (message: Incoming) => Reply | Promise<Reply>) => {
  const received: Incoming[] = []
  const answers: Promise<Reply>[] = []
  const receive: Receive = async (message, responder) => {
    received.push(message)
    const answered = (async () => {
      const reply = await answer(message)
      await responder.send(reply)
      return reply
    })()
    answers.push(answered)
    return { duplicate: false, answered }
  }
  /** Resolves when the adapter knows that what was answered so far has been sent. */
  const sent = () => Promise.all(answers)
  return { received, receive, sent }
}

/** What a message says, whatever its kind. */
export const wordsOf = ({ content }: Incoming) => {
  if (content.kind === 'text') return content.text
  return content.kind === 'choice' ? content.label : content.type
}

const echo = (message: Incoming) => replyOf(`oí: ${wordsOf(message)}.`)

/** The adapter over a strict Bot API, not yet started; short pauses unless said otherwise. */
export const openTelegramAdapter = async (
  answer: (message: Incoming) => Reply | Promise<Reply> = echo,
  config: Partial<TelegramConfig> = {},
) => {
  const telegram = await startTelegram()
  const lines: string[] = []
  const adapter = createTelegramAdapter({
    config: { token: TOKEN, apiRoot: telegram.url, ...config },
    log: pino({ level: 'debug' }, { write: line => lines.push(line) }),
    pauses: { first: 5, longest: 20, idle: 5, watch: 5 },
  })
  const { received, receive, sent } = createReceiver(answer)
  return {
    telegram,
    adapter,
    received,
    receive,
    sent,
    /** Everything logged so far. */
    log: () => lines.join(''),
    start: () => adapter.start(receive),
    close: async () => {
      await adapter.stop()
      await telegram.stop()
    },
  }
}

export type TelegramHarness = Awaited<ReturnType<typeof openTelegramAdapter>>
