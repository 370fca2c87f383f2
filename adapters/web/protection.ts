import type { FastifyReply } from 'fastify'
import helmet from 'helmet'

interface Allowed {
  /** Hashes of styles that stand in the page itself. */
  readonly styles?: readonly string[]
  /** Sites that may show the page in a frame. */
  readonly origins?: readonly string[]
}

/**
 * Sets the headers that keep a page from being used against who reads it: nothing foreign, unless
 * named; in place of those set before. They are put together once, not for every answer, which is
 * why this is not the plugin that Fastify has for it.
 */
export const protection = ({ styles = [], origins = [] }: Allowed = {}) => {
  const isFramed = origins.length > 0
  const setHeaders = helmet({
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
  return ({ request, raw }: FastifyReply) => {
    if (isFramed) raw.removeHeader('x-frame-options')
    setHeaders(request.raw, raw, () => undefined)
  }
}
