// The pages of the admin are made of nodes: what they show may have been written by anybody, so it
// never passes through an HTML parser.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element. Properties that begin with "on" are listeners, `class` and what has a dash are
 * attributes, the rest are properties; `undefined`, `null` and `false` children are left out.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const h = (tag, props = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) continue
    if (name.startsWith('on') && typeof value === 'function')
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    else if (name === 'class') element.className = String(value)
    else if (name.includes('-') || name === 'role') element.setAttribute(name, String(value))
    else Object.assign(element, { [name]: value })
  }
  element.append(...nodesOf(children.flat()))
  return element
}

/** @param {Child[]} children */
const nodesOf = children =>
  children.flatMap(child =>
    child === null || child === undefined || child === false
      ? []
      : [child instanceof Node ? child : String(child)],
  )

/**
 * A button that cannot be pressed twice while what it does is under way.
 *
 * @param {string} label
 * @param {() => unknown} act
 * @param {Record<string, unknown>} [props]
 */
export const button = (label, act, props = {}) => {
  const made = h(
    'button',
    {
      type: 'button',
      onclick: async () => {
        if (made.getAttribute('aria-disabled') === 'true') return
        made.setAttribute('aria-disabled', 'true')
        try {
          await act()
        } finally {
          made.setAttribute('aria-disabled', 'false')
        }
      },
      ...props,
    },
    label,
  )
  return made
}

let fields = 0

/**
 * A field with its label, and a hint below that is read with it.
 *
 * @template {HTMLElement} T
 * @param {string} label
 * @param {T} control
 * @param {string} [hint]
 */
export const field = (label, control, hint) => {
  control.id ||= `field-${++fields}`
  const below = hint && h('p', { class: 'hint', id: `${control.id}-hint` }, hint)
  if (below) control.setAttribute('aria-describedby', below.id)
  return h('div', { class: 'field' }, h('label', { htmlFor: control.id }, label), control, below)
}

/** A line in which what happened is shown and read aloud. */
export const statusLine = () => {
  const line = h('p', { role: 'status', class: 'status' })
  return {
    line,
    /** @param {string} words */
    tell: words => {
      line.className = 'status'
      line.textContent = words
    },
    /** @param {string | undefined} words */
    complain: words => {
      line.className = 'status problem'
      line.textContent = words ?? ''
    },
  }
}

/**
 * A table that scrolls by itself where it is wider than the screen.
 *
 * @param {string} caption
 * @param {string[]} headers
 * @param {(Child | Child[])[][]} rows
 */
export const table = (caption, headers, rows) =>
  h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabIndex: 0 },
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...headers.map(name => h('th', { scope: 'col' }, name)))),
      h(
        'tbody',
        {},
        ...rows.map(([first, ...cells]) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, ...[first].flat()),
            ...cells.map(cell => h('td', {}, ...[cell].flat())),
          ),
        ),
      ),
    ),
  )

const TIME = new Intl.DateTimeFormat('es-AR', {
  dateStyle: 'short',
  timeStyle: 'short',
  hour12: false,
  timeZone: 'America/Argentina/Buenos_Aires',
})

/**
 * A moment as people here write it.
 *
 * @param {string | null | undefined} iso
 */
export const moment = iso =>
  iso ? h('time', { dateTime: iso }, TIME.format(new Date(iso))) : h('span', {}, '—')
