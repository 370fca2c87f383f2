import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createWebAdapter } from '../../../adapters/web/adapter.ts'
import type { Receive } from '../../../src/channel.ts'
import { readConfig } from '../../../src/config.ts'
import { silent } from '../../support/core.ts'
import { replyOf } from '../../support/responder.ts'
import { rawPost, startBareWeb } from '../../support/web.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const answering: Receive = async () => ({
  duplicate: false,
  answered: Promise.resolve(replyOf('Acá está.')),
})

/** Opens a connection that sends this and then nothing more; `closed` resolves at its end. */
const open = async (url: string, text: string) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  closing.push(() => socket.destroy())
  const closed = new Promise(resolve => socket.resume().once('close', resolve))
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  if (text) await new Promise(resolve => socket.write(text, resolve))
  return { closed }
}

test('an answer on its way when the service stops still arrives, and only then it has stopped', async () => {
  let answer = () => {}
  let asked = () => {}
  const waiting = new Promise<void>(resolve => {
    asked = resolve
  })
  const web = await startBareWeb(async () => {
    const answered = new Promise<void>(resolve => {
      answer = resolve
    }).then(() => replyOf('Acá está.'))
    asked()
    return { duplicate: false, answered }
  })
  const response = web.ask({ prompt: 'hola' })
  await waiting
  const stopped = web.stop()
  const again = web.stop()
  answer()
  expect(await response).toMatchObject({ response: 'Acá está.' })
  await Promise.all([stopped, again])
  await expect(web.get('/livez')).rejects.toThrow()
})

test('a connection that a browser opened ahead of need does not hold up the end', async () => {
  const web = await startBareWeb(answering, { stopMs: 3_600_000 })
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
    chats: { history: async () => [], forget: async () => {} },
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
