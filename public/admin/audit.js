import { field, h, moment } from './dom.js'
import { createPages } from './pages.js'

/** @typedef {{ id: number, at: string, user: string, action: string, detail: string }} Act */

/** "publicar-datos" as "publicar datos". @param {string} action */
const inWords = action => action.replaceAll('-', ' ')

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'cambios',
  title: 'Quién hizo qué',
  show: (container, api) => {
    const user = h('input', { maxLength: 80, autocomplete: 'off', autocapitalize: 'none' })
    const rows = h('tbody')
    const pages = createPages({
      api,
      pathOf: before => {
        const name = user.value.trim()
        const query = new URLSearchParams({
          ...(name && { user: name }),
          ...(before !== undefined && { before: String(before) }),
        })
        return `/admin/api/audit?${query}`
      },
      itemsOf: data => /** @type {Act[]} */ (data.acts),
      show: ({ at, user, action, detail }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, moment(at)),
          h('td', {}, user),
          h('td', {}, inWords(action)),
          h('td', {}, detail),
        ),
      list: rows,
      none: 'No hay nada de ese usuario.',
    })
    const [status, , more] = pages.nodes
    const headers = ['Cuándo', 'Quién', 'Qué hizo', 'Detalle']
    const title = 'Lo que hicieron los usuarios, lo último primero'
    container.className = 'stack'
    container.append(
      h(
        'form',
        {
          class: 'filters',
          'aria-label': 'Filtro',
          /** @param {SubmitEvent} event */
          onsubmit: event => {
            event.preventDefault()
            void pages.restart()
          },
        },
        field('Usuario', user),
        h('button', { type: 'submit', class: 'main' }, 'Buscar'),
      ),
      status ?? '',
      h(
        'div',
        { class: 'scroll', role: 'region', 'aria-label': title, tabIndex: 0 },
        h(
          'table',
          {},
          h('caption', {}, title),
          h('thead', {}, h('tr', {}, ...headers.map(name => h('th', { scope: 'col' }, name)))),
          rows,
        ),
      ),
      more ?? '',
    )
    void pages.restart()
  },
}
