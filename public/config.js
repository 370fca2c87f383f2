import { tab as account } from './admin/account.js'
import { ask, createApi } from './admin/api.js'
import { tab as audit } from './admin/audit.js'
import { tab as data } from './admin/data.js'
import { button, h } from './admin/dom.js'
import { createEntry } from './admin/entry.js'
import { tab as figures } from './admin/figures.js'
import { tab as prompt } from './admin/prompt.js'
import { tab as review } from './admin/review.js'
import { tab as state } from './admin/state.js'

/**
 * One section of the page. `show` may give a function that is called when it is left.
 *
 * @typedef {{
 *   id: string,
 *   title: string,
 *   show(container: HTMLElement, api: import('./admin/api.js').Api): void | (() => void),
 * }} Tab
 */

/** In the order of the navigation. */
/** @type {readonly Tab[]} */
const TABS = [prompt, data, review, figures, state, audit, account]

/** @param {string} selector */
const find = selector => {
  const found = document.querySelector(selector)
  if (found instanceof HTMLElement) return found
  throw new Error(`falta ${selector}`)
}

const nav = find('nav')
const who = find('#who')
const desk = find('#desk')

const entry = createEntry()
/** Who works here; another one starts on a clean desk. */
let operator = ''
/** @type {Promise<void> | undefined} */
let entering
/** @type {void | (() => void)} */
let leave

/** @param {boolean} inside */
const setInside = inside => {
  for (const part of [nav, who, desk]) part.hidden = !inside
}

/** Waits for the login, once for all that was asked meanwhile. @param {string} code */
const enter = code => {
  entering ??= (async () => {
    setInside(false)
    const name = await entry.enter(code, operator !== '')
    entering = undefined
    if (operator && name !== operator) {
      location.reload()
      await new Promise(() => undefined)
    }
    operator = name
    setInside(true)
    desk.focus()
  })()
  return entering
}

const api = createApi(enter)

const showTab = () => {
  const tab = TABS.find(({ id }) => `#${id}` === location.hash) ?? TABS[0]
  if (!tab) return
  leave?.()
  const container = h('section', { 'aria-labelledby': 'tab-title' })
  desk.replaceChildren(h('h2', { id: 'tab-title' }, tab.title), container)
  document.title = `${tab.title} · IAMJus: administración`
  for (const link of nav.querySelectorAll('a')) {
    const current = link.hash === `#${tab.id}`
    if (current) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  leave = tab.show(container, api)
}

const logOut = async () => {
  await ask('POST', '/admin/api/logout')
  location.reload()
}

const start = async () => {
  nav.append(
    h('ul', {}, ...TABS.map(({ id, title }) => h('li', {}, h('a', { href: `#${id}` }, title)))),
  )
  const { data } = await api.get('/admin/api/session')
  operator = data?.name ?? ''
  who.append(h('span', {}, operator), ' ', button('Salir', logOut, { class: 'quiet' }))
  setInside(true)
  addEventListener('hashchange', () => {
    // The link to skip the header is no section.
    if (location.hash === '#desk') return
    showTab()
    desk.focus()
  })
  showTab()
}

void start()
