const UNREACHABLE = 'No llegó la respuesta del servidor. Fijate la conexión y probá de nuevo.'
const BROKEN = 'El servidor tuvo un problema. Probá de nuevo en un ratito.'

/**
 * What the server gave, or words for the operator; `status` and `code` for who has to tell them apart.
 *
 * @typedef {{ data?: any, problem?: string, status?: number, code?: string }} Outcome
 * @typedef {{ background?: boolean, signal?: AbortSignal, type?: string }} Options
 *   `background`: asked by the page itself, again and again; does not keep the session open.
 * @typedef {{
 *   get(path: string, options?: Options): Promise<Outcome>,
 *   send(method: string, path: string, body?: unknown, options?: Options): Promise<Outcome>,
 * }} Api
 */

/** @param {unknown} body */
const isRaw = body => body instanceof Blob || body instanceof ArrayBuffer

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body JSON, or a file as it is
 * @param {Options} options
 * @returns {Promise<Outcome>}
 */
const request = async (method, path, body, { background, signal, type }) => {
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json' }
  if (background) headers['x-background'] = '1'
  if (body !== undefined)
    headers['content-type'] =
      type ?? (isRaw(body) ? 'application/octet-stream' : 'application/json')
  try {
    const response = await fetch(path, {
      method,
      headers,
      ...(signal && { signal }),
      ...(body !== undefined && {
        body: isRaw(body) ? /** @type {BodyInit} */ (body) : JSON.stringify(body),
      }),
    })
    const json = await response.json().catch(() => undefined)
    const { status } = response
    if (response.ok) return { data: json, status }
    return { problem: json?.error?.message ?? BROKEN, code: json?.error?.code, status }
  } catch {
    return { problem: signal?.aborted ? 'Se detuvo.' : UNREACHABLE }
  }
}

/**
 * Talks to the server. Where the session has ended it waits until the operator has entered again,
 * and asks once more: nothing that was typed is lost.
 *
 * @param {(code: string) => Promise<void>} enter
 * @returns {Api}
 */
export const createApi = enter => {
  /** @type {Api['send']} */
  const send = async (method, path, body, options = {}) => {
    const outcome = await request(method, path, body, options)
    const lost = outcome.code === 'sin_sesion' || outcome.code === 'cambiar_clave'
    if (!lost || options.background) return outcome
    await enter(outcome.code ?? '')
    return send(method, path, body, options)
  }
  return { get: (path, options) => send('GET', path, undefined, options), send }
}

/**
 * Downloads a file; gives a problem in words. A file is no page: where the session has ended, this
 * asks to enter first.
 *
 * @param {Api} api
 * @param {string} path
 */
export const takeAway = async (api, path) => {
  const { data, problem } = await api.get('/admin/api/session')
  if (data) location.assign(path)
  return data ? undefined : problem
}

/**
 * As `createApi`, for the pages before the login: a refusal is only told.
 *
 * @type {Api['send']}
 */
export const ask = (method, path, body, options = {}) => request(method, path, body, options)
