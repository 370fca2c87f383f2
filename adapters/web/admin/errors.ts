import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { WebServer } from '../server.ts'

/** The body of a refusal, in Spanish. */
export const refusal = (code: string, message: string) => ({ error: { code, message } })

/** What the core throws when an operator asks for what cannot be done. */
interface Thrown extends FastifyError {
  readonly stale?: boolean
  readonly published?: number
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const STALE_PROMPT = 'StalePrompt'
const REFUSALS = new Set(['Refused', 'InvalidPrompt', STALE_PROMPT])

/** Tells operators what the core refused; the rest goes the way of all errors. */
export const installRefusals = (scope: WebServer) => {
  scope.setErrorHandler<Thrown>((error, _request: FastifyRequest, reply: FastifyReply) => {
    if (!REFUSALS.has(error.name)) throw error
    const stale = error.stale === true || error.name === STALE_PROMPT
    const body = refusal(stale ? 'cambio_mientras_tanto' : 'no_se_puede', capital(error.message))
    return reply.code(stale ? 409 : 400).send(body)
  })
}
