/**
 * A part of the page that is drawn again only when what it shows has changed: what is being read
 * or has the focus stays where it is.
 *
 * @template T
 * @param {HTMLElement} element
 * @param {(data: T) => (Node | string)[]} draw
 */
export const live = (element, draw) => {
  let shown = ''
  return {
    element,
    /** @param {T} data */
    update: data => {
      const now = JSON.stringify(data)
      if (now === shown) return
      shown = now
      element.replaceChildren(...draw(data))
    },
  }
}
