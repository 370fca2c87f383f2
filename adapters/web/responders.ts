import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Responder } from '../../src/channel.ts'
import { detailOf, errorBody, isClosed } from './errors.ts'

/** The web asks and waits for the answer: nothing is pushed to it. */
export const webResponder: Responder = {
  pulled: true,
  send: async () => undefined,
  typing: async () => undefined,
}

/** Aborted when the connection closes before it has been answered. */
export const whenLeft = (reply: FastifyReply): AbortSignal => {
  const left = new AbortController()
  const { raw } = reply
  const leave = () => {
    if (!raw.writableFinished) left.abort()
  }
  if (raw.destroyed) leave()
  else raw.once('close', leave)
  return left.signal
}

/**
 * For an answer that goes out whole. The connection is watched from when somebody first asks for it;
 * a class, for an accessor of an object written out is defined anew each time.
 */
export class WaitingResponder implements Responder {
  readonly pulled = true
  readonly send = webResponder.send
  readonly typing = webResponder.typing
  readonly #reply: FastifyReply
  #left: AbortSignal | undefined

  constructor(reply: FastifyReply) {
    this.#reply = reply
  }

  get signal() {
    this.#left ??= whenLeft(this.#reply)
    return this.#left
  }
}

const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** The answer as server-sent events: `status`, `delta` where a model writes, `done` or `error`. */
export const openEvents = (reply: FastifyReply) => {
  const events = new PassThrough()
  const write = (name: string, data: unknown) => {
    if (!events.writableEnded && !events.destroyed) events.write(event(name, data))
  }
  const responder: Responder = {
    ...webResponder,
    signal: whenLeft(reply),
    // Said again and again while it takes: it keeps proxies from closing a silent connection.
    typing: async () => write('status', { message: 'Escribiendo…' }),
    progress: text => write('delta', { text }),
  }
  write('status', { message: 'Buscando…' })
  return {
    responder,
    /** Sends the answer when it comes; the first event goes out at once. */
    send: (answer: Promise<object>) => {
      answer
        .then(
          done => write('done', done),
          error => {
            if (!isClosed(error)) reply.request.log.error({ err: error }, 'pedido sin respuesta')
            write('error', errorBody(503, detailOf(error)))
          },
        )
        .finally(() => events.end())
      reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no')
      return reply.type('text/event-stream; charset=utf-8').send(events)
    },
  }
}
