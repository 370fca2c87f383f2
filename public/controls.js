import { ask } from './ask.js'
import { byId } from './markup.js'
import { goToContact } from './view.js'

// What one does with the page besides asking: options, colours, copying, printing, judging.

const YEAR_S = 365 * 24 * 60 * 60

const panel = byId('panel', HTMLElement)
const more = byId('more', HTMLElement)
const opinion = byId('opinion', HTMLElement)
const reason = byId('reason', HTMLElement)
const thanks = byId('thanks', HTMLElement)
const why = byId('why', HTMLTextAreaElement)
const said = byId('said', HTMLElement)

/** @param {boolean} open */
const setPanel = open => {
  const hadFocus = panel.contains(document.activeElement)
  panel.classList.toggle('open', open)
  more.setAttribute('aria-expanded', String(open))
  if (open) byId('close', HTMLElement).focus()
  else if (hadFocus) more.focus({ preventScroll: true })
}
const isOpen = () => panel.classList.contains('open')

/** @param {string} text */
const copyText = async text => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  // Over plain http there is only the old way.
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'unseen'
  const focused = document.activeElement
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  if (!done) throw new Error('no se pudo copiar')
}

/** @param {Element | null | undefined} shown */
const textOf = shown => {
  const copy = shown?.cloneNode(true)
  if (!(copy instanceof HTMLElement)) return ''
  // A link that says only where it leads is none on paper.
  for (const extra of copy.querySelectorAll('button, .unseen, a[href*="/maps/"]')) extra.remove()
  for (const line of copy.querySelectorAll('p, li, br, div, strong'))
    if (line.localName !== 'strong' || line.parentElement?.className === 'office') line.append('\n')
  return (copy.textContent ?? '').replace(/\n{3,}/g, '\n\n').trim()
}

/** @param {HTMLElement} button */
const copy = async button => {
  const office = button.closest('.office')
  const label = button.textContent
  const { place: name = '' } = office instanceof HTMLElement ? office.dataset : {}
  const place = name && !name.startsWith('Provincia') ? `\nMunicipio: ${name}` : ''
  const text = textOf(office ?? byId('log', HTMLElement).lastElementChild)
  const copied = await copyText(text + place).then(
    () => 'Copiado',
    () => 'No se pudo copiar',
  )
  button.textContent = copied
  // Seen on the button; said to who does not see it.
  said.textContent = copied
  setTimeout(() => {
    button.textContent = label
    said.textContent = ''
  }, 2500)
}

const changeTheme = () => {
  const dark = document.querySelector('style[media]')
  if (!(dark instanceof HTMLStyleElement)) return
  const name = matchMedia(dark.media).matches ? 'claro' : 'oscuro'
  dark.media = name === 'oscuro' ? 'screen' : 'not all'
  // A cookie, so that the server sends the page as it was chosen.
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser
  document.cookie = `iamjus_tema=${name}; path=/; max-age=${YEAR_S}; samesite=lax`
}

/** @param {string | null} verdict @param {string} [text] */
const tell = async (verdict, text) => {
  const { answer } = opinion.dataset
  const { problem } = await ask('/feedback', { message_id: answer, verdict, reason: text })
  thanks.hidden = false
  thanks.textContent = problem ?? (verdict && (text || verdict === 'up') ? '¡Gracias!' : '')
  return problem === undefined
}

/** @param {HTMLElement} button */
const judge = async button => {
  const verdict =
    button.getAttribute('aria-pressed') === 'true' ? null : (button.getAttribute('value') ?? null)
  if (!(await tell(verdict))) return
  for (const other of opinion.querySelectorAll('[aria-pressed]'))
    other.setAttribute('aria-pressed', String(verdict !== null && other === button))
  reason.hidden = verdict !== 'down'
  // What opens below would stand under the bar.
  if (!reason.hidden) reason.scrollIntoView({ block: 'nearest' })
}

const explain = async () => {
  if (why.value.trim() === '') return
  if (!(await tell('down', why.value))) return
  why.value = ''
  reason.hidden = true
  // The button that was pressed is gone.
  opinion.querySelector('button')?.focus({ preventScroll: true })
}

/** @type {Record<string, (button: HTMLElement) => unknown>} */
const ACTIONS = {
  openPanel: () => setPanel(!isOpen()),
  closePanel: () => setPanel(false),
  showPerson: () => {
    if (getComputedStyle(panel).display === 'none') setPanel(true)
    goToContact()
  },
  print: () => print(),
  copy,
  changeTheme,
  judge,
  explain,
}

/** Does what a button is there for. @param {string} action @param {HTMLElement} button */
export const act = (action, button) => ACTIONS[action]?.(button)

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && isOpen()) setPanel(false)
})
document.addEventListener('pointerdown', event => {
  const at = event.target
  if (isOpen() && at instanceof Node && !panel.contains(at) && !more.contains(at)) setPanel(false)
})
// Nothing that has the focus is covered by it.
document.addEventListener('focusin', ({ target }) => {
  if (isOpen() && target instanceof Node && !panel.contains(target)) setPanel(false)
})
// What is chosen there is done; before that, so that the focus goes where the answer will be.
panel.addEventListener('click', event => {
  const button = event.target instanceof Element ? event.target.closest('button[name]') : null
  if (button && isOpen()) setPanel(false)
})
