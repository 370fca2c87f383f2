import { renderMarkup, toElement } from '../markup.js'
import { button, field, h, statusLine, table } from './dom.js'

/**
 * @typedef {import('./api.js').Api} Api
 * @typedef {{
 *   municipio: string, cabecera: string, localidades: string[], alias: string[],
 *   offices: Record<string, string>[], by: string[],
 * }} Place
 */

const COLUMNS = /** @type {const} */ ([
  ['dependencia', 'Oficina'],
  ['direccion', 'Dirección'],
  ['telefono', 'Teléfono'],
  ['whatsapp', 'WhatsApp'],
  ['horario', 'Horario'],
  ['email', 'Correo'],
  ['web', 'Página'],
  ['fecha', 'Fecha del dato'],
])

/** @param {string} municipio @param {Record<string, string>[]} offices */
const officesOf = (municipio, offices) => {
  if (offices.length === 0) return h('p', {}, 'Los datos no dicen ninguna oficina.')
  const known = COLUMNS.filter(([name]) => offices.some(office => office[name]))
  return table(
    `Oficinas de ${municipio}`,
    known.map(([, title]) => title),
    offices.map(office => known.map(([name]) => office[name] ?? '—')),
  )
}

/** @param {string} title @param {string[]} names */
const names = (title, names) =>
  names.length > 0 && h('p', {}, h('strong', {}, `${title}: `), names.join(', '))

/** @param {Place} place @param {(text: string) => Promise<void>} ask */
const placeOf = ({ municipio, cabecera, localidades, alias, offices, by }, ask) =>
  h(
    'li',
    { class: 'card' },
    h('h4', {}, municipio),
    by.length > 0 && h('p', { class: 'hint' }, `Se encontró por ${by.join(', ')}.`),
    cabecera && cabecera !== municipio && names('Cabecera', [cabecera]),
    names('Localidades', localidades),
    names('También le dicen', alias),
    officesOf(municipio, offices),
    button('Ver qué contestaría el asistente', () =>
      ask(`¿dónde queda la oficina de ${municipio}?`),
    ),
  )

/**
 * The search, and a question to the assistant.
 *
 * @param {Api} api
 * @param {() => number | undefined} draftId of the file that is looked at, if any
 */
export const createPlaces = (api, draftId) => {
  const text = h('input', { type: 'search', maxLength: 100, autocomplete: 'off' })
  const question = h('input', { maxLength: 2000, autocomplete: 'off' })
  const inDraft = h('input', { type: 'checkbox', id: 'data-in-draft' })
  const choice = h(
    'label',
    { class: 'check', htmlFor: inDraft.id, hidden: true },
    inDraft,
    ' Buscar y probar en el archivo que estoy mirando, sin publicarlo',
  )
  const status = statusLine()
  const found = h('ul', { class: 'places' })
  const answer = h('div', { 'aria-live': 'polite' })
  const asking = statusLine()

  const chosen = () => (inDraft.checked && !choice.hidden ? draftId() : undefined)

  /** @param {string} words */
  const ask = async words => {
    question.value = words
    asking.tell('Esperá: el asistente está pensando…')
    const id = chosen()
    const { data, problem } = await api.send('POST', '/admin/api/data/answer', {
      text: words,
      ...(id && { id }),
    })
    if (!data) return asking.complain(problem)
    asking.tell('')
    answer.replaceChildren(
      h(
        'div',
        { class: 'card reply' },
        h(
          'p',
          { class: 'hint' },
          id ? 'Con el archivo que estás mirando:' : 'Con los datos en uso:',
        ),
        renderMarkup(data.response).map(toElement),
        data.choices.length > 0 &&
          h(
            'p',
            { class: 'hint' },
            `Ofrece: ${data.choices.map((/** @type {{ label: string }} */ one) => one.label).join(' · ')}`,
          ),
      ),
    )
    answer.scrollIntoView({ block: 'nearest' })
  }

  const search = async () => {
    const id = chosen()
    const query = new URLSearchParams({ text: text.value.trim(), ...(id && { id: String(id) }) })
    const { data, problem } = await api.get(`/admin/api/data/search?${query}`)
    if (!data) return status.complain(problem)
    /** @type {Place[]} */
    const places = data.places
    const more = data.total > places.length ? `, se ven los primeros ${places.length}` : ''
    status.tell(
      data.total === 0
        ? 'No hay ningún municipio ni localidad con ese nombre.'
        : `${data.total === 1 ? 'Un resultado' : `${data.total} resultados`}${more}.`,
    )
    found.replaceChildren(...places.map(place => placeOf(place, ask)))
  }

  /** @param {() => Promise<void>} act @param {...(Node | string)} content */
  const form = (act, ...content) =>
    h(
      'form',
      {
        /** @param {SubmitEvent} event */
        onsubmit: event => {
          event.preventDefault()
          void act()
        },
      },
      ...content,
    )

  return {
    part: h(
      'section',
      { class: 'card', 'aria-labelledby': 'data-search-title' },
      h('h3', { id: 'data-search-title' }, 'Buscar y probar'),
      choice,
      form(
        search,
        field('Municipio, localidad o apodo', text),
        h('button', { type: 'submit' }, 'Buscar'),
      ),
      status.line,
      found,
      form(
        async () => {
          if (question.value.trim()) await ask(question.value.trim())
        },
        field(
          'Una pregunta, como la haría una persona',
          question,
          'Contesta el asistente de verdad. No queda guardado en ningún lado.',
        ),
        h('button', { type: 'submit' }, 'Ver la respuesta'),
      ),
      asking.line,
      answer,
    ),
    /** Whether there is a file that can be searched before it is published. @param {boolean} there */
    offerDraft: there => {
      choice.hidden = !there
      inDraft.checked = there
      found.replaceChildren()
      answer.replaceChildren()
      status.tell('')
    },
  }
}
