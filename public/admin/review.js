import { takeAway } from './api.js'
import { button, field, h, moment, statusLine } from './dom.js'
import { createPages } from './pages.js'
import { CHANNELS } from './words.js'

/**
 * @typedef {{
 *   id: number, at: string, channel: string, chat: string, text: string, reply: string,
 *   why: 'fallback' | 'abandoned' | 'thumbs-down', municipios: string[], reason?: string,
 *   seen?: { by: string, at: string } | undefined,
 * }} Item
 * @typedef {import('./api.js').Api} Api
 */

const WHY = {
  fallback: 'sin respuesta',
  abandoned: 'se fue sin contestar',
  'thumbs-down': 'no le sirvió',
}
const DAYS_BACK = 30

/** @param {Record<string, string>} options @param {string} value */
const select = (options, value) => {
  const made = h(
    'select',
    {},
    ...Object.entries(options).map(([id, label]) => h('option', { value: id }, label)),
  )
  made.value = value
  return made
}

/** The day some days ago, as the server counts days. @param {number} days */
const daysAgo = days =>
  new Date(Date.now() - (days * 24 + 3) * 60 * 60 * 1000).toISOString().slice(0, 10)

/** What was said before in the chat, asked for when it is opened. @param {Item} item @param {Api} api */
const saidBefore = (item, api) => {
  const status = statusLine()
  const turns = h('div', { class: 'stack' })
  const load = async () => {
    if (!details.open || turns.childElementCount > 0) return
    const { data, problem } = await api.get(`/admin/api/review/${item.id}/before`)
    if (!data) return status.complain(problem)
    status.tell(data.turns.length === 0 ? 'Nada: fue lo primero que escribió.' : '')
    turns.replaceChildren(
      ...data.turns.flatMap((/** @type {{ text: string, reply: string }} */ { text, reply }) => [
        h('blockquote', {}, text),
        h('p', { class: 'plain hint' }, reply),
      ]),
    )
  }
  const details = h(
    'details',
    { ontoggle: load },
    h('summary', {}, 'Qué se había dicho antes'),
    status.line,
    turns,
  )
  return details
}

/** @param {Item} item @param {Api} api */
const card = (item, api) => {
  const status = statusLine()
  const mark = h('span', { class: 'hint' })
  /** @param {Item['seen']} seen */
  const show = seen => {
    item.seen = seen
    mark.replaceChildren(...(seen ? [`Visto por ${seen.by} el `, moment(seen.at)] : []))
    toggle.textContent = seen ? 'Deshacer' : 'Marcar como visto'
    made.classList.toggle('seen', seen !== undefined)
  }
  const toggle = button('', async () => {
    const method = item.seen ? 'DELETE' : 'PUT'
    const { data, problem } = await api.send(method, `/admin/api/review/${item.id}/seen`)
    if (!data) return status.complain(problem)
    status.tell('')
    show(data.seen ?? undefined)
  })
  const made = h(
    'li',
    { class: 'card' },
    h(
      'p',
      { class: 'hint' },
      moment(item.at),
      ` · ${CHANNELS[item.channel] ?? item.channel} · charla ${item.chat} · `,
      h('strong', {}, WHY[item.why]),
    ),
    h('blockquote', {}, item.text),
    item.reason && h('p', {}, h('strong', {}, 'Dijo: '), item.reason),
    item.municipios.length > 0 && h('p', { class: 'hint' }, item.municipios.join(', ')),
    h(
      'details',
      {},
      h('summary', {}, 'Qué se le contestó'),
      h('p', { class: 'plain' }, item.reply),
    ),
    saidBefore(item, api),
    h('div', { class: 'row' }, toggle, mark),
    status.line,
  )
  show(item.seen)
  return made
}

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'no-entendidos',
  title: 'Lo que no se entendió',
  show: (container, api) => {
    const { terminal, ...channels } = CHANNELS
    const channel = select({ '': 'Todos', ...channels }, '')
    const seen = select({ no: 'Sin ver', yes: 'Vistos', '': 'Todos' }, 'no')
    const municipio = h('input', { maxLength: 80, autocomplete: 'off' })
    const from = h('input', { type: 'date', value: daysAgo(DAYS_BACK) })
    const to = h('input', { type: 'date' })

    const query = () => {
      const fields = {
        channel: channel.value,
        municipio: municipio.value.trim(),
        from: from.value,
        to: to.value,
        seen: seen.value,
      }
      return Object.entries(fields).filter(([, value]) => value !== '')
    }
    const pages = createPages({
      api,
      pathOf: before => {
        const more = before === undefined ? [] : [['before', String(before)]]
        return `/admin/api/review?${new URLSearchParams([...query(), ...more])}`
      },
      itemsOf: data => /** @type {Item[]} */ (data.items),
      show: item => card(item, api),
      list: h('ul', { class: 'stack bare' }),
      none: 'No hay nada con ese filtro.',
    })
    const download = async () => {
      const path = `/admin/api/review.csv?${new URLSearchParams(query())}`
      const problem = await takeAway(api, path)
      if (problem) pages.status.complain(problem)
    }

    container.className = 'stack'
    container.append(
      h(
        'form',
        {
          class: 'card',
          'aria-label': 'Filtro',
          /** @param {SubmitEvent} event */
          onsubmit: event => {
            event.preventDefault()
            void pages.restart()
          },
        },
        h(
          'div',
          { class: 'filters' },
          field('Canal', channel),
          field('Municipio', municipio),
          field('Desde', from),
          field('Hasta', to),
          field('Cuáles', seen),
        ),
        h(
          'div',
          { class: 'row' },
          h('button', { type: 'submit', class: 'main' }, 'Buscar'),
          button('Descargar CSV', download),
        ),
      ),
      h(
        'p',
        { class: 'hint' },
        'Los mensajes que quedaron sin una buena respuesta. Los DNI, teléfonos y correos están tapados.',
      ),
      ...pages.nodes,
    )
    void pages.restart()
  },
}
