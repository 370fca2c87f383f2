import { expect, test } from 'vitest'
import type { Receive, Reply, Responder } from '../../src/channel.ts'
import { hasNginx, startNginx } from '../support/nginx.ts'
import { replyOf } from '../support/responder.ts'
import { openClient, startBareWeb } from '../support/web.ts'

test.skipIf(!hasNginx)('nginx hands on each event of an answer as it is written', async () => {
  let writer: Responder | undefined
  const { promise: answered, resolve: finish } = Promise.withResolvers<Reply>()
  const receive: Receive = async (_message, responder) => {
    writer = responder
    return { duplicate: false, answered }
  }
  const web = await startBareWeb(receive)
  const nginx = await startNginx({ backend: web.url })
  const headers = { accept: 'text/event-stream' }
  const response = await openClient(nginx.url).post('/generate', { prompt: 'hola' }, headers)
  let seen = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  /** Reads on until this has come; the next is written only then. */
  const sees = async (text: string) => {
    while (!seen.includes(text)) {
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) throw new Error(`it ended without «${text}»: ${seen}`)
      seen += value
    }
  }

  await sees('event: status')
  for (const word of ['uno', 'dos', 'tres']) {
    writer?.progress?.(word)
    await sees(`"text":"${word}"`)
  }
  expect(seen).not.toContain('event: done')
  finish(replyOf('uno dos tres'))
  await sees('event: done')

  await nginx.stop()
  await web.stop()
})
