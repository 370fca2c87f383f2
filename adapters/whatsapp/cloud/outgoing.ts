import { createHash } from 'node:crypto'
import type { Choice, Reply } from '../../../src/channel.ts'
import { fitted, numbered, render } from '../render.ts'

const MAX_TEXT = 4096
const BUTTONS = { most: 3, title: 20, id: 256, body: 1024 }
const LIST = { most: 10, title: 24, id: 200, body: 4096 }
/** On what opens the list; at most 20 letters. */
const OPEN_LIST = 'Ver opciones'

type Limits = typeof BUTTONS

/** What one reply becomes: one message, because each is paid for. */
export interface Outgoing {
  readonly message: object
  /** The same without buttons, for when Meta does not take it with them. */
  readonly plain?: object
}

const toText = (body: string) => ({ type: 'text', text: { body, preview_url: false } })

/** The same for the same choice, also after a restart; the core then goes by the label. */
const idOf = (id: string, max: number) =>
  id.length <= max ? id : createHash('sha256').update(id).digest('base64url')

const fits = (body: string, choices: readonly Choice[], limits: Limits) =>
  body.length <= limits.body &&
  choices.length <= limits.most &&
  choices.every(({ id, label }) => id && label.trim() && label.length <= limits.title) &&
  // Meta refuses two of the same name.
  new Set(choices.map(({ label }) => label)).size === choices.length &&
  new Set(choices.map(({ id }) => id)).size === choices.length

const toButtons = (body: string, choices: readonly Choice[]) => ({
  type: 'button',
  body: { text: body },
  action: {
    buttons: choices.map(({ id, label }) => ({
      type: 'reply',
      reply: { id: idOf(id, BUTTONS.id), title: label },
    })),
  },
})

const toList = (body: string, choices: readonly Choice[]) => ({
  type: 'list',
  body: { text: body },
  action: {
    button: OPEN_LIST,
    sections: [{ rows: choices.map(({ id, label }) => ({ id: idOf(id, LIST.id), title: label })) }],
  },
})

/**
 * A reply as one message. One that is longer than WhatsApp takes is cut, not sent in parts: no
 * curated answer is that long, each part would be paid for, and of several parts sent over a crash
 * nobody would know which ones arrived.
 */
export const toOutgoing = ({ text, choices }: Reply): Outgoing => {
  const body = render(text)
  if (choices.length === 0) return { message: toText(fitted(body, MAX_TEXT)) }
  const options = `\n\n${numbered(choices)}`
  const room = Math.max(MAX_TEXT / 2, MAX_TEXT - options.length)
  const plain = toText((fitted(body, room) + options).slice(0, MAX_TEXT).toWellFormed())
  const interactive = fits(body, choices, BUTTONS)
    ? toButtons(body, choices)
    : fits(body, choices, LIST) && toList(body, choices)
  return interactive ? { message: { type: 'interactive', interactive }, plain } : { message: plain }
}
