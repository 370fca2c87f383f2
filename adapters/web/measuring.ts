import type { WebServer } from './server.ts'

/** Takes how a request ended; a stream, to its end. */
export type Measure = (measured: {
  readonly route: string
  readonly method: string
  readonly status: number
  readonly tookMs: number
}) => void

/** Has every request measured, by the route as it was declared: addresses there are without end. */
export const measureRequests = (app: WebServer, measure: Measure) => {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'ninguna'
    const { method } = request
    measure({ route, method, status: reply.statusCode, tookMs: reply.elapsedTime })
  })
}
