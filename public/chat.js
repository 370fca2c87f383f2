import { ask, askStreaming, BROKEN, keep, kept, UNREACHABLE } from './ask.js'
import { answerView, byId, choicesView, draftView, questionView, START, toElement } from './view.js'

/** @typedef {import('./view.js').Answer} Answer */

// An answer from the data comes at once: no indicator that only flashes.
const TYPING_AFTER_MS = 250
// Pixels from the top of the window, under the header.
const FOLLOW_UNTIL = 100
const DRAFT = 'iamjus.borrador'
const ASKED = 'iamjus.pregunta'

const log = byId('log', HTMLElement)
const typing = byId('typing', HTMLElement)
const problems = byId('problem', HTMLElement)
const opinion = byId('opinion', HTMLElement)
const choices = byId('choices', HTMLElement)
const offline = byId('offline', HTMLElement)
const composer = byId('composer', HTMLFormElement)
const input = byId('prompt', HTMLTextAreaElement)
const sendButton = byId('send', HTMLButtonElement)
const stopButton = byId('stop', HTMLButtonElement)
const [greeting] = log.children

/** Grows with every exchange and clearing: what arrives for an older one is dropped. */
let current = 0
let busy = false
/** Of the answer that is being waited for. */
let leaving = new AbortController()
let asked = ''
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typingTimer

// Unique within one chat is enough. `randomUUID` is missing over plain http and in old browsers.
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`

/** @param {readonly import('./view.js').Choice[]} offered */
const showChoices = offered => {
  for (const button of [...choices.querySelectorAll('button')]) button.remove()
  choices.append(...choicesView(offered).map(toElement))
}

/**
 * @param {string | undefined} words
 * @param {() => void} [retry]
 */
const showProblem = (words = BROKEN, retry) => {
  problems.textContent = words
  if (!retry) return
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Reintentar'
  button.addEventListener('click', retry)
  problems.append(document.createElement('br'), button)
}

/** Asks what a person thinks of the last answer, unless it was help for somebody in danger. */
const showOpinion = () => {
  const last = log.lastElementChild
  const { answer = '', verdict } = last instanceof HTMLElement ? last.dataset : {}
  opinion.hidden = answer === ''
  opinion.dataset.answer = answer
  for (const button of opinion.querySelectorAll('button'))
    if (button.value) button.setAttribute('aria-pressed', String(button.value === verdict))
  for (const id of ['reason', 'thanks']) byId(id, HTMLElement).hidden = true
}

/** Where the focus goes when what had it goes away; on a phone the keyboard would cover the text. */
const rest = () =>
  (matchMedia('(pointer: coarse)').matches ? log : input).focus({ preventScroll: true })

/** @param {boolean} now */
const setBusy = now => {
  busy = now
  clearTimeout(typingTimer)
  typing.textContent = ''
  const isLost = document.activeElement === stopButton
  sendButton.hidden = now
  stopButton.hidden = !now
  if (now) {
    problems.textContent = ''
    opinion.hidden = true
    showChoices([])
  }
  // The button that was pressed may go away.
  if (now || isLost) rest()
}

const grow = () => {
  input.style.height = 'auto'
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`
}

/**
 * Asks what stands in the log already. Trying again sends the same id: it is answered once.
 *
 * @param {string} prompt
 * @param {string} id
 * @param {HTMLElement} question
 */
const exchange = async (prompt, id, question) => {
  const turn = ++current
  leaving = new AbortController()
  asked = id
  setBusy(true)
  typingTimer = setTimeout(() => {
    typing.textContent = 'IAMJus está escribiendo…'
    typing.scrollIntoView({ block: 'nearest' })
  }, TYPING_AFTER_MS)
  /** @type {HTMLElement | undefined} */
  let draft
  /** @param {string} text */
  const showDraft = text => {
    if (turn !== current) return
    const next = toElement(draftView(text))
    // Not the element itself: it would appear anew with every sentence.
    if (draft) draft.replaceChildren(...next.childNodes)
    else typing.before(next)
    draft ??= next
    // Followed while it grows, until its first line would leave the screen: one reads from there.
    if (draft.getBoundingClientRect().top > FOLLOW_UNTIL)
      typing.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }
  /** @type {import('./ask.js').Outcome<Answer>} */
  const { data, problem } = await askStreaming({ prompt, message_id: id }, showDraft, leaving)
  draft?.remove()
  if (turn !== current) return
  setBusy(false)
  if (data) {
    keep(ASKED, '')
    log.append(toElement(answerView(data)))
    showChoices(data.choices)
    showOpinion()
  } else showProblem(problem, () => void exchange(prompt, id, question))
  // One reads from the question on, not from the end of a long answer.
  question.scrollIntoView({ block: 'start' })
}

