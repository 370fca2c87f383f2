import { styleText } from 'node:util'
import type { Reply } from '../../src/channel.ts'
import { type Block, parseMarkup, type Span } from '../markup.ts'

const span = ({ text, bold, href }: Span) => {
  const shown = href && !href.includes(text) ? `${text} (${href})` : text
  return bold ? styleText('bold', shown, { stream: process.stdout }) : shown
}

const line = (spans: readonly Span[]) => spans.map(span).join('')

const block = (part: Block) =>
  part.kind === 'paragraph'
    ? line(part.spans)
    : part.items
        .map((item, i) => `${part.ordered ? `${part.start + i}.` : '·'} ${line(item)}`)
        .join('\n')

/** A reply as lines for a terminal; choices as a numbered list. */
export const render = ({ text, choices }: Reply) => {
  const body = parseMarkup(text).map(block).join('\n\n')
  const options = choices.map((choice, i) => `  ${i + 1}) ${choice.label}`).join('\n')
  return options ? `${body}\n\n${options}` : body
}
