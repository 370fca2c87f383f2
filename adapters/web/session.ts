import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const COOKIE = 'iamjus_chat'
const VALID = /^[A-Za-z0-9_-]{16,128}$/
/** As long as what was said is kept, if nothing else is configured: whoever said it can delete it. */
const NINETY_DAYS_S = 90 * 24 * 60 * 60

/** 192 random bits: nobody guesses the chat of another person. */
const newSessionId = () => randomBytes(24).toString('base64url')

/** The chat of a request: named in it, remembered by cookie, or a new one. */
export const sessionOf = (request: FastifyRequest, named: string | undefined) => {
  if (named) return { id: named, isNew: false }
  const cookie = request.cookies[COOKIE]
  if (cookie && VALID.test(cookie)) return { id: cookie, isNew: false }
  return { id: newSessionId(), isNew: true }
}

/**
 * Has the browser remember the chat. In a frame of another site it gets its own cookie there, kept
 * apart from that of the service itself; over plain http browsers have no such thing.
 */
export const rememberSession = (reply: FastifyReply, id: string, framed = false) => {
  const secure = reply.request.protocol === 'https'
  const foreign = framed && secure
  return reply.setCookie(COOKIE, id, {
    path: '/',
    httpOnly: true,
    sameSite: foreign ? 'none' : 'lax',
    secure,
    maxAge: NINETY_DAYS_S,
    ...(foreign && { partitioned: true }),
  })
}

/** Whether the browser keeps this chat already. */
export const isRemembered = (request: FastifyRequest, id: string) => request.cookies[COOKIE] === id

/** A page of another site cannot act for whoever is here; old browsers do not say whose it is. */
export const refuseForeign = async ({ headers }: FastifyRequest) => {
  const site = headers['sec-fetch-site'] ?? 'none'
  if (site !== 'same-origin' && site !== 'none')
    throw Object.assign(new Error('asked by a page of another site'), { statusCode: 403 })
}
