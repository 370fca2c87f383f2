import type { IncomingMessage, ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import type { Update } from 'grammy/types'
import { openServer } from './double-server.ts'
import { createScreen, type Screen } from './screen.ts'
import {
  type BotAnswer,
  buttonUpdate,
  FAILURES,
  failure,
  messageUpdate,
  ok,
  readMessage,
  type SendMessage,
  type Sent,
} from './telegram-messages.ts'

export { FAILURES, type Sent } from './telegram-messages.ts'

/** What becomes of a call: an answer, silence, or a connection cut before or after it is obeyed. */
type Fault = BotAnswer | 'silent' | 'cut' | 'lost'
type Plan = (n: number, payload: Record<string, unknown>) => Fault | undefined

interface Call {
  readonly method: string
  readonly payload: Record<string, unknown>
}

export type TelegramDouble = Awaited<ReturnType<typeof startTelegram>>

export const TOKEN = '123456:doble-de-telegram'
/** Between attempts to deliver to a webhook. */
const REPEAT_MS = 30

/** A strict Bot API with people in it, on a port of its own. */
export const startTelegram = async () => {
  const calls: Call[] = []
  const sent: Sent[] = []
  const screens = new Map<number, Screen>()
  const plans = new Map<string, Plan>()
  const counts = new Map<string, number>()
  /** Update ids that were given out, and those that were given out before the latest question. */
  const given = new Set<number>()
  const settled = new Set<number>()
  let queue: Update[] = []
  let [updateId, messageId] = [1000, 1]
  let poller: { wake(): void; conflict(): void } | undefined
  let hook: { url: string; secret: string } | undefined

  const screenOf = (chatId: number) => {
    const screen = screens.get(chatId) ?? createScreen()
    screens.set(chatId, screen)
    return screen
  }

  /** The long poll: until there is something, somebody else asks, the time is over or they left. */
  const nextUpdate = async (ms: number, gone: Promise<unknown>) => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const mine = { wake: () => resolve('update'), conflict: () => resolve('conflict') }
    const timer = setTimeout(mine.wake, ms)
    void gone.then(mine.wake)
    poller = mine
    const outcome = await promise
    clearTimeout(timer)
    if (poller === mine) poller = undefined
    return outcome
  }

  const getUpdates = async (payload: Record<string, unknown>, gone: Promise<unknown>) => {
    if (hook) return failure(409, "Conflict: can't use getUpdates method while webhook is active")
    poller?.conflict()
    for (const id of given) settled.add(id)
    const offset = Number(payload.offset ?? 0)
    queue = queue.filter(({ update_id }) => update_id >= offset)
    const limit = Number(payload.limit ?? 100)
    const seconds = Number(payload.timeout ?? 0)
    if (queue.length === 0 && seconds > 0) {
      const outcome = await nextUpdate(seconds * 1000, gone)
      if (outcome === 'conflict') return FAILURES.conflict
    }
    const batch = queue.slice(0, limit)
    for (const { update_id } of batch) given.add(update_id)
    return ok(batch)
  }

  const sendMessage = (message: SendMessage) => {
    try {
      const seen = readMessage(message)
      const done = { ...message, message_id: messageId++, seen }
      sent.push(done)
      screenOf(message.chat_id).show(`${seen}\n`)
      return ok({ message_id: done.message_id, date: 1, chat: { id: message.chat_id } })
    } catch (error) {
      return failure(400, `Bad Request: ${(error as Error).message}`)
    }
  }

  const obey = async (method: string, payload: Record<string, unknown>, gone: Promise<unknown>) => {
    if (method === 'getMe')
      return ok({ id: 1, is_bot: true, first_name: 'IAMJus', username: 'iamjus_bot' })
    if (method === 'getUpdates') return getUpdates(payload, gone)
    if (method === 'sendMessage') return sendMessage(payload as unknown as SendMessage)
    if (method === 'setWebhook') {
      hook = { url: String(payload.url), secret: String(payload.secret_token ?? '') }
      void deliverToHook()
      return ok(true)
    }
    if (method === 'getWebhookInfo')
      return ok({ url: hook?.url ?? '', pending_update_count: queue.length })
    if (method === 'deleteWebhook') hook = undefined
    const known = /^(deleteWebhook|setMyCommands|sendChatAction|answerCallbackQuery|leaveChat)$/
    return known.test(method) ? ok(true) : failure(404, 'Not Found: method not found')
  }

  /** Posts to the webhook, in order, each until it is taken. */
  const deliverToHook = async () => {
    while (hook && queue[0]) {
      const [update] = queue
      const headers = {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': hook.secret,
      }
      const request = { method: 'POST', headers, body: JSON.stringify(update) }
      const status = await fetch(hook.url, request).then(
        response => response.status,
        () => 0,
      )
      if (status === 200) queue = queue.filter(other => other !== update)
      else await new Promise(resolve => setTimeout(resolve, REPEAT_MS).unref())
    }
  }

  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(req.url ?? '') ?? []
    const json = await textOf(req)
    const payload = (json ? JSON.parse(json) : {}) as Record<string, unknown>
    const n = counts.get(method) ?? 0
    counts.set(method, n + 1)
    calls.push({ method, payload })
    const gone = new Promise(resolve => res.once('close', resolve))
    const fault = token === TOKEN ? plans.get(method)?.(n, payload) : FAILURES.unauthorised
    if (fault === 'silent') return
    if (fault === 'cut') return req.socket.destroy()
    const answer = fault && fault !== 'lost' ? fault : await obey(method, payload, gone)
    if (fault === 'lost') return req.socket.destroy()
    if (res.destroyed) return
    res.writeHead(answer.status, { 'content-type': 'application/json' })
    res.end(JSON.stringify(answer.body))
  }

  const server = await openServer(handle)
  const stop = async () => {
    hook = undefined
    poller = undefined
    await server.stop()
  }

  const push = (update: Update) => {
    queue.push(update)
    queue.sort((a, b) => a.update_id - b.update_id)
    poller?.wake()
    if (queue.length === 1) void deliverToHook()
    return update
  }

  return {
    url: server.url,
    calls,
    sent,
    screenOf,
    /** Update ids that have not been confirmed. */
    open: () => queue.map(({ update_id }) => update_id),
    countOf: (method: string) => counts.get(method) ?? 0,
    /** Whether the bot waits for updates right now. */
    isPolled: () => poller !== undefined,
    /** Whether the bot came back after it was given this update. */
    isSettled: ({ update_id }: Update) =>
      settled.has(update_id) || !queue.some(other => other.update_id === update_id),
    /** What becomes of the calls of this method from now on, counted from 0; nothing: they work. */
    fault: (method: string, plan?: Plan) => {
      const from = counts.get(method) ?? 0
      if (plan) plans.set(method, (n, payload) => plan(n - from, payload))
      else plans.delete(method)
    },
    push,
    /** A message of this person: its text, or what is in it. */
    says: (chatId: number, content: string | object) =>
      push(
        messageUpdate(
          updateId++,
          messageId++,
          chatId,
          typeof content === 'string' ? { text: content } : content,
        ),
      ),
    /** The same message as in that update, in a new one. */
    repeats: (update: Update) => push({ ...update, update_id: updateId++ }),
    /** Presses the button with this label, of the latest message that has it. */
    taps: (chatId: number, label: string) => {
      for (const message of sent.filter(({ chat_id }) => chat_id === chatId).reverse())
        for (const button of message.reply_markup?.inline_keyboard.flat() ?? [])
          if (button.text === label && 'callback_data' in button)
            return push(buttonUpdate(updateId++, message, button.callback_data))
      throw new Error(`there is no button «${label}»`)
    },
    stop,
    restart: server.restart,
  }
}
