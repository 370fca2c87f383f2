import { button, field, h, moment, statusLine } from './dom.js'
import { live } from './live.js'

const MAX = 300

/** @typedef {{ text: string, until?: string, by: string, at: string }} Banner */

/** @param {{ banner: Banner | null, notice: string | null }} state */
const nowShown = ({ banner, notice }) => {
  if (!banner) return ['No hay ningún aviso.']
  const { text, by, at, until } = banner
  const ended = notice === null ? ' Ya venció: no se muestra.' : ''
  return [
    h('strong', {}, text),
    ` Lo puso ${by} el `,
    moment(at),
    until ? `, hasta el ${until.split('-').reverse().join('/')} inclusive.` : '.',
    ended,
  ]
}

/**
 * The text that citizens are shown.
 *
 * @param {import('./api.js').Api} api
 * @param {() => Promise<void>} refresh
 */
export const createBanner = (api, refresh) => {
  const status = statusLine()
  const current = live(h('p', {}), nowShown)
  const text = h('textarea', { rows: 3, maxLength: MAX })
  const until = h('input', { type: 'date' })

  /** @param {string} words @param {string} day */
  const set = async (words, day) => {
    const body = { text: words, ...(day && { until: day }) }
    const { data, problem } = await api.send('PUT', '/admin/api/banner', body)
    if (!data) return status.complain(problem)
    await refresh()
    text.value = ''
    until.value = ''
    status.tell(words ? 'Ya se muestra.' : 'Se quitó el aviso.')
  }

  const form = h(
    'form',
    {
      'aria-label': 'Aviso para el público',
      /** @param {SubmitEvent} event */
      onsubmit: async event => {
        event.preventDefault()
        if (!text.value.trim()) return status.complain('Escribí el aviso.')
        await set(text.value, until.value)
      },
    },
    field('Aviso nuevo', text, `Hasta ${MAX} letras. Se ve arriba del chat y al final del saludo.`),
    field('Último día (si tiene)', until),
    status.line,
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'submit', class: 'main' }, 'Mostrar'),
      button('Quitar el aviso', () => set('', '')),
    ),
  )
  return {
    nodes: [
      h('h3', {}, 'Aviso para el público'),
      h('div', { class: 'card' }, current.element, form),
    ],
    /** @param {{ banner: Banner | null, notice: string | null }} state */
    update: ({ banner, notice }) => current.update({ banner, notice }),
  }
}
