import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { temporaryFolder } from './core.ts'

export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
export const hasChromium = existsSync(CHROMIUM)

export interface PageOptions {
  /** What the whole key of a message is called on the page. */
  readonly key?: '_serialized' | '$1'
  /** WhatsApp has synced before the library listens. */
  readonly early?: boolean
  /** Shown instead of the stub. */
  readonly html?: string
}

interface Said {
  readonly from: string
  readonly id?: string
  readonly body?: string
  readonly [more: string]: unknown
}

const PAGE = readFileSync(join(import.meta.dirname, 'whatsapp-page.html'), 'utf8')
const OPEN = { 'access-control-allow-origin': '*' }

/** A phone that links to the stub of WhatsApp Web in the browser, writes to it and reads. */
export const startPhone = async () => {
  const folder = temporaryFolder()
  const sent: { readonly to: string; readonly text: string }[] = []
  const typing: string[] = []
  const others: string[] = []
  const listeners = new Set<(to: string, text: string) => void>()
  const obeyed = new Set<number>()
  const mailbox: object[] = []
  let page: ServerResponse | undefined
  let [orders, opened] = [0, 0]

  const hear = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/orders') {
      response.writeHead(200, { ...OPEN, 'content-type': 'text/event-stream' })
      response.write('\n')
      page = response
      opened++
      return
    }
    if (request.url === '/mailbox') {
      response.writeHead(200, OPEN).end(JSON.stringify(mailbox))
      return
    }
    const { kind, ...report } = JSON.parse(await text(request))
    if (kind === 'sent') {
      sent.push(report)
      for (const listener of listeners) listener(report.to, report.text)
    } else if (kind === 'typing') typing.push(report.to)
    else if (kind === 'obeyed') obeyed.add(report.number)
    else others.push(kind)
    response.writeHead(200, OPEN).end()
  }
  const server = createServer((request, response) => {
    hear(request, response).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  // Takes connections and says nothing, as some firewalls do.
  const mute = createTcpServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')

  /** Resolves when the page has the order. */
  const order = async (name: string, details: object = {}) => {
    const number = ++orders
    page?.write(`data: ${JSON.stringify({ number, order: name, ...details })}\n\n`)
    await expect.poll(() => obeyed.has(number), { interval: 5, timeout: 10_000 }).toBe(true)
  }

  const show = ({ key = '_serialized', early = false, html = PAGE }: PageOptions = {}) => {
    const values: Record<string, string> = {
      PHONE: url,
      KEY: key,
      EARLY: String(early),
      VERSION: '2.3000.stub',
    }
    const shown = html.replace(/%([A-Z]+)%/g, (_, name: string) => values[name] ?? '')
    writeFileSync(join(folder.path, 'stub.html'), shown)
  }
  show()

  return {
    /** Where nobody ever answers. */
    silence: `127.0.0.1:${(mute.address() as AddressInfo).port}`,
    sent,
    typing,
    /** Things that the adapter should not make the page do. */
    others,
    order,
    /** What the browser finds from the next load on. */
    show,
    /** The pages that have been opened. */
    opened: () => opened,
    onSent: (listener: (to: string, text: string) => void) => listeners.add(listener),
    /** Delivers a message; gives its id. */
    says: async ({ id = randomUUID(), ...said }: Said) => {
      const message = { id, t: Math.floor(Date.now() / 1000), ...said }
      if (said.isNewMsg !== false) mailbox.push(message)
      await order('receive', message)
      return id
    },
    /** A message that no page is there for: it stays on the phone, unread. */
    leaves: ({ id = randomUUID(), ...said }: Said) => {
      mailbox.push({ id, t: Math.floor(Date.now() / 1000), ...said })
      return id
    },
    /** Somebody reads everything on the phone. */
    reads: () => mailbox.splice(0),
    /** Resolves with what this chat was sent once there are as many. */
    hears: async (to: string, count = 1) => {
      const heard = () => sent.flatMap(one => (one.to === to ? [one.text] : []))
      await expect.poll(() => heard().length, { interval: 10, timeout: 15_000 }).toBe(count)
      return heard()
    },
    /** For the environment of the program. */
    trial: (more: object = {}) => ({
      cache: folder.path,
      version: 'stub',
      // The page asks a server on this machine, which Chromium forbids to pages from elsewhere.
      args: ['--disable-features=LocalNetworkAccessChecks'],
      ...more,
    }),
    close: async () => {
      page?.destroy()
      server.closeAllConnections()
      server.close()
      mute.close()
      await once(server, 'close')
      folder.remove()
    },
  }
}

export type Phone = Awaited<ReturnType<typeof startPhone>>