/** @param {string} prompt @param {string} id */
const showQuestion = (prompt, id) => {
  const question = toElement(questionView(prompt, id))
  log.append(question)
  question.scrollIntoView({ block: 'nearest' })
  return question
}

/**
 * @param {string} text
 * @param {boolean} [written] in the text field, which is then emptied
 */
const send = async (text, written) => {
  const prompt = text.trim()
  if (busy || prompt === '') return
  // What is written stays where it is.
  if (!navigator.onLine) return
  if (written) {
    input.value = ''
    keep(DRAFT, '')
    grow()
  }
  const id = newId()
  keep(ASKED, JSON.stringify({ id, prompt }))
  await exchange(prompt, id, showQuestion(prompt, id))
}

/** Takes up what was not answered when the page was closed. */
const resume = async () => {
  /** @type {NodeListOf<HTMLElement>} */
  const pending = log.querySelectorAll('[data-pending]')
  const lost = JSON.parse(kept(ASKED) || 'null')
  for (const question of pending) {
    const prompt = question.querySelector('p')?.textContent ?? ''
    await exchange(prompt, question.dataset.question ?? '', question)
  }
  if (!lost) return
  const isKnown = [...log.querySelectorAll('[data-question]')].some(
    question => question instanceof HTMLElement && question.dataset.question === lost.id,
  )
  if (isKnown) return keep(ASKED, '')
  const question = showQuestion(lost.prompt, lost.id)
  showProblem('Este mensaje no se envió.', () => void exchange(lost.prompt, lost.id, question))
}

const clear = async () => {
  current++
  leaving.abort()
  setBusy(true)
  const { problem } = await ask('/clear', {})
  setBusy(false)
  if (problem) return showProblem(problem, () => void clear())
  for (const name of [DRAFT, ASKED]) keep(name, '')
  log.replaceChildren(...(greeting ? [greeting] : []))
  showChoices(START)
  showOpinion()
}

const showOffline = () => {
  offline.textContent = navigator.onLine
    ? ''
    : 'No tenés internet. Lo que escribas queda acá: mandalo cuando vuelva.'
  // What broke off is asked again with the same id: it is answered once.
  if (navigator.onLine) problems.querySelector('button')?.click()
}

/** What is not needed to ask and to read comes with the first touch. */
const controls = () => import('./controls.js').catch(() => undefined)

/** @param {HTMLElement} pressed @param {string} action */
const act = async (pressed, action) => {
  const loaded = await controls()
  if (loaded) loaded.act(action, pressed)
  else showProblem(UNREACHABLE)
}

document.addEventListener('click', event => {
  const pressed = event.target instanceof Element && event.target.closest('[name], [data-act]')
  if (!(pressed instanceof HTMLElement)) return
  const { act: action } = pressed.dataset
  const { name = '', value = '' } = pressed instanceof HTMLButtonElement ? pressed : {}
  if (!name && !action) return
  event.preventDefault()
  if (name === 'prompt') void send(value)
  else if (name === 'clear') void clear()
  else if (action) void act(pressed, action)
})
for (const touch of ['pointerdown', 'pointermove', 'keydown', 'focusin'])
  addEventListener(touch, () => void controls(), { once: true, passive: true })
input.addEventListener('input', () => {
  grow()
  keep(DRAFT, input.value)
})
input.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  void send(input.value, true)
})
composer.addEventListener('submit', event => {
  event.preventDefault()
  void send(input.value, true)
})
stopButton.addEventListener('click', () => void ask('/stop', { message_id: asked }))
for (const change of ['online', 'offline']) addEventListener(change, showOffline)

document.documentElement.classList.add('js')
input.value ||= kept(DRAFT)
grow()
showOffline()
showOpinion()
document.getElementById('ultimo')?.scrollIntoView({ block: 'start', behavior: 'instant' })
void resume()
