import { renderMarkup, toElement } from '../markup.js'
import { button, field, h, statusLine } from './dom.js'

/** @typedef {import('./api.js').Api} Api */
/** @typedef {{ id: number, text: string }} Question */
/** @typedef {{ response: string, source: string, took_ms: number }} Answer */

/** @type {Record<string, string>} */
const SOURCES = {
  llm: 'lo escribió el modelo',
  fallback: 'sin respuesta que se pueda mostrar',
  directory: 'de los datos, sin el modelo',
  tramite: 'de los datos, sin el modelo',
  clarification: 'una pregunta, sin el modelo',
  safety: 'el texto fijo de ayuda, sin el modelo',
  smalltalk: 'una frase fija, sin el modelo',
}

const NO_MODEL =
  'No hay ningún modelo configurado (OLLAMA_ENDPOINT_1). Las respuestas salen solo de los datos y ' +
  'estas instrucciones no cambian nada: con un modelo, acá vas a ver las dos respuestas lado a lado.'

/** @param {string} title @param {Answer | undefined} answer @param {string} [problem] */
const answerBox = (title, answer, problem) =>
  h(
    'div',
    { class: 'card' },
    h('h4', {}, title),
    answer
      ? h('div', { class: 'reply' }, renderMarkup(answer.response).map(toElement))
      : h('p', {}, problem),
    answer &&
      h(
        'p',
        { class: 'hint' },
        `${SOURCES[answer.source] ?? answer.source} · ${(answer.took_ms / 1000).toFixed(1)} s`,
      ),
  )

/**
 * The saved questions and what is answered to them, by the published instructions and the draft.
 *
 * @param {Api} api
 * @param {() => string | undefined} draftOf the draft, where it differs from what is published
 */
export const trialPanel = (api, draftOf) => {
  const list = h('ul', { class: 'questions' })
  const results = h('div', { class: 'stack' })
  const status = statusLine()
  const fresh = h('input', { maxLength: 500, autocomplete: 'off' })
  const noModel = h('p', { class: 'notice', hidden: true }, NO_MODEL)
  /** @type {Question[]} */
  let questions = []
  let running = new AbortController()

  /** @param {import('./api.js').Outcome} outcome */
  const show = ({ data, problem }) => {
    if (!data) return status.complain(problem)
    questions = data.questions
    noModel.hidden = data.model
    list.replaceChildren(
      ...questions.map(({ id, text }) =>
        h(
          'li',
          { class: 'row' },
          h('span', {}, text),
          button('Quitar', () => remove(id), {
            class: 'quiet danger',
            'aria-label': `Quitar la pregunta: ${text}`,
          }),
        ),
      ),
    )
  }

  /** @param {number} id */
  const remove = async id => show(await api.send('DELETE', `/admin/api/trial-questions/${id}`))

  const add = async () => {
    const outcome = await api.send('POST', '/admin/api/trial-questions', { text: fresh.value })
    show(outcome)
    if (outcome.data) {
      fresh.value = ''
      status.tell('')
    }
  }

  /** @param {string} question @param {string} [prompt] */
  const ask = (question, prompt) =>
    api.send(
      'POST',
      '/admin/api/trials',
      { question, ...(prompt !== undefined && { prompt }) },
      { signal: running.signal },
    )

  const run = async () => {
    running.abort()
    const mine = new AbortController()
    running = mine
    results.replaceChildren()
    const draft = draftOf()
    stopButton.hidden = false
    for (const [i, { text }] of questions.entries()) {
      status.tell(`Probando la pregunta ${i + 1} de ${questions.length}…`)
      const live = await ask(text)
      if (mine.signal.aborted) return
      const other = draft === undefined ? undefined : await ask(text, draft)
      if (mine.signal.aborted) return
      results.append(
        h(
          'section',
          { 'aria-label': text },
          h('p', { class: 'question' }, text),
          h(
            'div',
            { class: 'columns' },
            answerBox('Con las publicadas', live.data, live.problem),
            other && answerBox('Con tu borrador', other.data, other.problem),
          ),
        ),
      )
    }
    stopButton.hidden = true
    status.tell(
      draft === undefined
        ? 'Listo. El borrador es igual a lo publicado: se muestra una sola respuesta.'
        : 'Listo. Nada de esto queda en los registros.',
    )
  }

  const stop = () => {
    running.abort()
    stopButton.hidden = true
    status.tell('Se detuvo la prueba.')
  }
  const stopButton = button('Detener', stop, { class: 'quiet', hidden: true })
  void api.get('/admin/api/trial-questions').then(show)

  const panel = h(
    'div',
    { class: 'stack' },
    h(
      'p',
      {},
      'Cada pregunta guardada se contesta con lo publicado y con tu borrador, con los mismos controles que para la gente.',
    ),
    noModel,
    h(
      'details',
      {},
      h('summary', {}, 'Preguntas guardadas'),
      list,
      field('Otra pregunta', fresh),
      button('Guardar la pregunta', add),
    ),
    h('div', { class: 'row' }, button('Probar', run), stopButton),
    status.line,
    results,
  )
  return { panel, stop: () => running.abort() }
}
