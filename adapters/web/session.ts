import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const COOKIE = 'iamjus_chat'
const VALID = /^[A-Za-z0-9_-]{16,128}$/
const THIRTY_DAYS_S = 30 * 24 * 60 * 60

/** 192 random bits: nobody guesses the chat of another person. */
const newSessionId = () => randomBytes(24).toString('base64url')

/** The chat of a request: named in it, remembered by cookie, or a new one. */
export const sessionOf = (request: FastifyRequest, named: string | undefined) => {
  if (named) return { id: named, isNew: false }
  const cookie = request.cookies[COOKIE]
  if (cookie && VALID.test(cookie)) return { id: cookie, isNew: false }
  return { id: newSessionId(), isNew: true }
}

export const rememberSession = (reply: FastifyReply, id: string) =>
  reply.setCookie(COOKIE, id, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: reply.request.protocol === 'https',
    maxAge: THIRTY_DAYS_S,
  })
