export const UNREACHABLE = 'No me llegó la respuesta. Fijate si tenés internet y probá de nuevo.'
export const BROKEN = 'Tuve un problema y no pude responderte. Probá de nuevo en un ratito.'

// Where there are no cookies, or it is not known yet, the page itself knows its chat.
const { chat } = document.documentElement.dataset
const CHAT = chat ? { session_id: chat } : {}

// A model may take two minutes to write; the history is only read.
const ANSWER_MS = 150_000

/**
 * What the server gave, or words for the person.
 *
 * @template T
 * @typedef {{ data?: T, problem?: string }} Outcome
 */

/**
 * @template T
 * @param {string} path
 * @param {object | undefined} body
 * @param {string} accept
 * @param {number} patience
 * @param {(response: Response) => Promise<T | undefined>} read
 * @param {AbortController} [giveUp]
 * @returns {Promise<Outcome<T>>}
 */
const request = async (path, body, accept, patience, read, giveUp = new AbortController()) => {
  const timer = setTimeout(() => giveUp.abort(), patience)
  const headers = { 'content-type': 'application/json', accept }
  const post = body && { method: 'POST', headers, body: JSON.stringify({ ...CHAT, ...body }) }
  try {
    const response = await fetch(path, { ...post, signal: giveUp.signal })
    if (response.ok) {
      const data = await read(response)
      return data ? { data } : { problem: BROKEN }
    }
    const refused = await response.json().catch(() => undefined)
    return { problem: refused?.error?.message ?? BROKEN }
  } catch {
    return { problem: UNREACHABLE }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The JSON of the server.
 *
 * @template T
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Outcome<T>>}
 */
export const ask = (path, body, patience = ANSWER_MS) =>
  request(path, body, 'application/json', patience, async response => response.json())

/**
 * The events of a stream, one after another.
 *
 * @param {Response} response
 */
async function* eventsOf(response) {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let buffer = ''
  while (reader) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (buffer + decoder.decode(value, { stream: true })).split('\n\n')
    buffer = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
      if (name && data) yield { name, data: JSON.parse(data) }
    }
  }
}

/**
 * The answer, written to its end also when the page is closed; `onText` gets all that has been written of it so far, each time that there is more.
 *
 * @template T
 * @param {object} body
 * @param {(text: string) => void} onText
 * @param {AbortController} [giveUp] ends the wait, not the work of the server
 * @returns {Promise<Outcome<T>>}
 */
export const askStreaming = async (body, onText, giveUp) => {
  let refused
  const outcome = await request(
    '/generate',
    { ...body, until_stopped: true },
    'text/event-stream',
    ANSWER_MS,
    async response => {
      let text = ''
      for await (const { name, data } of eventsOf(response)) {
        if (name === 'done') return data
        if (name === 'error') refused = data.error?.message
        if (name === 'delta') {
          text += data.text
          onText(text)
        }
      }
    },
    giveUp,
  )
  return refused ? { problem: refused } : outcome
}

/**
 * Keeps what is not sent or not answered yet, until the tab is closed. Storage may be forbidden, as
 * in a frame of another site; then nothing is kept.
 *
 * @param {string} name
 * @param {string} value
 */
export const keep = (name, value) => {
  try {
    if (value) sessionStorage.setItem(name, value)
    else sessionStorage.removeItem(name)
  } catch {}
}
/** @param {string} name */
export const kept = name => {
  try {
    return sessionStorage.getItem(name) ?? ''
  } catch {
    return ''
  }
}

const UNANSWERED = 'iamjus.preguntas'

// Unique within one chat is enough. `randomUUID` is missing over plain http and in old browsers.
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`

/** What was asked and has no answer yet. */
export const unanswered = {
  /** @returns {{ id: string, prompt: string }[]} oldest first */
  all: () => JSON.parse(kept(UNANSWERED) || '[]'),
  /** @param {string} prompt */
  add: prompt => {
    const id = newId()
    keep(UNANSWERED, JSON.stringify([...unanswered.all(), { id, prompt }]))
    return id
  },
  /** @param {string} id */
  remove: id => {
    const left = unanswered.all().filter(asked => asked.id !== id)
    keep(UNANSWERED, left.length > 0 ? JSON.stringify(left) : '')
  },
  clear: () => keep(UNANSWERED, ''),
}
