import type { FastifyReply, FastifyRequest } from 'fastify'
import { isThisMachine } from '../server.ts'
import { refusal } from './errors.ts'

export interface Operator {
  readonly name: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose session it is; on the routes behind the guard only. */
    operator: Operator
  }
}

/** What the guard needs of the core. */
export interface Gate {
  find(
    token: string,
    options: { readonly background: boolean },
  ): Promise<{ readonly name: string; readonly mustChange: boolean } | undefined>
}

/** A page that asks by itself, again and again, says so: it must not keep the session open. */
const BACKGROUND = 'x-background'

/** `__Host-`: no other site of the domain can set it. Plain http has no such cookies. */
const cookieName = (request: FastifyRequest) =>
  request.protocol === 'https' ? '__Host-iamjus_admin' : 'iamjus_admin'

export const tokenOf = (request: FastifyRequest) => request.cookies[cookieName(request)]

const cookieOptions = (request: FastifyRequest) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  }) as const

export const keepToken = (reply: FastifyReply, token: string) =>
  reply.setCookie(cookieName(reply.request), token, cookieOptions(reply.request))

export const dropToken = (reply: FastifyReply) =>
  reply.clearCookie(cookieName(reply.request), cookieOptions(reply.request))

/**
 * Whether what is sent can be read on the way by nobody: https, or this machine itself. A proxy that
 * is not named in TRUST_PROXY looks like this machine; what it forwards may have come by plain http.
 */
export const isPrivate = (request: FastifyRequest) => {
  if (request.protocol === 'https') return true
  // The browser speaks https with somebody who does not say so here.
  if (request.headers.origin?.startsWith('https:')) return false
  const forwarded = request.headers['x-forwarded-for'] !== undefined
  const known = (request.ips?.length ?? 0) > 1
  return isThisMachine(request.ip) && (!forwarded || known)
}

/** Origins of the service: the configured one, else this machine, never what the Host header says. */
const isOwnOrigin = (request: FastifyRequest, publicUrl: string | undefined) => {
  const { origin } = request.headers
  if (publicUrl) return origin === new URL(publicUrl).origin
  const hosts = ['localhost', '127.0.0.1', '[::1]']
  return hosts.some(host => origin === `http://${host}:${request.socket.localPort}`)
}

const isSafe = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'

const NO_STORE = ['cache-control', 'no-store'] as const

/** Refuses what a page of another site, or nobody in particular, asks for in the operator's name. */
export const refuseCrossSite =
  (publicUrl: string | undefined) => async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header(...NO_STORE)
    if (isSafe(request)) return
    const site = request.headers['sec-fetch-site']
    if (site === undefined ? isOwnOrigin(request, publicUrl) : site === 'same-origin') return
    const words =
      'El pedido vino de otro sitio. Si entraste por la dirección de siempre, revisá PUBLIC_URL.'
    return reply.code(403).send(refusal('otro_sitio', words))
  }

/** Lets operators in and nobody else; who has to change the password can do only that. */
export const demandSession =
  (gate: Gate, { unchanged = false } = {}) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header(...NO_STORE)
    const token = tokenOf(request)
    const background = request.headers[BACKGROUND] !== undefined
    const session = token && (await gate.find(token, { background }))
    if (!session) {
      if (token) dropToken(reply)
      return reply.code(401).send(refusal('sin_sesion', 'Entrá de nuevo para seguir.'))
    }
    if (session.mustChange && !unchanged)
      return reply.code(403).send(refusal('cambiar_clave', 'Primero cambiá tu clave.'))
    request.operator = { name: session.name }
  }
