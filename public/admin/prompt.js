import { button, field, h, statusLine } from './dom.js'

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'instrucciones',
  title: 'Instrucciones del modelo',
  show: (container, api) => {
    const text = h('textarea', { rows: 18, spellcheck: true })
    const comment = h('input', { maxLength: 200 })
    const status = statusLine()
    let base = 0

    const load = async () => {
      const { data, problem } = await api.get('/get_prompt')
      if (!data) return status.complain(problem)
      base = data.version
      text.value = data.prompt
    }

    const publish = async () => {
      const { data, problem } = await api.send('POST', '/save_prompt', {
        prompt: text.value,
        base_version: base,
        comment: comment.value,
      })
      if (!data) return status.complain(problem)
      base = data.version
      status.tell(`Publicada la versión ${base}.`)
    }

    container.append(
      h(
        'div',
        { class: 'stack' },
        field('Texto', text),
        field('Qué cambia y por qué', comment),
        status.line,
        button('Publicar', publish, { class: 'main' }),
      ),
    )
    void load()
  },
}
