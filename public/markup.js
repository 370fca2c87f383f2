// What is shown of a conversation, made of nodes: a reply may quote anybody, so its text never
// passes through an HTML parser. What is not in the Markdown subset stays as plain text.

/**
 * @typedef {{ id: string, label: string }} Choice
 * @typedef {{ telefono?: string, whatsapp?: string }} Office
 * @typedef {{ response: string, source: string, choices: Choice[], offices: Office[] }} Answer
 */

const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:'])

const BOLD = String.raw`\*\*(?=\S)(.+?)\*\*`
const LINK = String.raw`!?\[([^[\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)`
const ADDRESS = String.raw`https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]*]`
const EMAIL = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`

const BULLET = /^\s*[-*]\s+/
const NUMBER = /^\s*\d+[.)]\s+/
const HEADING = /^#{1,6}\s+(.+)$/

/** @param {string} literal */
const escaped = literal => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** @param {readonly string[]} phones */
const inlinePattern = phones => {
  // The longest first, or the general number would be found inside the one of the office.
  const literals = [...phones].sort((a, b) => b.length - a.length).map(escaped)
  // Without phones, a class that no letter is in.
  const phone = literals.length > 0 ? `(?:${literals.join('|')})(?![\\w-])` : '[^\\s\\S]'
  return new RegExp(`${BOLD}|${LINK}|(${ADDRESS})|(${EMAIL})|(${phone})`, 'g')
}

/**
 * A link, or the bare content when the address has a scheme that could do harm.
 *
 * @param {string} address
 * @param {Node} content
 */
const linkTo = (address, content) => {
  let url
  try {
    url = new URL(address)
  } catch {
    return content
  }
  if (!SAFE.has(url.protocol)) return content
  const link = document.createElement('a')
  link.href = url.href
  link.rel = 'noopener noreferrer'
  // Phones and mail open another app; a page must not take the place of the chat.
  if (url.protocol.startsWith('http')) link.target = '_blank'
  link.append(content)
  return link
}

/** @param {string} text */
const plain = text => document.createTextNode(text)

/**
 * @param {string} text
 * @param {readonly string[]} phones
 * @returns {DocumentFragment}
 */
const inline = (text, phones) => {
  const nodes = document.createDocumentFragment()
  const pattern = inlinePattern(phones)
  let read = 0
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [all, bold, label, target, address, email, phone] = found
    // "147" is the number to call, not the end of "0800-147".
    if (phone && /[\w-]$/.test(text.slice(0, found.index))) continue
    nodes.append(text.slice(read, found.index))
    read = found.index + all.length
    if (bold) {
      const strong = document.createElement('strong')
      strong.append(inline(bold, phones))
      nodes.append(strong)
    } else if (label && target) nodes.append(linkTo(target, plain(label.replace(/\*\*/g, ''))))
    else if (address) nodes.append(linkTo(address, plain(address)))
    else if (email) nodes.append(linkTo(`mailto:${email}`, plain(email)))
    else nodes.append(linkTo(`tel:${all.replace(/[^\d+]/g, '')}`, plain(all)))
  }
  nodes.append(text.slice(read))
  return nodes
}

/** @param {string} line */
const listOf = line => (BULLET.test(line) ? 'ul' : NUMBER.test(line) ? 'ol' : undefined)

/**
 * The nodes of a reply.
 *
 * @param {string} markdown
 * @param {readonly string[]} [phones] numbers that become links where the text shows them
 * @returns {DocumentFragment}
 */
export const renderMarkup = (markdown, phones = []) => {
  const blocks = document.createDocumentFragment()
  /** @type {HTMLElement | undefined} */
  let open
  /** @param {string} tag */
  const block = tag => {
    if (open?.localName !== tag) {
      open = document.createElement(tag)
      blocks.append(open)
    }
    return open
  }
  for (const line of markdown.split(/\r?\n/)) {
    const list = listOf(line)
    const heading = HEADING.exec(line)?.[1]
    if (line.trim() === '') open = open?.localName === 'p' ? undefined : open
    else if (list) {
      const item = document.createElement('li')
      item.append(inline(line.replace(list === 'ul' ? BULLET : NUMBER, ''), phones))
      block(list).append(item)
    } else {
      const paragraph = block('p')
      if (paragraph.hasChildNodes()) paragraph.append(document.createElement('br'))
      paragraph.append(inline(heading ? `**${heading}**` : line.trim(), phones))
    }
  }
  return blocks
}

/**
 * The numbers of a reply that can be called: those of its offices, and the help lines.
 *
 * @param {Answer} answer
 */
const phonesOf = ({ response, source, offices }) => {
  const fields = offices.flatMap(({ telefono, whatsapp }) => [telefono ?? '', whatsapp ?? ''])
  // An extension is said after the call is answered; dialled along it makes a wrong number.
  const phones = fields.flatMap(field => field.split('/').map(one => one.replace(/ int.*/, '')))
  if (source === 'safety') phones.push(...(response.match(/\b\d{3}\b/g) ?? []))
  return phones.map(phone => phone.trim()).filter(phone => /\d{3}/.test(phone))
}

/**
 * @param {string} kind
 * @param {string} author told to those who do not see the side on which it stands
 * @param {Node} content
 */
const message = (kind, author, content) => {
  const element = document.createElement('div')
  element.className = `message ${kind}`
  const name = document.createElement('span')
  name.className = 'unseen'
  name.textContent = author
  element.append(name, content)
  return element
}

/** @param {string} prompt */
export const questionMessage = prompt => {
  const text = document.createElement('p')
  text.textContent = prompt
  return message('mine', 'Vos:', text)
}

/** @param {Answer} answer */
export const answerMessage = answer =>
  message('theirs', 'IAMJus:', renderMarkup(answer.response, phonesOf(answer)))

/**
 * An answer that is still being written; read aloud only once it is whole.
 *
 * @param {string} text
 */
export const draftMessage = text => {
  const draft = message('theirs', 'IAMJus:', renderMarkup(text))
  draft.setAttribute('aria-hidden', 'true')
  return draft
}

/**
 * @param {string} label
 * @param {() => void} act
 */
export const createButton = (label, act) => {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = label
  button.addEventListener('click', act)
  return button
}
