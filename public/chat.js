import { ask, askStreaming, BROKEN, keep, kept, UNREACHABLE, unanswered } from './ask.js'
import { byId, toElement } from './markup.js'
import {
  answerView,
  choicesView,
  createProblems,
  draftView,
  goToContact,
  growing,
  questionView,
  START,
} from './view.js'

/** @typedef {import('./view.js').Answer} Answer */

// An answer from the data comes at once: no indicator that only flashes.
const TYPING_AFTER_MS = 250
// Pixels from the top of the window, under the header.
const FOLLOW_UNTIL = 100
const DRAFT = 'iamjus.borrador'
// What is stopped ends in this time, or is no longer waited for.
const STOPPED_MS = 5000

const page = document.documentElement
const log = byId('log', HTMLElement)
const typing = byId('typing', HTMLElement)
const opinion = byId('opinion', HTMLElement)
const choices = byId('choices', HTMLElement)
const offline = byId('offline', HTMLElement)
const composer = byId('composer', HTMLFormElement)
const input = byId('prompt', HTMLTextAreaElement)
const sendButton = byId('send', HTMLButtonElement)
const stopButton = byId('stop', HTMLButtonElement)
const [greeting] = log.children
const write = growing(input, text => keep(DRAFT, text))
const problems = createProblems(byId('problem', HTMLElement), () => busy)

/** Grows with every exchange and clearing: what arrives for an older one is dropped. */
let current = 0
let busy = false
/** Of the answer that is being waited for. */
let leaving = new AbortController()
let asked = ''
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typingTimer

/** @param {readonly import('./view.js').Choice[]} offered */
const showChoices = offered => {
  for (const button of [...choices.querySelectorAll('button')]) button.remove()
  choices.append(...choicesView(offered).map(toElement))
}

/** Asks what a person thinks of the last answer, where it is one. */
const showOpinion = () => {
  const last = log.lastElementChild
  const { answer = '', unjudged, verdict } = last instanceof HTMLElement ? last.dataset : {}
  opinion.hidden = answer === '' || unjudged !== undefined
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
    opinion.hidden = true
    showChoices([])
  }
  // The button that was pressed may go away.
  if (now || isLost) rest()
}

/**
 * Asks what stands in the log already. Trying again sends the same id: it is answered once.
 *
 * @param {string} prompt
 * @param {string} id
 * @param {HTMLElement} question
 */
const exchange = async (prompt, id, question) => {
  problems.leave(question)
  // Asked again after others were, it is answered after them.
  if (question !== log.lastElementChild) log.append(question)
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
    unanswered.remove(id)
    // Who takes the phone next must not read it.
    if (data.intents.includes('borrar_datos')) log.replaceChildren()
    log.append(toElement(answerView(data)))
    showChoices(data.choices)
    showOpinion()
  } else problems.tell(problem ?? BROKEN, () => void exchange(prompt, id, question), question)
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
  if (prompt === '') return
  // It waits in the field; what is written there stays.
  if (busy || !navigator.onLine) return input.value || write(prompt)
  if (written) write('')
  const id = unanswered.add(prompt)
  await exchange(prompt, id, showQuestion(prompt, id))
}

/** Takes up what was not answered when the page was closed. */
const resume = async () => {
  /** @type {NodeListOf<HTMLElement>} */
  const pending = log.querySelectorAll('[data-pending]')
  for (const question of pending) {
    const prompt = question.querySelector('p')?.textContent ?? ''
    await exchange(prompt, question.dataset.question ?? '', question)
  }
  for (const { id, prompt } of unanswered.all())
    if (log.querySelector(`[data-question="${CSS.escape(id)}"]`)) unanswered.remove(id)
    else {
      const question = showQuestion(prompt, id)
      const retry = () => void exchange(prompt, id, question)
      problems.tell('Este mensaje no se envió.', retry, question)
    }
}

const clear = async () => {
  current++
  leaving.abort()
  problems.leave()
  setBusy(true)
  const { problem } = await ask('/clear', {})
  setBusy(false)
  if (problem) return problems.tell(problem, () => void clear())
  unanswered.clear()
  keep(DRAFT, '')
  log.replaceChildren(...(greeting ? [greeting] : []))
  showChoices(START)
  showOpinion()
  typing.textContent = 'Listo, se borró la conversación.'
}

const showOffline = () => {
  offline.textContent = navigator.onLine
    ? ''
    : 'No tenés internet. Lo que escribas queda acá: mandalo cuando vuelva.'
  // What broke off is asked again with the same id: it is answered once.
  if (navigator.onLine) problems.retry()
}

/** What is not needed to ask and to read comes with the first touch. */
const controls = () => import('./controls.js').catch(() => undefined)

/** @param {HTMLElement} pressed @param {string} action */
const act = async (pressed, action) => {
  const loaded = await controls()
  const isPlain = !loaded && /openPanel|showPerson/.test(action)
  // As without JavaScript, all that the panel says stands under the conversation.
  page.classList.toggle('js', !isPlain)
  if (loaded) loaded.act(action, pressed)
  else if (isPlain) goToContact()
  else problems.tell(UNREACHABLE)
}

const stop = async () => {
  const waiting = leaving
  typing.textContent = 'Deteniendo…'
  const { problem } = await ask('/stop', { message_id: asked }, STOPPED_MS)
  // On a dead line no answer ends: what was asked can be asked again.
  setTimeout(() => waiting.abort(), problem ? 0 : STOPPED_MS)
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
input.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  void send(input.value, true)
})
composer.addEventListener('submit', event => {
  event.preventDefault()
  void send(input.value, true)
})
stopButton.addEventListener('click', () => void stop())
for (const change of ['online', 'offline']) addEventListener(change, showOffline)

page.classList.add('js')
write(input.value || kept(DRAFT))
showOffline()
showOpinion()
document.getElementById('ultimo')?.scrollIntoView({ block: 'start', behavior: 'instant' })
void resume()
