// What the Graph API takes and what it says when it does not, as far as this project sends it.

export interface GraphAnswer {
  readonly status: number
  readonly body: object
}

export const failure = (
  status: number,
  code: number,
  message = 'Something',
  subcode?: number,
): GraphAnswer => ({
  status,
  body: {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      ...(subcode && { error_subcode: subcode }),
      fbtrace_id: 'Az8or2yhqkZfEZ-_4Qn_Bam',
    },
  },
})

export const FAILURES = {
  tooMany: failure(400, 130429, 'Rate limit hit'),
  pair: failure(400, 131056, 'Business Account, Consumer Account pair rate limit hit'),
  account: failure(400, 80007, 'Rate limit issues'),
  application: failure(400, 4, 'Application request limit reached'),
  broken: { status: 502, body: { error: 'Bad Gateway' } },
  undeliverable: failure(400, 131026, 'Message undeliverable'),
  window: failure(400, 131047, 'Re-engagement message'),
  hidden: failure(400, 131062, 'Business-scoped User ID is not supported'),
  refused: failure(400, 131009, 'Parameter value is not valid for +54 9 221 555-1234'),
  token: failure(401, 190, 'Error validating access token: Session has expired'),
  locked: failure(403, 131031, 'Business Account locked'),
  spam: failure(400, 131048, 'Spam rate limit hit'),
  number: failure(400, 100, 'Unsupported get request. Object does not exist', 33),
}

type Json = Readonly<Record<string, unknown>>

/** One message that was taken: to whom, what, and what the person sees of it. */
export interface Sent {
  readonly address: string
  readonly by: 'to' | 'recipient'
  readonly body: Json
  readonly seen: string
  /** What can be tapped. */
  readonly choices: readonly { readonly id: string; readonly title: string }[]
  readonly kind: string
}

const must = (ok: boolean, what: string) => {
  if (!ok) throw new Error(what)
}
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object with these keys and no others. */
const shape = (value: unknown, ...keys: string[]): Json => {
  must(isObject(value), `expected an object with ${keys}`)
  const object = value as Json
  must(
    Object.keys(object).sort().join() === keys.sort().join(),
    `expected ${keys}, not ${Object.keys(object)}`,
  )
  return object
}
const text = (value: unknown, most: number, what: string) => {
  must(typeof value === 'string' && value.trim() !== '', `${what} is required`)
  must([...(value as string)].length <= most, `${what} is longer than ${most}`)
  must((value as string).isWellFormed(), `${what} is no UTF-8`)
  return value as string
}
const list = (value: unknown, most: number, what: string): readonly unknown[] => {
  must(Array.isArray(value) && value.length > 0 && value.length <= most, `${what}: 1 to ${most}`)
  return value as unknown[]
}
const distinct = (values: readonly string[], what: string) =>
  must(new Set(values).size === values.length, `duplicated ${what}`)

const readButtons = (action: unknown) =>
  list(shape(action, 'buttons').buttons, 3, 'buttons').map(button => {
    const { type, reply } = shape(button, 'type', 'reply')
    must(type === 'reply', 'button type')
    const { id, title } = shape(reply, 'id', 'title')
    return { id: text(id, 256, 'button id'), title: text(title, 20, 'button title') }
  })

const readRows = (action: unknown) => {
  const { button, sections } = shape(action, 'button', 'sections')
  text(button, 20, 'list button')
  const rows = list(sections, 10, 'sections').flatMap(section => shape(section, 'rows').rows)
  return list(rows, 10, 'rows').map(row => {
    const { id, title } = shape(row, 'id', 'title')
    return { id: text(id, 200, 'row id'), title: text(title, 24, 'row title') }
  })
}

const readContent = (type: unknown, content: unknown) => {
  if (type === 'text') {
    const { body, preview_url } = shape(content, 'body', 'preview_url')
    must(preview_url === false, 'preview_url')
    return { seen: text(body, 4096, 'text'), choices: [], kind: 'text' }
  }
  must(type === 'interactive', `unsupported type ${type}`)
  const { type: kind, body, action } = shape(content, 'type', 'body', 'action')
  must(kind === 'button' || kind === 'list', `unsupported interactive ${kind}`)
  const seen = text(shape(body, 'text').text, kind === 'button' ? 1024 : 4096, 'body')
  const choices = kind === 'button' ? readButtons(action) : readRows(action)
  distinct(
    choices.map(({ id }) => id),
    'ids',
  )
  distinct(
    choices.map(({ title }) => title),
    'titles',
  )
  return { seen, choices, kind: String(kind) }
}

/** Reads a message; throws what the Graph API has against it. */
export const readMessage = (body: Json): Sent => {
  const by = 'to' in body ? 'to' : 'recipient'
  const type = String(body.type)
  const message = shape(body, 'messaging_product', 'recipient_type', by, 'type', type)
  must(message.messaging_product === 'whatsapp', 'messaging_product')
  must(message.recipient_type === 'individual', 'recipient_type')
  const address = text(message[by], 150, by)
  const known = by === 'to' ? /^\d{8,15}$/ : /^[A-Z]{2}\.\w{1,128}$/
  must(known.test(address), `${by} is invalid`)
  return { address, by, body, ...readContent(type, message[type]) }
}

/** Reads a receipt with the typing indicator; gives the id of the message. */
export const readReceipt = (body: Json): string => {
  const keys = ['messaging_product', 'status', 'message_id', 'typing_indicator']
  const { messaging_product, status, message_id, typing_indicator } = shape(body, ...keys)
  must(messaging_product === 'whatsapp' && status === 'read', 'status')
  must(shape(typing_indicator, 'type').type === 'text', 'typing_indicator')
  return text(message_id, 500, 'message_id')
}
