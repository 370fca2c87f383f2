import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import helmet, { type HelmetOptions } from 'helmet'

interface Allowed {
  /** Hashes of styles that stand in the page itself. */
  readonly styles?: readonly string[]
  /** Sites that may show the page in a frame. */
  readonly origins?: readonly string[]
}

/** The headers that helmet would set on a response. */
const headersOf = (options: HelmetOptions) => {
  const headers: Record<string, string> = {}
  const collecting = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value
    },
    removeHeader: () => undefined,
  }
  helmet(options)({} as IncomingMessage, collecting as unknown as ServerResponse, error => {
    if (error) throw error
  })
  return headers
}

/**
 * Sets the headers that keep a page from being used against who reads it: nothing foreign, unless
 * named; in place of those set before. They are put together once, not for every answer, which is
 * why this is not the plugin that Fastify has for it.
 */
export const protection = ({ styles = [], origins = [] }: Allowed = {}) => {
  const isFramed = origins.length > 0
  const headers = headersOf({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", ...styles],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: isFramed ? [...origins] : ["'none'"],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    strictTransportSecurity: false,
    // It knows no list of sites, and where there is one the policy says it.
    xFrameOptions: isFramed ? false : { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  return (reply: FastifyReply) => {
    if (isFramed) reply.removeHeader('x-frame-options')
    reply.headers(headers)
  }
}
