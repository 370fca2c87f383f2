import { takeAway } from './api.js'
import { createPlaces } from './data-places.js'
import { previewOf } from './data-preview.js'
import { button, field, h, moment, statusLine, table } from './dom.js'

/**
 * @typedef {import('./api.js').Outcome} Outcome
 * @typedef {import('./data-preview.js').Draft} Draft
 * @typedef {{
 *   id: number, municipios: number, offices: number, author: string, comment: string,
 *   loaded_at: string, published_at: string,
 * }} Version
 */

const MB = 1024 * 1024
const LARGEST = 10 * MB

/**
 * The file that was being looked at when another section was opened.
 *
 * @type {number | undefined}
 */
let kept

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'datos',
  title: 'Datos',
  show: (container, api) => {
    /** @type {Draft | undefined} */
    let draft
    const status = statusLine()
    const now = h('div')
    const preview = h('div')
    const before = h('div')
    const file = h('input', { type: 'file', accept: '.csv,text/csv' })
    const places = createPlaces(api, () => draft?.dataset.id)

    /** @param {Version} version */
    const download = ({ id }) =>
      button(
        'Descargar',
        async () => {
          const problem = await takeAway(api, `/admin/api/data/${id}/file`)
          if (problem) status.complain(problem)
        },
        { 'aria-label': `Descargar los datos ${id}` },
      )

    const close = () => {
      draft = undefined
      file.value = ''
      preview.replaceChildren()
      places.offerDraft(false)
    }

    /** @param {Outcome} outcome */
    const showDraft = ({ data, problem }) => {
      if (!data) {
        close()
        return status.complain(problem)
      }
      status.tell('')
      draft = data
      preview.replaceChildren(
        previewOf(data, {
          publish: (comment, confirmed) => publish(data, comment, confirmed),
          discard: () => {
            close()
            file.focus()
          },
        }),
      )
      places.offerDraft(true)
      preview.querySelector('h3')?.focus()
    }

    /** @param {Draft} of @param {string} comment @param {boolean} confirmed */
    const publish = async (of, comment, confirmed) => {
      const { id } = of.dataset
      const {
        data,
        problem,
        status: code,
      } = await api.send('POST', '/admin/api/data/publish', {
        id,
        base: of.base,
        confirmed,
        ...(comment && { comment }),
      })
      if (data) {
        close()
        await load()
        status.tell('Listo: el asistente ya contesta con esos datos.')
        return undefined
      }
      if (code !== 409) return problem
      await load()
      showDraft(await api.get(`/admin/api/data/${id}/preview`))
      status.complain(problem)
      return problem
    }

    const upload = async () => {
      const [chosen] = file.files ?? []
      if (!chosen) return status.complain('Elegí primero el archivo.')
      if (chosen.size > LARGEST) return status.complain('El archivo pesa más de 10 MB.')
      status.tell('Leyendo el archivo…')
      showDraft(await api.send('POST', '/admin/api/data/preview', chosen))
    }

    const load = async () => {
      const { data, problem } = await api.get('/admin/api/data')
      if (!data) return status.complain(problem)
      /** @type {Version[]} */
      const versions = data.versions
      const used = versions.find(({ id }) => id === data.published)
      const warning =
        data.problem &&
        h(
          'div',
          { class: 'notice stack' },
          h('p', {}, data.problem),
          button('Ver qué cambiaría con ese archivo', async () =>
            showDraft(await api.send('POST', '/admin/api/data/preview-file')),
          ),
        )
      const inUse =
        used &&
        h(
          'div',
          { class: 'row' },
          h(
            'p',
            {},
            `En uso, los datos N.º ${used.id}: ${used.municipios} municipios y ${used.offices} oficinas (de ${used.author}, desde el `,
            moment(used.published_at),
            ').',
          ),
          download(used),
        )
      now.replaceChildren(h('div', { class: 'stack' }, warning, inUse))
      before.replaceChildren(
        table(
          'Datos que estuvieron en uso',
          ['Datos', 'Publicados', 'De', 'Municipios', 'Oficinas', 'Comentario', 'Acciones'],
          versions.map(version => [
            `N.º ${version.id}`,
            moment(version.published_at),
            version.author,
            version.municipios,
            version.offices,
            version.comment || '—',
            h(
              'div',
              { class: 'row' },
              version.id === data.published
                ? 'En uso.'
                : button(`Volver a los datos ${version.id}`, async () =>
                    showDraft(await api.get(`/admin/api/data/${version.id}/preview`)),
                  ),
              download(version),
            ),
          ]),
        ),
      )
    }

    container.append(
      h(
        'div',
        { class: 'stack' },
        now,
        h(
          'form',
          {
            class: 'card',
            'aria-label': 'Subir un archivo',
            /** @param {SubmitEvent} event */
            onsubmit: event => {
              event.preventDefault()
              void upload()
            },
          },
          field(
            'Archivo CSV',
            file,
            'El de la planilla, guardado como CSV. Nada cambia hasta que lo publiques.',
          ),
          h('button', { type: 'submit' }, 'Ver qué cambia'),
          status.line,
        ),
        preview,
        places.part,
        before,
      ),
    )
    void load().then(async () => {
      if (kept === undefined) return
      const id = kept
      kept = undefined
      showDraft(await api.get(`/admin/api/data/${id}/preview`))
    })
    return () => {
      kept = draft?.dataset.id ?? kept
    }
  },
}
