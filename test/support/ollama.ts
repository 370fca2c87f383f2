import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import {
  type ChatBody,
  drip,
  type Fault,
  isOfServer,
  isRefusal,
  JSON_TYPE,
  notFound,
  refusal,
} from './ollama-faults.ts'
import { type Counters, cardOf, type Exchange, openExchange, openModel } from './ollama-model.ts'
import { createdNow, isStreamed } from './ollama-stream.ts'

export { type ChatBody, FAULTS, type Fault, HARMLESS } from './ollama-faults.ts'
export type { Counters } from './ollama-model.ts'

type Plan = Fault | ((n: number, body: ChatBody) => Fault | undefined) | undefined
type Reply = string | ((body: ChatBody) => string)

export interface OllamaDouble {
  readonly url: string
  readonly port: number
  /** Bodies of the chats, oldest first. */
  readonly bodies: readonly ChatBody[]
  /** Headers of the chats, oldest first. */
  readonly headers: readonly IncomingHttpHeaders[]
  readonly counters: Readonly<Counters>
  /**
   * What goes wrong from now on; a function says it of each chat, counted from 0, and of nothing
   * else. Given by name, silence, slow headers and resets at accept hit every path.
   */
  fault(plan: Plan): void
  /** What the model writes, in tokens of a word with the space before it. */
  reply(reply: Reply): void
  /** Closes the port and every connection. */
  stop(): Promise<void>
  /** Listens on the same port again, the model loaded or not as at the start. */
  restart(): Promise<void>
}

export interface OllamaOptions {
  readonly slots?: number
  readonly model?: string
  readonly loaded?: boolean
  readonly loadMs?: number
  readonly firstTokenMs?: number
  readonly tokenMs?: number
  /** As /api/ps tells it; a longer prompt is counted as this long. */
  readonly contextLength?: number
  readonly reply?: Reply
}

const REPLY = 'Podés acercarte a la oficina de tu municipio con tu documento, de 8 a 13.'

const send = (res: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders) =>
  res.writeHead(status, headers).end(text)

const sendJson = (res: ServerResponse, body: unknown, status = 200) =>
  send(res, status, JSON.stringify(body), { 'content-type': JSON_TYPE })

/** The chat, or the text of the error that the server gives for it. */
const readChat = (json: string): ChatBody | string => {
  if (!json) return 'missing request body'
  try {
    const body = JSON.parse(json) as Partial<ChatBody> | null
    if (typeof body !== 'object' || !body?.model) return 'model is required'
    return { ...body, model: body.model, messages: body.messages ?? [] }
  } catch {
    if (json.startsWith('{')) return 'unexpected EOF'
    return `invalid character '${json[0]}' looking for beginning of value`
  }
}

