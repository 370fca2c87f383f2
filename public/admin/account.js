import { button, field, h, moment, statusLine, table } from './dom.js'
import { qrOf } from './svg.js'

/** @typedef {import('./api.js').Api} Api */
/** @typedef {{ name: string, totp: boolean, must_change: boolean, last_login_at: string | null }} Person */

const passwordInput = (autocomplete = 'current-password') =>
  h('input', { type: 'password', autocomplete, required: true })

/**
 * @param {string} title
 * @param {() => Promise<unknown>} act
 * @param {...(Node | string)} content
 */
const form = (title, act, ...content) =>
  h(
    'form',
    {
      class: 'card',
      'aria-label': title,
      /** @param {SubmitEvent} event */
      onsubmit: event => {
        event.preventDefault()
        void act()
      },
    },
    h('h3', {}, title),
    ...content,
  )

/** @param {Api} api */
const passwordForm = api => {
  const current = passwordInput()
  const fresh = passwordInput('new-password')
  const status = statusLine()
  const change = async () => {
    const { data, problem } = await api.send('POST', '/admin/api/account/password', {
      current: current.value,
      password: fresh.value,
    })
    if (!data) return status.complain(problem)
    current.value = ''
    fresh.value = ''
    status.tell('Cambiaste la clave. Se cerraron tus otras sesiones.')
  }
  return form(
    'Cambiar la clave',
    change,
    field('Clave actual', current),
    field('Clave nueva', fresh, 'Doce letras o más. Una frase de varias palabras sirve.'),
    status.line,
    h('button', { type: 'submit' }, 'Cambiar'),
  )
}

/** @param {Api} api @param {() => void} changed */
const enrolForm = (api, changed) => {
  const password = passwordInput()
  const code = h('input', { inputMode: 'numeric', autocomplete: 'one-time-code', maxLength: 7 })
  const status = statusLine()
  const submit = h('button', { type: 'submit' }, 'Empezar')
  const steps = h('div', { class: 'stack' }, field('Tu clave', password))

  const confirmCode = async () => {
    const { data, problem } = await api.send('POST', '/admin/api/account/totp/confirm', {
      code: code.value.trim(),
    })
    if (data) return changed()
    status.complain(problem)
    code.select()
  }

  const begin = async () => {
    const { data, problem } = await api.send('POST', '/admin/api/account/totp', {
      password: password.value,
    })
    if (!data) return status.complain(problem)
    status.tell('')
    act = confirmCode
    code.required = true
    submit.textContent = 'Activar'
    submit.className = 'main'
    steps.replaceChildren(
      h('p', {}, '1. Escaneá esto con tu aplicación de códigos (Google Authenticator, Aegis…).'),
      qrOf(data.qr, 'Código QR para tu aplicación de códigos'),
      h('p', { class: 'hint' }, 'O copiá esta clave a mano: ', h('code', {}, data.secret)),
      field('2. Escribí el código que te muestra', code),
    )
    code.focus()
  }

  let act = begin
  return form(
    'Código además de la clave',
    () => act(),
    h('p', {}, 'Con un código del teléfono, quien sepa tu clave igual no entra.'),
    steps,
    status.line,
    submit,
  )
}

/** @param {Api} api @param {Person[]} people @param {() => void} changed */
const removeForm = (api, people, changed) => {
  const password = passwordInput()
  const whose = h('select', {}, ...people.map(({ name }) => h('option', { value: name }, name)))
  const status = statusLine()
  const remove = async () => {
    const { data, problem } = await api.send('POST', '/admin/api/account/totp/remove', {
      name: whose.value,
      password: password.value,
    })
    if (!data) return status.complain(problem)
    changed()
  }
  return form(
    'Quitar el código',
    remove,
    h('p', {}, 'El tuyo, o el de alguien que perdió el teléfono. Queda anotado en la auditoría.'),
    field('De quién', whose),
    field('Tu clave', password),
    status.line,
    h('button', { type: 'submit', class: 'danger' }, 'Quitar'),
  )
}

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'cuenta',
  title: 'Mi cuenta',
  show: (container, api) => {
    const status = statusLine()

    const closeAll = async () => {
      const { data, problem } = await api.send('POST', '/admin/api/account/close-sessions')
      if (!data) return status.complain(problem)
      location.reload()
    }

    const load = async () => {
      const { data, problem } = await api.get('/admin/api/account')
      if (!data) return status.complain(problem)
      /** @type {Person[]} */
      const people = data.operators
      const withCode = people.filter(({ totp }) => totp)
      container.replaceChildren(
        h(
          'div',
          { class: 'stack' },
          status.line,
          h(
            'div',
            { class: 'columns' },
            passwordForm(api),
            data.totp
              ? h(
                  'div',
                  { class: 'card' },
                  h('h3', {}, 'Código además de la clave'),
                  h('p', {}, 'Está activado: al entrar te lo vamos a pedir.'),
                )
              : enrolForm(api, () => void load()),
            withCode.length > 0 && removeForm(api, withCode, () => void load()),
          ),
          table(
            'Tus sesiones abiertas',
            ['Entrada', 'Último uso', 'Desde'],
            data.sessions.map((/** @type {any} */ open) => [
              moment(open.createdAt),
              moment(open.lastSeenAt),
              open.current ? 'este navegador' : `otro lugar (${open.address})`,
            ]),
          ),
          button('Cerrar todas mis sesiones', closeAll, { class: 'danger' }),
          table(
            'Usuarios',
            ['Usuario', 'Código', 'Última entrada'],
            people.map(person => [
              person.name + (person.must_change ? ' (todavía no cambió la clave)' : ''),
              person.totp ? 'sí' : 'no',
              moment(person.last_login_at),
            ]),
          ),
          h(
            'p',
            { class: 'hint' },
            'Los usuarios se agregan y se quitan en el servidor: npm run admin -- add NOMBRE',
          ),
        ),
      )
    }
    void load()
  },
}
