import { button, statusLine } from './dom.js'

/**
 * What comes a page at a time: the newest at first, more when it is asked for.
 *
 * @template T
 * @param {{
 *   api: import('./api.js').Api,
 *   pathOf: (before: number | undefined) => string,
 *   itemsOf: (data: any) => T[],
 *   show: (item: T) => Node,
 *   list: HTMLElement,
 *   none: string,
 * }} parts
 */
export const createPages = ({ api, pathOf, itemsOf, show, list, none }) => {
  const status = statusLine()
  /** @type {number | undefined} */
  let next
  /** Grows with each new list: what arrives for an older one is dropped. */
  let current = 0

  const load = async () => {
    const mine = current
    const { data, problem } = await api.get(pathOf(next))
    if (mine !== current) return
    if (!data) return status.complain(problem)
    const nodes = itemsOf(data).map(show)
    list.append(...nodes)
    const focused = next !== undefined && nodes[0]
    next = data.next
    more.hidden = next === undefined
    status.tell(list.childElementCount === 0 ? none : '')
    // The button may be gone: the reading goes on where the new ones begin.
    if (focused instanceof HTMLElement && more.hidden) {
      focused.tabIndex = -1
      focused.focus()
    }
  }
  const more = button('Ver más', load, { hidden: true })

  return {
    nodes: [status.line, list, more],
    status,
    restart: () => {
      current++
      next = undefined
      list.replaceChildren()
      more.hidden = true
      status.tell('Buscando…')
      return load()
    },
  }
}
