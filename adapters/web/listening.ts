import type { Socket } from 'node:net'
import type { Config } from '../../src/config.ts'
import type { Draining } from './draining.ts'
import type { WebServer } from './server.ts'

export interface Listening {
  readonly url: string
  /** Takes no more, waits at most `ms` for answers on their way, and closes all connections. */
  close(ms: number): Promise<void>
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT: el puerto ya está en uso por otro programa',
  EACCES: 'PORT: no hay permiso para usar ese puerto',
  EADDRNOTAVAIL: 'HOST: no es una dirección de esta máquina',
  ENOTFOUND: 'HOST: no es una dirección de esta máquina',
}

const named = (error: NodeJS.ErrnoException, { host, port }: Config) => {
  const reason = REASONS[error.code ?? '']
  return reason ? new Error(`${reason} (${host}:${port})`, { cause: error }) : error
}

/**
 * What `server.close` waits for in vain: connections on which nothing has been asked yet (browsers
 * open them ahead of need), and those kept alive after an answer that ended while closing.
 */
const closeConnectionsOf = (server: WebServer['server']) => {
  const unused = new Set<Socket>()
  let closing = false
  server.on('connection', socket => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', (request, response) => {
    unused.delete(request.socket)
    response.once('close', () => {
      if (closing) setImmediate(() => server.closeIdleConnections())
    })
  })
  return () => {
    closing = true
    for (const socket of unused) socket.destroy()
  }
}

/** Starts listening. Throws an `Error` that names the variable at fault where one is. */
export const listen = async (
  app: WebServer,
  draining: Draining,
  config: Config,
): Promise<Listening> => {
  const closeConnections = closeConnectionsOf(app.server)
  const url = await app
    .listen({ host: config.host, port: config.port })
    .catch(async (error: NodeJS.ErrnoException) => {
      await app.close()
      throw named(error, config)
    })
  return {
    url,
    close: async ms => {
      const late = setTimeout(() => app.server.closeAllConnections(), ms)
      await draining.drain(ms)
      closeConnections()
      await app.close()
      clearTimeout(late)
    },
  }
}
