import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

// What a person or a programmer is told when something fails: in Spanish, never a stack.

const BY_STATUS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['pedido_invalido', 'El pedido no tiene la forma esperada.'],
  403: ['otro_sitio', 'El pedido vino de otro sitio. Entrá a esta página y escribí desde acá.'],
  404: ['no_existe', 'Esa página no existe.'],
  405: ['metodo_invalido', 'Esa página no acepta ese tipo de pedido.'],
  413: ['muy_largo', 'El mensaje es demasiado largo. Contame lo principal en pocas palabras.'],
  415: ['tipo_invalido', 'Mandá el pedido como application/json.'],
  429: ['demasiados', 'Mandaste muchos mensajes seguidos. Esperá un momento y probá de nuevo.'],
  503: ['no_disponible', 'No pude responderte ahora. Probá de nuevo en un ratito.'],
}

const FIELDS: Readonly<Record<string, string>> = {
  '/prompt': 'prompt: se espera un texto de 1 a 40000 letras.',
  '/session_id': 'session_id: se esperan de 16 a 128 letras, números, «_» o «-».',
  '/message_id': 'message_id: se esperan de 1 a 128 letras, números, «_», «-», «.» o «:».',
}

/** The channel is switched off; the error says so in words for who wrote. */
export const isClosed = (error: FastifyError) => error.name === 'Closed'

/** What is thrown by the core when it cannot take or answer a message right now. */
const isUnavailable = (error: FastifyError) =>
  isClosed(error) || error.name === 'Unanswered' || String(error.code ?? '').startsWith('SQLITE_')

const statusOf = (error: FastifyError) => {
  if (isUnavailable(error)) return 503
  const status = error.statusCode ?? 500
  return status >= 400 && status < 600 ? status : 500
}

/** Words that say more than the status does, where there are any. */
export const detailOf = (error: FastifyError) => {
  if (isClosed(error)) return error.message
  const [first] = error.validation ?? []
  if (!first) return undefined
  const missing = first.keyword === 'required' ? `/${first.params.missingProperty}` : undefined
  return FIELDS[missing ?? first.instancePath]
}

/** The body of an error answer. */
export const errorBody = (status: number, detail?: string) => {
  const [code, message] = BY_STATUS[status] ?? [
    'error_interno',
    'Hubo un problema de nuestro lado.',
  ]
  return { error: { code, message: detail ?? message } }
}

/** Logs an error and begins the answer to it; gives the body. */
export const answerError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
  const status = statusOf(error)
  if (status >= 500 && !isClosed(error)) request.log.error({ err: error }, 'pedido sin respuesta')
  if (status === 503) reply.header('retry-after', '5')
  reply.code(status)
  return errorBody(status, detailOf(error))
}

/** Answers every error of the server in one form. */
export const installErrors = (app: FastifyInstance) => {
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    reply.send(answerError(error, request, reply)),
  )
  app.setNotFoundHandler((request, reply) => {
    const [url = ''] = request.url.split('?', 1)
    const allowed = ['GET', 'HEAD', 'POST'].filter(method => app.hasRoute({ url, method }))
    if (allowed.length === 0 || allowed.includes(request.method))
      return reply.code(404).send(errorBody(404))
    return reply.code(405).header('allow', allowed.join(', ')).send(errorBody(405))
  })
}
