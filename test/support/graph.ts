import type { IncomingMessage, ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { openServer } from './double-server.ts'
import { failure, type GraphAnswer, readMessage, readReceipt, type Sent } from './graph-messages.ts'
import { createScreen, type Screen } from './screen.ts'
import { CLOUD, contentOf, envelope, type Person, post, wireMessage } from './whatsapp-posts.ts'

export { FAILURES } from './graph-messages.ts'

/** What becomes of a call: an answer, silence, or a connection cut before or after it is obeyed. */
type Fault = GraphAnswer | 'silent' | 'cut' | 'lost'
type Kind = 'send' | 'typing' | 'check'
type Plan = (n: number, address: string) => Fault | undefined

export type GraphDouble = Awaited<ReturnType<typeof startGraph>>

/** Between attempts to deliver to the webhook. */
const REPEAT_MS = 30

/** A strict Graph API with people in it, on a port of its own. */
export const startGraph = async () => {
  const sent: Sent[] = []
  const receipts: string[] = []
  const refusals: string[] = []
  const screens = new Map<string, Screen>()
  const plans = new Map<Kind, Plan>()
  const counts = new Map<Kind, number>()
  let hook = ''
  let open: object[] = []
  let delivering = Promise.resolve()
  let stopped = false

  const screenOf = (address: string) => {
    const screen = screens.get(address) ?? createScreen()
    screens.set(address, screen)
    return screen
  }

  const send = (body: Record<string, unknown>) => {
    const message = readMessage(body)
    sent.push(message)
    const titles = message.choices.map(({ title }) => `[${title}]`)
    screenOf(message.address).show(`${[message.seen, ...titles].join('\n')}\n`)
    const contacts = [{ input: message.address }]
    const messages = [{ id: `wamid.de-la-api-${sent.length}` }]
    return { status: 200, body: { messaging_product: 'whatsapp', contacts, messages } }
  }

  const obey = (kind: Kind, body: Record<string, unknown>): GraphAnswer => {
    try {
      if (kind === 'check')
        return { status: 200, body: { verified_name: 'Mi Escritura', id: CLOUD.phoneId } }
      if (kind === 'send') return send(body)
      receipts.push(readReceipt(body))
      return { status: 200, body: { success: true } }
    } catch (error) {
      refusals.push((error as Error).message)
      return failure(400, 100, `Invalid parameter: ${(error as Error).message}`)
    }
  }

  const kindOf = (req: IncomingMessage, body: Record<string, unknown>): Kind | undefined => {
    const [path, query] = (req.url ?? '').split('?')
    if (req.method === 'GET')
      return path === `/${CLOUD.phoneId}` && query === 'fields=verified_name' ? 'check' : undefined
    if (path !== `/${CLOUD.phoneId}/messages`) return undefined
    if (!/^application\/json/.test(req.headers['content-type'] ?? '')) return undefined
    return 'status' in body ? 'typing' : 'send'
  }

  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const json = await textOf(req)
    const body = (json ? JSON.parse(json) : {}) as Record<string, unknown>
    const kind = kindOf(req, body)
    const answerWith = ({ status, body }: GraphAnswer) => {
      if (res.destroyed) return
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (!kind) return answerWith(failure(404, 2500, 'Unknown path components'))
    if (req.headers.authorization !== `Bearer ${CLOUD.token}`)
      return answerWith(failure(401, 190, 'Invalid OAuth access token'))
    const n = counts.get(kind) ?? 0
    counts.set(kind, n + 1)
    const fault = plans.get(kind)?.(n, String(body.to ?? body.recipient))
    if (fault === 'silent') return
    if (fault === 'cut') return req.socket.destroy()
    const answer = fault && fault !== 'lost' ? fault : obey(kind, body)
    if (fault === 'lost') return req.socket.destroy()
    answerWith(answer)
  }

  const server = await openServer(handle)

  /** Posts to the webhook, in order, each until it is taken. */
  const deliver = async () => {
    while (hook && open[0] && !stopped) {
      const [first] = open
      const status = await post(hook, first).catch(() => 0)
      if (status === 200) open = open.filter(other => other !== first)
      else await new Promise(resolve => setTimeout(resolve, REPEAT_MS).unref())
    }
  }
  const push = <T extends object>(payload: T) => {
    open.push(payload)
    delivering = delivering.then(deliver)
    return payload
  }

  return {
    url: server.url,
    config: { ...CLOUD, graphBaseUrl: server.url },
    env: {
      GRAPH_BASE_URL: server.url,
      WHATSAPP_CLOUD_TOKEN: CLOUD.token,
      WHATSAPP_CLOUD_PHONE_ID: CLOUD.phoneId,
      WHATSAPP_CLOUD_APP_SECRET: CLOUD.appSecret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: CLOUD.verifyToken,
    },
    sent,
    /** Ids of messages that were shown as read. */
    receipts,
    /** Why calls were found to be badly formed. */
    refusals,
    screenOf,
    sentTo: (address: string) => sent.filter(one => one.address === address),
    countOf: (kind: Kind) => counts.get(kind) ?? 0,
    /** What becomes of calls of this kind from now on, counted from 0; nothing: they work. */
    fault: (kind: Kind, plan?: Plan) => {
      const from = counts.get(kind) ?? 0
      if (plan) plans.set(kind, (n, address) => plan(n - from, address))
      else plans.delete(kind)
    },
    /** From now on posts go to this webhook, those that were not taken first. */
    hookTo: (address: string) => {
      hook = address
      delivering = delivering.then(deliver)
    },
    push,
    /** Posts that have not been taken. */
    open: () => open,
    /** A message of this person: its text, or what is in it; gives what is posted. */
    says: (person: Person, content: string | object) =>
      push(envelope([wireMessage(person, contentOf(content))], [person])),
    /** Taps what this person was last shown under this title. */
    taps: (person: Person, title: string) => {
      const own = sent.filter(({ address }) => address === (person.phone ?? person.userId))
      for (const { choices, kind } of own.reverse()) {
        const choice = choices.find(one => one.title === title)
        if (!choice) continue
        const interactive = { type: `${kind}_reply`, [`${kind}_reply`]: choice }
        const message = wireMessage(person, { type: 'interactive', interactive })
        return push(envelope([message], [person]))
      }
      throw new Error(`there is nothing to tap called «${title}»`)
    },
    stop: async () => {
      stopped = true
      await server.stop()
    },
    restart: async () => {
      stopped = false
      await server.restart()
      delivering = delivering.then(deliver)
    },
  }
}
