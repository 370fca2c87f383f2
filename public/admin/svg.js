const SVG = 'http://www.w3.org/2000/svg'

/**
 * An element of a drawing.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
export const draw = (tag, attributes, ...children) => {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

/**
 * A drawing that is read as its label.
 *
 * @param {string} label
 * @param {string} viewBox
 * @param {string} className
 * @param {...Node} children
 */
export const picture = (label, viewBox, className, ...children) => {
  const attributes = { viewBox, class: className, role: 'img', 'aria-label': label }
  return draw('svg', attributes, ...children)
}

/**
 * @param {boolean[][]} rows dark where true
 * @param {string} label
 */
export const qrOf = (rows, label) => {
  const squares = rows.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  const size = rows.length + 4
  return picture(label, `-2 -2 ${size} ${size}`, 'qr', draw('path', { d: squares.join('') }))
}
