import type { Tree } from '../../public/markup.js'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, found => ESCAPES[found] ?? '')

const VOID = new Set(['br', 'input', 'meta', 'wbr'])

/** A tree as HTML; whatever it says is text and nothing else. */
export const toHtml = (tree: Tree): string => {
  if (typeof tree === 'string') return escapeHtml(tree)
  const attributes = Object.entries(tree.attributes).map(
    ([name, value]) => ` ${name}="${escapeHtml(value)}"`,
  )
  const open = `<${tree.tag}${attributes.join('')}>`
  return VOID.has(tree.tag) ? open : `${open}${tree.inside.map(toHtml).join('')}</${tree.tag}>`
}
