import type { Choice, Reply } from '../../../src/channel.ts'
import { addressOf, parseMarkup, type Span, splitSpans, toSpans } from '../../markup.ts'

/** More would be shortened on the phone behind "leer más"; WhatsApp itself takes 65,536. */
export const MAX_LETTERS = 4000

/** The address stands after its text, as it is: WhatsApp has no links with a text of their own. */
const withAddress = (span: Span) => {
  const address = addressOf(span)
  return address ? `${span.text}: ${address}` : span.text
}

/** What is left of Markdown that was not understood: WhatsApp would show it as it is. */
const tame = (text: string) =>
  text
    .toWellFormed()
    .replace(/\*{2,}/g, '*')
    .replace(/^([^\S\n]*)(?:#{1,6}\s+)+/gm, '$1')
    .replace(/\]\(/g, '] (')

/** Stars are only read beside the letters that they make bold, and within one line. */
const embolden = (text: string) => text.replace(/[^\s*](?:[^\n*]*[^\s*])?/g, '*$&*')

/** Neighbouring spans of one boldness as one, so that no stars stand beside each other. */
const joined = (spans: readonly Span[]) =>
  spans.reduce<Span[]>((all, { text, bold }) => {
    const last = all.at(-1)
    if (last?.bold === bold) all[all.length - 1] = { text: last.text + text, bold }
    else all.push({ text, bold })
    return all
  }, [])

const toText = (spans: readonly Span[]) =>
  tame(
    joined(spans)
      .map(({ text, bold }) => (bold ? embolden(text) : text))
      .join(''),
  )

const toList = (choices: readonly Choice[]) =>
  choices.map(({ label }, i) => `${i + 1}. ${tame(label)}`).join('\n')

/** The messages that a reply becomes, in order, at least one; the choices as a numbered list. */
export const render = ({ text, choices }: Pick<Reply, 'text' | 'choices'>): string[] => {
  const spans = toSpans(parseMarkup(text), '-').map(span => ({
    bold: span.bold,
    text: withAddress(span),
  }))
  const parts = splitSpans(spans, MAX_LETTERS).map(toText)
  if (choices.length > 0) {
    const last = parts.pop()
    const list = `Respondé con el número:\n${toList(choices)}`
    parts.push(last ? `${last}\n\n${list}` : list)
  }
  return parts.length > 0 ? parts : ['…']
}
