import { diffLines } from './diff.js'
import { button, field, h, moment, statusLine, table } from './dom.js'
import { trialPanel } from './trial.js'

/**
 * @typedef {{ version: number, author: string, comment: string, sha256: string,
 *   created_at: string, letters: number }} Version
 */

const NAMES = { same: 'Igual', removed: 'Se saca', added: 'Se agrega' }
const MARKS = { same: ' ', removed: '−', added: '+' }

/** @param {string} before @param {string} after */
const comparison = (before, after) => {
  const lines = diffLines(before, after)
  const changed = lines.filter(({ kind }) => kind !== 'same').length
  if (changed === 0) return h('p', { class: 'hint' }, 'Es igual a la publicada.')
  return h(
    'ol',
    { class: 'diff', 'aria-label': 'Cambios, renglón por renglón' },
    ...lines.map(({ kind, text }) =>
      h(
        'li',
        { class: kind },
        h('span', { 'aria-hidden': 'true' }, MARKS[kind]),
        kind === 'same' ? false : h('span', { class: 'unseen' }, `${NAMES[kind]}: `),
        h('span', {}, text || ' '),
      ),
    ),
  )
}

/**
 * What was being written when another section was opened, and the version it was based on.
 *
 * @type {{ text: string, comment: string, base: number } | undefined}
 */
let kept

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'instrucciones',
  title: 'Instrucciones',
  show: (container, api) => {
    const text = h('textarea', { rows: 16, spellcheck: true })
    const letters = h('p', { class: 'hint' })
    const comment = h('input', { maxLength: 200, autocomplete: 'off' })
    const status = statusLine()
    const compared = h('div', {})
    const versions = h('div', {})
    const inUse = h('p', {})
    /** What is published, as far as this page knows: what is edited here is based on it. */
    let published = { version: 0, prompt: '', author: '' }
    let maxLetters = 0

    const isChanged = () => text.value.trim() !== published.prompt

    const count = () => {
      letters.textContent = `${text.value.trim().length} de ${maxLetters} letras`
      letters.className = text.value.trim().length > maxLetters ? 'hint problem' : 'hint'
    }

    const compare = () => {
      compared.replaceChildren(comparison(published.prompt, text.value.trim()))
    }

    /** @param {any} data */
    const usePublished = data => {
      published = data
      maxLetters = data.max_letters
      inUse.replaceChildren(
        `En uso: versión ${data.version}, de ${data.author}, `,
        moment(data.created_at),
        data.comment ? `: «${data.comment}»` : '',
      )
      count()
      if (compared.hasChildNodes()) compare()
    }

    const tellOther = () =>
      status.complain(
        `Mientras editabas, ${published.author} publicó la versión ${published.version}. ` +
          'No se pisó nada: tu texto sigue acá. Mirá abajo en qué se diferencia y publicá de nuevo si corresponde.',
      )

    /** @param {import('./api.js').Outcome} outcome */
    const refused = async outcome => {
      if (outcome.status !== 409) return status.complain(outcome.problem)
      const { data } = await api.get('/get_prompt')
      if (!data) return status.complain(outcome.problem)
      usePublished(data)
      compare()
      await loadVersions()
      tellOther()
    }

    const loadVersions = async () => {
      const { data, problem } = await api.get('/admin/api/prompts')
      if (!data) return status.complain(problem)
      versions.replaceChildren(
        table(
          'Versiones, de la más nueva a la más vieja',
          ['Versión', 'Quién', 'Cuándo', 'Comentario', 'Huella', 'Acciones'],
          data.versions.map((/** @type {Version} */ one) => [
            one.version,
            one.author,
            moment(one.created_at),
            one.comment || '—',
            h('code', { title: one.sha256 }, one.sha256.slice(0, 8)),
            one.version === data.published
              ? 'en uso'
              : [
                  button('Ver', () => open(one.version), {
                    'aria-label': `Ver la versión ${one.version} en el editor`,
                  }),
                  ' ',
                  button('Volver a esta', () => goBack(one.version), {
                    'aria-label': `Volver a la versión ${one.version}`,
                  }),
                ],
          ]),
        ),
      )
    }

    /** @param {number} version */
    const open = async version => {
      if (isChanged() && !confirm('Se pierde lo que escribiste y no publicaste. ¿Seguir?')) return
      const { data, problem } = await api.get(`/admin/api/prompts/${version}`)
      if (!data) return status.complain(problem)
      text.value = data.prompt
      count()
      compare()
      status.tell(`En el editor está la versión ${version}, sin publicar.`)
      text.focus()
    }

    /** @param {number} version */
    const goBack = async version => {
      if (isChanged() && !confirm('Se pierde lo que escribiste y no publicaste. ¿Seguir?')) return
      const outcome = await api.send('POST', '/admin/api/prompts/publish', {
        version,
        base_version: published.version,
      })
      if (!outcome.data) return refused(outcome)
      usePublished(outcome.data)
      text.value = outcome.data.prompt
      count()
      compare()
      await loadVersions()
      status.tell(`Se volvió a la versión ${version}. Las próximas respuestas ya la usan.`)
    }

    const publish = async () => {
      if (!isChanged()) return status.complain('No cambiaste nada: ya está publicado así.')
      const outcome = await api.send('POST', '/save_prompt', {
        prompt: text.value,
        base_version: published.version,
        comment: comment.value.trim(),
      })
      if (!outcome.data) return refused(outcome)
      usePublished(outcome.data)
      text.value = outcome.data.prompt
      comment.value = ''
      compare()
      await loadVersions()
      status.tell(`Publicada la versión ${published.version}. Las próximas respuestas ya la usan.`)
    }

    const load = async () => {
      const { data, problem } = await api.get('/get_prompt')
      if (!data) return status.complain(problem)
      text.value = kept?.text ?? data.prompt
      comment.value = kept?.comment ?? ''
      const meanwhile = kept && kept.base !== data.version
      kept = undefined
      usePublished(data)
      if (isChanged()) compare()
      if (meanwhile) tellOther()
      await loadVersions()
    }

    text.addEventListener('input', count)
    const trial = trialPanel(api, () => (isChanged() ? text.value.trim() : undefined))
    /** @param {BeforeUnloadEvent} event */
    const warn = event => {
      if (isChanged()) event.preventDefault()
    }
    addEventListener('beforeunload', warn)

    container.append(
      h(
        'div',
        { class: 'stack' },
        h(
          'p',
          {},
          'Esto le dice al modelo cómo escribir. Las reglas de seguridad (no inventar teléfonos, no prometer) van aparte y no se pueden borrar desde acá.',
        ),
        inUse,
        field('Texto', text),
        letters,
        field('Qué cambia y por qué', comment, 'Queda en la lista de versiones.'),
        h(
          'div',
          { class: 'row' },
          button('Comparar con la publicada', compare),
          button('Publicar', publish, { class: 'main' }),
        ),
        status.line,
        compared,
        h('h3', {}, 'Probar antes de publicar'),
        trial.panel,
        h('h3', {}, 'Versiones'),
        versions,
      ),
    )
    void load()
    return () => {
      removeEventListener('beforeunload', warn)
      trial.stop()
      if (published.version > 0 && isChanged())
        kept = { text: text.value, comment: comment.value, base: published.version }
    }
  },
}
