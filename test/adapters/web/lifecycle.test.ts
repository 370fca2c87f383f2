import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createWebAdapter } from '../../../adapters/web/adapter.ts'
import type { Receive } from '../../../src/channel.ts'
import { readConfig } from '../../../src/config.ts'
import { silent } from '../../support/core.ts'
import { replyOf } from '../../support/responder.ts'
import { createScreen } from '../../support/screen.ts'
import { NO_CHATS, rawPost, startBareWeb } from '../../support/web.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const answering: Receive = async () => ({
  duplicate: false,
  answered: Promise.resolve(replyOf('Acá está.')),
})

/** Opens a connection that sends this and then nothing more; `screen` shows what comes. */
const open = async (url: string, text: string) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  closing.push(() => socket.destroy())
  const screen = createScreen()
  socket.setEncoding('utf8').on('data', (text: string) => screen.show(text))
  const closed = new Promise(resolve => socket.once('close', resolve))
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  if (text) await new Promise(resolve => socket.write(text, resolve))
  return { socket, screen, closed }
}

/** An inbox whose answers wait; `received(n)` resolves when as many messages have come. */
const holdingInbox = () => {
  const inbox = createScreen()
  let answer = () => {}
  const letGo = new Promise<void>(resolve => {
    answer = resolve
  })
  const receive: Receive = async ({ content }) => {
    inbox.show('x')
    const text = content.kind === 'text' ? content.text : ''
    return { duplicate: false, answered: letGo.then(() => replyOf(`oí: ${text}.`)) }
  }
  return { receive, received: (n: number) => inbox.sees('x'.repeat(n)), answer: () => answer() }
}

/** Resolves once the service says that it takes no more. */
const isClosing = async (web: Awaited<ReturnType<typeof startBareWeb>>) => {
  while ((await web.get('/readyz')).status === 200);
}

const AN_HOUR = 3_600_000

test('an answer on its way when the service stops still arrives, and only then it has stopped', async () => {
  const { receive, received, answer } = holdingInbox()
  const web = await startBareWeb(receive, { stopMs: AN_HOUR })
  const { screen, closed } = await open(web.url, rawPost('/generate', { prompt: 'hola' }))
  await received(1)
  const stopped = web.stop()
  const again = web.stop()
  await isClosing(web)
  answer()
  await screen.sees('oí: hola.')
  await Promise.all([stopped, again, closed])
})

test('meanwhile it lives, is not ready, shows its pages and refuses messages in Spanish', async () => {
  const { receive, received, answer } = holdingInbox()
  const web = await startBareWeb(receive, { stopMs: AN_HOUR })
  const { screen, closed } = await open(web.url, rawPost('/generate', { prompt: 'uno' }))
  await received(1)
  const stopped = web.stop()
  await isClosing(web)
  expect(await (await web.get('/readyz')).json()).toMatchObject({
    problems: ['el servicio se está cerrando'],
  })
  for (const path of ['/livez', '/']) expect((await web.get(path)).status).toBe(200)
  const refused = await web.post('/generate', { prompt: 'dos' })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await refused.json()).toMatchObject({ error: { code: 'no_disponible' } })
  answer()
  await screen.sees('oí: uno.')
  await Promise.all([stopped, closed])
})

test('a connection that a browser opened ahead of need does not hold up the end', async () => {
  const web = await startBareWeb(answering, { stopMs: AN_HOUR })
  const { closed } = await open(web.url, '')
  // An answer on a later connection: the first has been accepted by then.
  await web.ask({ prompt: 'hola' })
  await web.stop()
  await closed
})

test('a request whose rest never comes holds up the end only so long', async () => {
  const web = await startBareWeb(answering, { stopMs: 1 })
  const whole = rawPost('/generate', { prompt: 'hola' })
  const { closed } = await open(web.url, whole.slice(0, -3))
  await web.ask({ prompt: 'hola' })
  await web.stop()
  await closed
})

test('a port that is taken is named, with what to change, and the status says it', async () => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  closing.push(() => other.close())
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const adapter = createWebAdapter({
    config: readConfig({ PORT: String(port) }),
    log: silent,
    chats: NO_CHATS,
    health: async () => ({ ready: true, problems: [] }),
  })
  const expected = `PORT: el puerto ya está en uso por otro programa (127.0.0.1:${port})`
  await expect(adapter.start(answering)).rejects.toThrow(expected)
  expect(adapter.status()).toMatchObject({ state: 'down', detail: expected })
  await adapter.stop()
})

test('the status holds the address at which it can be reached', async () => {
  const web = await startBareWeb(answering)
  closing.push(web.stop)
  expect(web.adapter.status().detail).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const alive = await fetch(`${web.adapter.status().detail}/livez`)
  expect([alive.status, await alive.json()]).toEqual([200, { ok: true }])
})
