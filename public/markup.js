// The Markdown subset of replies as plain data: the page makes nodes of it, and the server HTML.
// A reply may quote anybody, so its text never passes through an HTML parser unescaped. What is
// not in the subset stays as plain text.

/**
 * @typedef {string | Tag} Tree
 * @typedef {{ tag: string, attributes: Record<string, string>, inside: Tree[] }} Tag
 */

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...Tree} inside
 * @returns {Tag}
 */
export const h = (tag, attributes, ...inside) => ({ tag, attributes, inside })

const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:'])

const BOLD = String.raw`\*\*(?=\S)(.+?)\*\*`
const LINK = String.raw`!?\[([^[\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)`
const ADDRESS = String.raw`https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]*]`
const EMAIL = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`

/** More letters than these may not stand on one line of a phone. */
const LONG = 24

const BULLET = /^\s*[-*]\s+/
const NUMBER = /^\s*\d+[.)]\s+/
const HEADING = /^#{1,6}\s+(.+)$/

/** @param {string} literal */
const escaped = literal => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** @param {readonly string[]} phones */
const inlinePattern = phones => {
  // The longest first, or the general number would be found inside the one of the office.
  const literals = phones
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
    .map(escaped)
  // Without phones, a class that no letter is in.
  const phone = literals.length > 0 ? `(?:${literals.join('|')})(?![\\w-])` : '[^\\s\\S]'
  return new RegExp(`${BOLD}|${LINK}|(${ADDRESS})|(${EMAIL})|(${phone})`, 'g')
}

/**
 * A long address in pieces that may stand on lines of their own, rather than broken inside a word.
 *
 * @param {string} text
 * @returns {Tree[]}
 */
const breakable = text =>
  text.length > LONG
    ? text
        .split(/(?<=[./_@-])(?=[^./_@-])/)
        .flatMap((piece, i) => (i === 0 ? [piece] : [h('wbr', {}), piece]))
    : [text]

/**
 * A link, or the bare text when the address has a scheme that could do harm.
 *
 * @param {string} address
 * @param {string} text
 * @returns {Tree}
 */
export const linkTo = (address, text) => {
  let url
  try {
    url = new URL(address)
  } catch {
    return text
  }
  if (!SAFE.has(url.protocol)) return text
  // Phones and mail open another app; a page must not take the place of the chat.
  const opens = url.protocol.startsWith('http') ? { target: '_blank' } : {}
  return h('a', { href: url.href, rel: 'noopener noreferrer', ...opens }, ...breakable(text))
}

// Without its area code a number reaches somebody else, or nobody; those of three digits have none.
/** @param {string} phone */
export const isWhole = phone => {
  const digits = phone.replace(/\D/g, '').length
  return digits === 3 || digits >= 10
}

/** @param {string} number */
const phoneLink = number => linkTo(`tel:${number.replace(/[^\d+]/g, '')}`, number)

/**
 * The words of a line.
 *
 * @param {string} text
 * @param {readonly string[]} phones numbers that become links where the text shows them
 * @returns {Tree[]}
 */
export const inline = (text, phones) => {
  /** @type {Tree[]} */
  const trees = []
  const pattern = inlinePattern(phones)
  let read = 0
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [all, bold, label, target, address, email, phone] = found
    // "147" is the number to call, not the end of "0800-147".
    if (phone && /[\w-]$/.test(text.slice(0, found.index))) continue
    trees.push(text.slice(read, found.index))
    read = found.index + all.length
    if (bold) trees.push(h('strong', {}, ...inline(bold, phones)))
    else if (label && target) trees.push(linkTo(target, label.replace(/\*\*/g, '')))
    else if (address) trees.push(linkTo(address, address))
    else if (email) trees.push(linkTo(`mailto:${email}`, email))
    else trees.push(phoneLink(all))
  }
  return [...trees, text.slice(read)].filter(tree => tree !== '')
}

/** @param {string} line */
const listOf = line => (BULLET.test(line) ? 'ul' : NUMBER.test(line) ? 'ol' : undefined)

/**
 * The blocks of a reply.
 *
 * @param {string} markdown
 * @param {readonly string[]} [phones]
 * @param {(lines: readonly string[]) => { tag: Tag, size: number } | undefined} [cardOf] what is
 *   shown in place of the first `size` lines
 * @returns {Tag[]}
 */
export const renderMarkup = (markdown, phones = [], cardOf = () => undefined) => {
  const lines = markdown.split(/\r?\n/)
  /** @type {Tag[]} */
  const blocks = []
  /** @type {Tag | undefined} */
  let open
  /** @param {string} tag */
  const block = tag => {
    if (open?.tag === tag) return open.inside
    open = h(tag, {})
    blocks.push(open)
    return open.inside
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const list = listOf(line)
    const heading = HEADING.exec(line)?.[1]
    const card = cardOf(lines.slice(i))
    if (card) {
      blocks.push(card.tag)
      open = undefined
      i += card.size - 1
    } else if (line.trim() === '') open = open?.tag === 'p' ? undefined : open
    else if (list) {
      const item = line.replace(list === 'ul' ? BULLET : NUMBER, '')
      block(list).push(h('li', {}, ...inline(item, phones)))
    } else {
      const paragraph = block('p')
      if (paragraph.length > 0) paragraph.push(h('br', {}))
      paragraph.push(...inline(heading ? `**${heading}**` : line.trim(), phones))
    }
  }
  return blocks
}

/**
 * The element that a tag describes.
 *
 * @param {Tag} tag
 * @returns {HTMLElement}
 */
export const toElement = ({ tag, attributes, inside }) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...inside.map(tree => (typeof tree === 'string' ? tree : toElement(tree))))
  return element
}

/**
 * The element of the page that has this id.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export const byId = (id, type) => {
  const found = document.getElementById(id)
  if (found instanceof type) return found
  throw new Error(`falta #${id}`)
}
