import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import type { FromSchema } from 'json-schema-to-ts'
import { createWebAdapter } from '../../adapters/web/adapter.ts'
import type { GenerateAnswer, HistoryAnswer } from '../../adapters/web/schemas.ts'
import type { Receive } from '../../src/channel.ts'
import { readConfig } from '../../src/config.ts'
import { silent, startCore } from './core.ts'

export type GenerateJson = FromSchema<typeof GenerateAnswer>
export type HistoryJson = FromSchema<typeof HistoryAnswer>
export interface ErrorJson {
  readonly error: { readonly code: string; readonly message: string }
}

type HeaderList = Readonly<Record<string, string>>

/** The id of a chat of its own. */
export const newChat = () => randomUUID()

/** A client of the chat API at this address; `ask` and `history` throw on anything but 200. */
export const openClient = (url: string) => {
  const get = (path: string, headers: HeaderList = {}) => fetch(url + path, { headers })
  const post = (path: string, body: unknown, headers: HeaderList = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const read = async <T>(response: Response) => {
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${response.status}: ${text}`)
    return JSON.parse(text) as T
  }
  return {
    url,
    get,
    post,
    ask: async (body: object, headers: HeaderList = {}) =>
      read<GenerateJson>(await post('/generate', body, headers)),
    history: async (chat: string) => {
      const { messages } = await read<HistoryJson>(await get(`/history?session_id=${chat}`))
      return messages
    },
  }
}

/** The web adapter on a port of its own over the whole core. */
export const startWeb = async (
  env: Record<string, string> = {},
  rest: Pick<Parameters<typeof createWebAdapter>[0], 'channels'> = {},
) => {
  const core = await startCore(env)
  const { config, chats, health, admin, provincial: contacts } = core
  const notice = () => core.notice('web')
  const adapter = createWebAdapter({
    ...{ config, log: silent, chats, health, admin, notice, contacts },
    ...rest,
  })
  await adapter.start(core.inbox.receive)
  return {
    ...openClient(adapter.status().detail ?? ''),
    config,
    admin,
    model: core.model,
    stop: async () => {
      await adapter.stop()
      await core.stop()
    },
  }
}

export type Web = Awaited<ReturnType<typeof startWeb>>

/** Chats that keep nothing. */
export const NO_CHATS = {
  history: async () => [],
  pending: async () => [],
  rate: async () => false,
  forget: async () => {},
}

interface BareOptions {
  readonly env?: Record<string, string>
  readonly stopMs?: number
  readonly chats?: Partial<Parameters<typeof createWebAdapter>[0]['chats']>
}

/** The web adapter over this inbox and no core at all. */
export const startBareWeb = async (
  receive: Receive,
  { env = {}, stopMs, chats = {} }: BareOptions = {},
) => {
  const adapter = createWebAdapter({
    config: readConfig({ PORT: '0', ...env }),
    log: silent,
    chats: { ...NO_CHATS, ...chats },
    health: async () => ({ ready: true, problems: [] }),
    ...(stopMs !== undefined && { stopMs }),
  })
  await adapter.start(receive)
  return { ...openClient(adapter.status().detail ?? ''), adapter, stop: () => adapter.stop() }
}

/** Opens a connection, sends these bytes and gives all that comes until the server closes it. */
export const sendRaw = (url: string, bytes: string | Uint8Array, localAddress?: string) =>
  new Promise<string>((resolve, reject) => {
    const { hostname: host, port } = new URL(url)
    const socket = connect({ host, port: Number(port), ...(localAddress && { localAddress }) })
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', data => {
      text += data
    })
    socket.on('error', reject)
    socket.on('end', () => resolve(text))
    socket.write(bytes)
  })

/** One request for `sendRaw`; the last on a connection says so. */
export const rawPost = (path: string, body: object, last = false) => {
  const json = JSON.stringify(body)
  const lines = [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(json)}`,
    ...(last ? ['connection: close'] : []),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${json}`
}

/** The events of a stream, in order. */
export const eventsOf = (stream: string) =>
  stream
    .split('\n\n')
    .filter(Boolean)
    .map(block => {
      const [, event = '', data = ''] = /^event: ([^\n]*)\ndata: ([^\n]*)$/.exec(block) ?? []
      return { event, data: JSON.parse(data) as unknown }
    })
