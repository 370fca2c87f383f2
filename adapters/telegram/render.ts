import { addressOf, parseMarkup, type Span, splitSpans, toSpans } from '../markup.ts'

/** Of one message, after its tags and entities have been read. */
export const MAX_LETTERS = 4096

export interface Part {
  readonly html: string
  /** The same for when Telegram cannot read the HTML. */
  readonly plain: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, letter => ENTITIES[letter] ?? letter)

const withAddress = (span: Span) => {
  const address = addressOf(span)
  return address ? `${span.text} (${address})` : span.text
}

// Telegram drops links to anything but a page without a word, and makes its own of the numbers
// and addresses that it sees: what would be lost is written out.
const visible = (span: Span): Span => {
  const text = span.text.toWellFormed()
  if (!span.href || /^https?:/i.test(span.href)) return { ...span, text }
  return { text: withAddress({ ...span, text }), bold: span.bold }
}

const toHtml = ({ text, bold, href }: Span) => {
  const inner = bold ? `<b>${escapeHtml(text)}</b>` : escapeHtml(text)
  return href ? `<a href="${escapeHtml(href.toWellFormed())}">${inner}</a>` : inner
}

const toPlain = (spans: readonly Span[]) => {
  const whole = spans.map(withAddress).join('')
  return whole.length <= MAX_LETTERS ? whole : spans.map(({ text }) => text).join('')
}

/** The messages that a reply becomes, in order. At least one: Telegram refuses an empty text. */
export const render = (markdown: string): Part[] => {
  const spans = toSpans(parseMarkup(markdown), '•').map(visible)
  const parts = splitSpans(spans, MAX_LETTERS).map(piece => ({
    html: piece.map(toHtml).join(''),
    plain: toPlain(piece),
  }))
  return parts.length > 0 ? parts : [{ html: '…', plain: '…' }]
}
