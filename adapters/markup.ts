import { Lexer, type Token, type Tokens } from 'marked'

// The Markdown subset of replies, parsed once for all channels. What is not in the subset
// (headings, tables, images, HTML) is kept as its text.

export interface Span {
  readonly text: string
  readonly bold: boolean
  /** An http, https, mailto or tel address; anything else is no link. */
  readonly href?: string
}

export type Block =
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      /** Number of the first item of an ordered list. */
      readonly start: number
      readonly items: readonly (readonly Span[])[]
    }

const SAFE = /^(https?:\/\/|mailto:|tel:)/i

const linkOf = ({ href, tokens }: Tokens.Link, bold: boolean): Span => {
  const inner = spansOf(tokens, bold)
  const text = inner.map(span => span.text).join('')
  const whole = { text: text || href, bold: bold || inner.some(span => span.bold) }
  return SAFE.test(href) ? { ...whole, href } : whole
}

/** A list inside an item or a quote: lines of the text around it, one step further in. */
const nestedOf = ({ ordered, start, items }: Tokens.List, bold: boolean): Span[] =>
  items.flatMap((item, i) => [
    { text: `\n  ${ordered ? `${Number(start) + i}.` : '-'} `, bold },
    ...spansOf(item.tokens, bold).map(span => ({
      ...span,
      text: span.text.replaceAll('\n', '\n  '),
    })),
  ])

const spansOf = (tokens: readonly Token[] | undefined, bold = false): Span[] =>
  (tokens ?? []).flatMap((token): Span[] => {
    if (token.type === 'strong') return spansOf((token as Tokens.Strong).tokens, true)
    if (token.type === 'br') return [{ text: '\n', bold }]
    if (token.type === 'link') return [linkOf(token as Tokens.Link, bold)]
    if (token.type === 'list') return nestedOf(token as Tokens.List, bold)
    if ('tokens' in token && token.tokens) return spansOf(token.tokens, bold)
    return [{ text: 'text' in token ? String(token.text) : token.raw, bold }]
  })

const blockOf = (token: Token): Block[] => {
  if (token.type === 'space' || token.type === 'hr') return []
  if (token.type === 'blockquote') return (token as Tokens.Blockquote).tokens.flatMap(blockOf)
  if (token.type === 'list') {
    const { ordered, start, items } = token as Tokens.List
    const spans = items.map(item => spansOf(item.tokens))
    return [{ kind: 'list', ordered, start: Number(start || 1), items: spans }]
  }
  const spans = spansOf([token])
  return spans.length > 0 ? [{ kind: 'paragraph', spans }] : []
}

/** The blocks of a reply, in order. Never throws: what cannot be parsed is one plain paragraph. */
export const parseMarkup = (markdown: string): Block[] => {
  try {
    return new Lexer({ gfm: true, breaks: true }).lex(markdown).flatMap(blockOf)
  } catch {
    // The lexer calls itself for each level, and thousands of ">" are as many levels.
    return [{ kind: 'paragraph', spans: [{ text: markdown, bold: false }] }]
  }
}

/** The blocks as one run of text, with empty lines between them and items as lines of their own. */
export const toSpans = (blocks: readonly Block[], bullet: string): Span[] =>
  blocks.flatMap((block, i) => {
    const gap = i > 0 ? [{ text: '\n\n', bold: false }] : []
    if (block.kind === 'paragraph') return [...gap, ...block.spans]
    const items = block.items.flatMap((item, n) => {
      const mark = block.ordered ? `${block.start + n}.` : bullet
      return [{ text: `${n > 0 ? '\n' : ''}${mark} `, bold: false }, ...item]
    })
    return [...gap, ...items]
  })

const BREAKS = ['\n\n', '\n', ' ']

/** Where to end a piece that starts at 0: at a paragraph, a line, a word, or in the middle of one. */
const breakOf = (text: string, max: number) => {
  const found = BREAKS.map(mark => text.lastIndexOf(mark, max))
  // A break that would leave most of the piece empty is worse than a finer one.
  const at = found.find(end => end >= max / 2) ?? Math.max(...found)
  if (at > 0) return at
  const splitsPair = /[\uD800-\uDBFF]/.test(text[max - 1] ?? '')
  return splitsPair && max > 1 ? max - 1 : max
}

const sliceSpans = (spans: readonly Span[], from: number, to: number): Span[] => {
  let start = 0
  return spans.flatMap(span => {
    const text = span.text.slice(Math.max(0, from - start), Math.max(0, to - start))
    start += span.text.length
    return text ? [{ ...span, text }] : []
  })
}

/**
 * Cuts a text into pieces of at most `max` UTF-16 units, without the space at their ends. A span
 * that is cut goes on in the next piece with its boldness and its link.
 */
export const splitSpans = (spans: readonly Span[], max: number): Span[][] => {
  const text = spans.map(span => span.text).join('')
  const pieces: Span[][] = []
  for (let at = 0; ; ) {
    at += text.slice(at).search(/\S|$/)
    if (at === text.length) return pieces
    const rest = text.slice(at, at + max + 1)
    const piece = (rest.length > max ? rest.slice(0, breakOf(rest, max)) : rest).trimEnd()
    pieces.push(sliceSpans(spans, at, at + piece.length))
    at += piece.length
  }
}

const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')

/** The address of a link as a person would copy it; empty where the text says it already. */
export const addressOf = ({ text, href = '' }: Span): string => {
  const address = href.replace(/^(mailto|tel):/i, '')
  return lettersOf(text).includes(lettersOf(address)) ? '' : address
}
