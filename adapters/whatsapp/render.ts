import type { Choice } from '../../src/channel.ts'
import { addressOf, parseMarkup, type Span, splitSpans, toSpans } from '../markup.ts'

// WhatsApp has no escapes: what must not be read as formatting has to go, and what is added to a
// number or an address would be copied with it.

/** Control characters and halves of emojis, which nobody wrote. */
const INVISIBLE = /(?![\n\t])\p{Cc}/gu

const isWord = (letter: string | undefined) => /[\p{L}\p{N}]/u.test(letter ?? '')

/** Stars hold only around words of one line, with nothing but a boundary outside. */
const starred = (text: string, before: string, after: string) => {
  const [, head = '', core = '', tail = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? []
  const touches = (!head && isWord(before.at(-1))) || (!tail && isWord(after[0]))
  if (!core || core.includes('*') || touches) return text
  return `${head}*${core}*${tail}`
}

const boldOf = (text: string, before: string, after: string) =>
  text
    .split('\n')
    .map((line, i, lines) =>
      starred(line, i > 0 ? '\n' : before, i < lines.length - 1 ? '\n' : after),
    )
    .join('\n')

/** Neighbours that are bold alike are one, so that no stars meet; addresses stand on their own. */
const runsOf = (spans: readonly Span[]) => {
  const runs: { text: string; bold: boolean }[] = []
  const add = (text: string, bold: boolean) => {
    const last = runs.at(-1)
    if (last?.bold === bold) last.text += text
    else if (text) runs.push({ text, bold })
  }
  for (const span of spans) {
    const text = span.text.toWellFormed().replace(INVISIBLE, '')
    const address = addressOf(span).toWellFormed().replace(INVISIBLE, '')
    // "www.gba.gob.ar" is the address without its beginning: twice would only be longer.
    const isShort = address.includes('://') && address.split('://')[1]?.startsWith(text)
    if (!isShort) add(text, span.bold)
    if (address) add(isShort ? address : `: ${address}`, false)
  }
  return runs
}

/** The line under the head of a table. */
const RULE = /^[\s|:+-]*-{2,}[\s|:+-]*$/
// Nobody writes four in one another: what is left of them is no list and no quote.
const MARKERS = /^(?:[^\S\n]*(?:>|[-*+]|\d+[.)])(?=[\s>]|$)){4,}[^\S\n]*/
const LEFTOVERS = /\*{2,}|#{2,}|^\s*#+(?=\s|$)|(?:\|\s*:?-{2,}:?\s*)+\|?/g

/** A line without what only Markdown means: what it did not understand is left in the text. */
const cleanLine = (line: string): string => {
  const text = line.replace(MARKERS, '').replace(LEFTOVERS, '')
  if (text !== line) return cleanLine(text)
  const row = /^\s*\|(.*?)\|?\s*$/.exec(text)?.[1]
  if (row === undefined) return text
  const cells = row.split('|').map(cell => cell.trim())
  return cleanLine(cells.filter(Boolean).join(' – '))
}

const toText = (runs: readonly Span[]): string => {
  const text = runs
    .map(({ text, bold }, i) =>
      bold ? boldOf(text, runs[i - 1]?.text ?? '', runs[i + 1]?.text ?? '') : text,
    )
    .join('')
  const lines = text.split('\n').filter(line => !RULE.test(line))
  const clean = lines
    .map(cleanLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
  return clean.trim() || '…'
}

const readRuns = (markdown: string) => runsOf(toSpans(parseMarkup(markdown), '-'))

/** A reply as WhatsApp shows it: `*bold*`, lists, and addresses written out after their text. */
export const render = (markdown: string): string => toText(readRuns(markdown))

/** The same in parts of at most `max` letters and what the stars add, at least one. */
export const renderParts = (markdown: string, max: number): string[] => {
  const parts = splitSpans(readRuns(markdown), max).map(toText)
  return parts.length > 0 ? parts : [toText([])]
}

/** Choices for where there are no buttons: the core also understands the number. */
export const numbered = (choices: readonly Choice[]): string =>
  choices.map(({ label }, i) => `${i + 1}. ${label}`).join('\n')

const GOES_ON =
  'Es largo y no entra entero en un mensaje. Preguntame por lo que te falte y te sigo contando.'

/** A text of at most `max` letters: a longer one ends at a paragraph and says that it does. */
export const fitted = (text: string, max: number): string => {
  if (text.length <= max) return text
  const [piece = []] = splitSpans([{ text, bold: false }], max - GOES_ON.length - 2)
  const kept = piece.map(span => span.text).join('')
  const last = kept.slice(kept.lastIndexOf('\n') + 1)
  // A star whose other half was cut off would be shown.
  const opened = (last.match(/\*/g) ?? []).length % 2 === 1
  const clean = opened
    ? kept.slice(0, kept.lastIndexOf('*')) + last.slice(last.lastIndexOf('*') + 1)
    : kept
  return `${clean}\n\n${GOES_ON}`
}
