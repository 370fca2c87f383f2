import { ask } from './api.js'

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
const byId = (id, type) => {
  const found = document.getElementById(id)
  if (found instanceof type) return found
  throw new Error(`falta #${id}`)
}

const WHY = {
  again: 'La sesión terminó. Entrá de nuevo: lo que estabas escribiendo sigue ahí.',
  change: 'Esa clave te la dio otra persona o el sistema. Elegí una que sepas solo vos.',
}

/** The login, and the change of a password that has to be changed. */
export const createEntry = () => {
  const section = byId('entry', HTMLElement)
  const title = byId('entry-title', HTMLElement)
  const why = byId('entry-why', HTMLElement)
  const login = byId('login', HTMLFormElement)
  const name = byId('name', HTMLInputElement)
  const password = byId('password', HTMLInputElement)
  const code = byId('code', HTMLInputElement)
  const codeField = byId('code-field', HTMLElement)
  const problem = byId('login-problem', HTMLElement)
  const change = byId('change', HTMLFormElement)
  const fresh = byId('new-password', HTMLInputElement)
  const changeProblem = byId('change-problem', HTMLElement)

  /** What was typed to enter, for changing it right away. */
  let known = ''
  /** @type {(name: string) => void} */
  let done = () => {}

  const showLogin = () => {
    title.textContent = 'Entrar'
    login.hidden = false
    change.hidden = true
    const next = name.value ? password : name
    next.focus()
  }

  const showChange = () => {
    title.textContent = 'Elegí tu clave'
    why.textContent = WHY.change
    login.hidden = true
    change.hidden = false
    fresh.focus()
  }

  const proceed = async () => {
    const { data } = await ask('GET', '/admin/api/session')
    if (data?.must_change) return known ? showChange() : showLogin()
    known = ''
    section.hidden = true
    done(data?.name ?? '')
  }

  /** @param {HTMLFormElement} form @param {() => Promise<void>} act */
  const onSubmit = (form, act) => {
    let busy = false
    form.addEventListener('submit', event => {
      event.preventDefault()
      if (busy) return
      busy = true
      void act().finally(() => {
        busy = false
      })
    })
  }

  onSubmit(login, async () => {
    problem.textContent = ''
    const outcome = await ask('POST', '/admin/api/login', {
      name: name.value,
      password: password.value,
      ...(code.value && !codeField.hidden && { code: code.value.trim() }),
    })
    if (outcome.code === 'falta_codigo') {
      codeField.hidden = false
      code.required = true
      problem.textContent = outcome.problem ?? ''
      return code.focus()
    }
    if (!outcome.data) {
      problem.textContent = outcome.problem ?? ''
      const wrong = codeField.hidden ? password : code
      return wrong.select()
    }
    known = password.value
    password.value = ''
    code.value = ''
    code.required = false
    codeField.hidden = true
    await proceed()
  })

  onSubmit(change, async () => {
    changeProblem.textContent = ''
    const outcome = await ask('POST', '/admin/api/account/password', {
      current: known,
      password: fresh.value,
    })
    if (!outcome.data) {
      changeProblem.textContent = outcome.problem ?? ''
      return fresh.select()
    }
    fresh.value = ''
    await proceed()
  })

  return {
    /**
     * Resolves with the name of who has entered.
     *
     * @param {string} reason the code with which the server refused
     * @param {boolean} again somebody was at work here
     * @returns {Promise<string>}
     */
    enter: (reason, again) =>
      new Promise(resolve => {
        done = resolve
        section.hidden = false
        why.textContent = again ? WHY.again : ''
        if (reason === 'cambiar_clave' && known) showChange()
        else showLogin()
      }),
  }
}
