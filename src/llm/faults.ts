// What can go wrong between here and a model, sorted by what it says of the endpoint.

export type FaultKind =
  /** Nobody listens there, or the host does not exist. */
  | 'refused'
  /** Connected and silent: no first token, or the tokens stopped. */
  | 'silent'
  /** It sends its answers whole, and this one did not come in time: it may have been a long one. */
  | 'slow'
  /** It goes on without end. */
  | 'endless'
  /** It says itself that it has no room. */
  | 'busy'
  | 'no-model'
  /** It will not take this request; another endpoint would not either. */
  | 'rejected'
  /** An error of the server, or a connection that broke. */
  | 'broken'
  /** What it sent is not what the protocol allows. */
  | 'garbled'
  /** A complete answer without a word in it. */
  | 'empty'
  /** The caller no longer wants the answer. */
  | 'cancelled'

/** A generation that did not give an answer. `message` is in Spanish, for an operator. */
export class Fault extends Error {
  override name = 'Fault'
  readonly kind: FaultKind
  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

const REFUSED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
])

// `fetch` hides the reason in a chain of causes; with two addresses, in a list of them.
const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const { code, cause } = error as NodeJS.ErrnoException
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return code ?? codeOf(cause)
}

/** Any error of a request as a `Fault`; one that is already a fault stays as it is. */
export const faultOf = (error: unknown): Fault => {
  if (error instanceof Fault) return error
  const code = codeOf(error)
  if (code && REFUSED.has(code))
    return new Fault('refused', `no atiende (${code})`, { cause: error })
  return new Fault('broken', `se cortó la conexión (${code ?? String(error)})`, { cause: error })
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** The error text of a body, in Ollama's form or in that of a proxy in front of it. */
export const errorTextOf = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || !body || !('error' in body)) return undefined
  const { error } = body
  if (typeof error === 'object' && error && 'message' in error)
    return text(error.message) ?? 'error sin texto'
  return text(error) ?? 'error sin texto'
}

/** The fault that an HTTP status other than 2xx stands for. Source: Ollama's server/routes.go. */
export const faultOfStatus = (status: number, reason: string): Fault => {
  const message = `HTTP ${status}: ${reason || 'sin explicación'}`.slice(0, 300)
  if (status === 404) return new Fault('no-model', message)
  if (status === 429 || status === 503) return new Fault('busy', message)
  if (status === 400 || status === 413) return new Fault('rejected', message)
  return new Fault('broken', message)
}
