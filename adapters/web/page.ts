import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { h, type Tree } from '../../public/markup.js'
import { answerView, choicesView, officeView, questionView, START } from '../../public/view.js'
import type { Office } from '../../src/channel.ts'
import type { toJson } from './asking.ts'
import { escapeHtml, toHtml } from './html.ts'

export const THEMES = { claro: 'not all', oscuro: 'screen' } as const

type Turn = ReturnType<typeof toJson> & {
  readonly prompt: string
  readonly verdict?: 'up' | 'down' | undefined
}

/** What the page shows besides itself. */
export interface Shown {
  readonly turns: readonly Turn[]
  readonly pending: readonly { readonly messageId: string; readonly text: string }[]
  readonly theme?: keyof typeof THEMES | undefined
  /** Goes with each request; absent where the browser is known to send its cookie. */
  readonly chatId?: string | undefined
  readonly embedded?: boolean
  readonly notice?: string | undefined
  readonly contact?: Office | undefined
  readonly problem?: string | undefined
  /** For how long what is said is kept. */
  readonly days: number
  /** What was written and could not be sent. */
  readonly draft?: string | undefined
}

const STYLESHEET = /<link rel="stylesheet" href="([^"]+)"( media="[^"]+")? \/>/g
const DARK = '<style media="screen and (prefers-color-scheme: dark)">'

const messagesOf = ({ turns, pending }: Shown) => {
  const said = turns.flatMap(turn => [
    questionView(turn.prompt, turn.message_id),
    answerView({ ...turn }),
  ])
  const waiting = pending.map(({ messageId, text }) => {
    const question = questionView(text, messageId)
    question.attributes['data-pending'] = ''
    return question
  })
  const messages = [...said, ...waiting]
  const last = messages.findLast(({ attributes }) => 'data-question' in attributes)
  if (last) last.attributes.id = 'ultimo'
  return messages
}

const hiddenOf = ({ chatId, embedded }: Shown) => {
  const field = (name: string, value: string) => h('input', { type: 'hidden', name, value })
  return [
    // Sent again, by a double press or on reloading, it is the same message.
    field('message_id', randomUUID()),
    ...(chatId ? [field('session_id', chatId)] : []),
    ...(embedded ? [field('embed', '1')] : []),
  ]
}

const WAITING: readonly Tree[] = [
  'Todavía estoy escribiendo la respuesta. ',
  h('a', { href: '' }, 'Ver si ya está'),
]

/** Reads the page once; `styles` are what the policy has to allow. */
export const readPage = (folder: string) => {
  const styles: string[] = []
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')
  const template = read('chat.html').replace(STYLESHEET, (_, name: string, media = '') => {
    const css = read(name)
    styles.push(`'sha256-${createHash('sha256').update(css).digest('base64')}'`)
    return `<style${media}>${css}</style>`
  })
  const pieces = template.split(/<!--(\w+)-->/)

  const show = (shown: Shown) => {
    const { turns, pending, theme, chatId, embedded, notice, contact, problem, days } = shown
    const slots: Record<string, readonly Tree[]> = {
      messages: messagesOf(shown),
      waiting: pending.length > 0 ? WAITING : [],
      problem: problem ? [problem] : [],
      notice: notice ? [h('p', { id: 'notice', class: 'column' }, notice)] : [],
      choices: choicesView(turns.at(-1)?.choices ?? START),
      contact: contact ? [officeView(contact)] : [],
      days: [String(days)],
      draft: [shown.draft ?? ''],
    }
    const html = pieces
      .map((piece, i) => {
        if (i % 2 === 0) return piece
        return (piece === 'hidden' ? hiddenOf(shown) : (slots[piece] ?? [])).map(toHtml).join('')
      })
      .join('')
    const bare = embedded ? ' class="embed"' : ''
    const chat = chatId ? ` data-chat="${escapeHtml(chatId)}"` : ''
    return html
      .replace('<html', `<html${bare}${chat}`)
      .replace(DARK, theme ? `<style media="${THEMES[theme]}">` : DARK)
  }
  return { styles, show }
}
