import { errorBody } from './errors.ts'
import type { WebServer } from './server.ts'

export type Draining = ReturnType<typeof prepareDraining>

const READS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Lets the server end what it has begun. Whoever stands in front of it sees by `/readyz` that it
 * takes no more; what is posted all the same is refused in words, to be sent again to the next one.
 */
export const prepareDraining = (app: WebServer) => {
  let draining = false
  let open = 0
  let told: (() => void)[] = []

  app.addHook('onRequest', async (request, reply) => {
    if (READS.includes(request.method)) return
    if (draining) {
      reply.header('retry-after', '5').header('connection', 'close')
      return reply.code(503).send(errorBody(503))
    }
    open++
    reply.raw.once('close', () => {
      if (--open > 0) return
      for (const tell of told) tell()
      told = []
    })
  })

  return {
    isDraining: () => draining,
    /** Takes no more; resolves when what was taken is answered, or after `ms`. */
    drain: async (ms: number) => {
      draining = true
      if (open === 0) return
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>(resolve => {
        told.push(resolve)
        timer = setTimeout(resolve, ms)
      })
      clearTimeout(timer)
    },
  }
}