/** One Ollama server with one model, on a port of its own. */
export const startOllama = async (options: OllamaOptions = {}): Promise<OllamaDouble> => {
  const { model: name = 'gemma2:9b', slots = 1, loaded = true, loadMs = 50 } = options
  const { firstTokenMs = 4, tokenMs = 1, contextLength = 8192 } = options
  const counters: Counters = {
    chats: 0,
    active: 0,
    maxActive: 0,
    queued: 0,
    maxQueued: 0,
    served: 0,
    failed: 0,
    aborted: 0,
    connections: 0,
  }
  const bodies: ChatBody[] = []
  const headers: IncomingHttpHeaders[] = []
  const sockets = new Set<Socket>()
  const open = new Map<Socket, Exchange>()
  const model = openModel({ slots, loaded, loadMs, firstTokenMs, tokenMs, contextLength }, counters)
  let { reply = REPLY } = options
  let plan: Plan

  const failToAnswer = async (fault: Fault, exchange: Exchange) => {
    if (fault === 'rst-accept') exchange.reset()
    if (fault === 'slow-headers') await drip(exchange.res, exchange.signal)
    await exchange.hang()
  }

  const load = async (body: ChatBody, exchange: Exchange) => {
    const unload = body.keep_alive === 0
    if (unload) model.unload()
    else await model.load(exchange)
    sendJson(exchange.res, {
      ...createdNow(body),
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: unload ? 'unload' : 'load',
    })
  }

  const answer = async (fault: Fault | undefined, body: ChatBody, exchange: Exchange) => {
    if (isOfServer(fault)) await failToAnswer(fault, exchange)
    const refused = fault === 'error-line' && !isStreamed(body) ? '500-runner' : fault
    const no = isRefusal(refused) && refusal(refused, body.model)
    if (no || body.model !== name) {
      const { status, text, headers: more } = no || notFound(body.model)
      send(exchange.res, status, text, more ?? {})
      return 'failed'
    }
    if (body.messages.length === 0) await load(body, exchange)
    else {
      const text = () => (typeof reply === 'function' ? reply(body) : reply)
      await model.chat(exchange, fault, body, text)
    }
    return 'served'
  }

  const closeWhenIdle = ({ res }: Exchange) => {
    const { socket } = res
    const close = () => setTimeout(() => socket && !open.has(socket) && socket.end(), 5)
    res.on('close', close)
  }

  const chat = async (req: IncomingMessage, exchange: Exchange) => {
    const body = readChat(await exchange.orHangUp(textOf(req)))
    if (typeof body === 'string') return sendJson(exchange.res, { error: body }, 400)
    const n = counters.chats++
    bodies.push(body)
    headers.push(req.headers)
    const fault = typeof plan === 'function' ? plan(n, body) : plan
    if (fault === 'close-after') closeWhenIdle(exchange)
    try {
      counters[await answer(fault, body, exchange)]++
    } catch (error) {
      if (!exchange.signal.aborted) throw error
      counters[exchange.wasCut() ? 'failed' : 'aborted']++
    }
  }

  const other = (path: string, { res }: Exchange) => {
    const card = cardOf(name)
    const modified_at = '2026-01-01T00:00:00Z'
    const expires_at = new Date(Date.now() + 300_000).toISOString()
    const resident = { ...card, expires_at, size_vram: card.size, context_length: contextLength }
    if (path === 'GET /') send(res, 200, 'Ollama is running', { 'content-type': 'text/plain' })
    else if (path === 'GET /api/version') sendJson(res, { version: '0.30.3' })
    else if (path === 'GET /api/tags') sendJson(res, { models: [{ ...card, modified_at }] })
    else if (path === 'GET /api/ps') sendJson(res, { models: model.isLoaded() ? [resident] : [] })
    else send(res, 404, '404 page not found', { 'content-type': 'text/plain' })
  }

  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const { socket } = req
    const exchange = openExchange(res)
    open.set(socket, exchange)
    res.on('close', () => open.delete(socket))
    const path = `${req.method} ${req.url}`
    try {
      if (path === 'POST /api/chat') await chat(req, exchange)
      else if (typeof plan === 'string' && isOfServer(plan)) await failToAnswer(plan, exchange)
      else other(path, exchange)
    } catch (error) {
      if (!exchange.signal.aborted && !req.errored) throw error
    }
  }

  const server = createServer((req, res) => {
    void handle(req, res)
  })
  // The real server never closes a connection of its own accord.
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 })
  server.on('connection', socket => {
    sockets.add(socket)
    counters.connections = sockets.size
    socket.on('close', () => {
      sockets.delete(socket)
      counters.connections = sockets.size
    })
    if (plan === 'rst-accept') socket.resetAndDestroy()
  })

  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    bodies,
    headers,
    counters,
    fault: next => {
      plan = next
    },
    reply: next => {
      reply = next
    },
    stop: async () => {
      if (!server.listening) return
      const closed = [server, ...sockets].map(one => once(one, 'close'))
      server.close()
      for (const exchange of open.values()) exchange.cut()
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
    restart: async () => {
      model.restart()
      await listen(port)
    },
  }
}
