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
      readonly items: readonly (readonly Span[])[]
    }

const SAFE = /^(https?:\/\/|mailto:|tel:)/i

const spansOf = (tokens: readonly Token[] | undefined, bold = false): Span[] =>
  (tokens ?? []).flatMap((token): Span[] => {
    if (token.type === 'strong') return spansOf((token as Tokens.Strong).tokens, true)
    if (token.type === 'br') return [{ text: '\n', bold }]
    if (token.type === 'link') {
      const { href, text } = token as Tokens.Link
      return [SAFE.test(href) ? { text, bold, href } : { text, bold }]
    }
    if ('tokens' in token && token.tokens) return spansOf(token.tokens, bold)
    return [{ text: 'text' in token ? String(token.text) : token.raw, bold }]
  })

const blockOf = (token: Token): Block[] => {
  if (token.type === 'space' || token.type === 'hr') return []
  if (token.type === 'list') {
    const { ordered, items } = token as Tokens.List
    return [{ kind: 'list', ordered, items: items.map(item => spansOf(item.tokens)) }]
  }
  const spans = 'tokens' in token ? spansOf(token.tokens) : [{ text: token.raw, bold: false }]
  return [{ kind: 'paragraph', spans }]
}

/** The blocks of a reply, in order. */
export const parseMarkup = (markdown: string): Block[] =>
  new Lexer({ gfm: true, breaks: true }).lex(markdown).flatMap(blockOf)
