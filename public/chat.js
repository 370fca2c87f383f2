import { ask, askStreaming, BROKEN } from './ask.js'
import { answerMessage, createButton, draftMessage, questionMessage } from './markup.js'

/** @typedef {import('./markup.js').Answer} Answer */

const START = ['Dónde queda la oficina', 'Qué papeles llevo', 'Para qué sirve']
const HISTORY_MS = 10_000
// An answer from the data comes at once: no indicator that only flashes.
const TYPING_AFTER_MS = 250
// Pixels from the top of the window, under the header.
const FOLLOW_UNTIL = 100

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

const log = byId('log', HTMLElement)
const typing = byId('typing', HTMLElement)
const problems = byId('problem', HTMLElement)
const choices = byId('choices', HTMLElement)
const composer = byId('composer', HTMLFormElement)
const input = byId('prompt', HTMLTextAreaElement)
const sendButton = byId('send', HTMLButtonElement)
const clearButton = byId('clear', HTMLButtonElement)
const dialog = byId('confirm', HTMLDialogElement)
const greeting = [...log.children]

/** Grows with every exchange and clearing: what arrives for an older one is dropped. */
let current = 0
let busy = false
/** Of the answer that is being waited for. */
let leaving = new AbortController()
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typingTimer

// Unique within one chat is enough. `randomUUID` is missing over plain http and in old browsers.
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`

/** @param {readonly string[]} labels */
const showChoices = labels => {
  choices.textContent = ''
  choices.append(...labels.map(label => createButton(label, () => void send(label))))
}

/**
 * @param {string | undefined} words
 * @param {() => void} retry
 */
const showProblem = (words = BROKEN, retry) => {
  problems.textContent = words
  problems.append(document.createElement('br'), createButton('Reintentar', retry))
}

/** @param {boolean} now */
const setBusy = now => {
  busy = now
  clearTimeout(typingTimer)
  typing.textContent = ''
  // Not `disabled`: it would take the focus away from whoever has just pressed it.
  sendButton.setAttribute('aria-disabled', String(now))
  if (!now) return
  problems.textContent = ''
  // The button that was pressed may go away; on a phone the keyboard would cover the answer.
  const rest = matchMedia('(pointer: coarse)').matches ? log : input
  rest.focus({ preventScroll: true })
}

const grow = () => {
  input.style.height = 'auto'
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`
}

/**
 * Asks what stands in the log already. Trying again sends the same id: it is answered once.
 *
 * @param {string} prompt
 * @param {string} messageId
 * @param {HTMLElement} question
 */
const exchange = async (prompt, messageId, question) => {
  const turn = ++current
  leaving = new AbortController()
  setBusy(true)
  showChoices([])
  typingTimer = setTimeout(() => {
    typing.textContent = 'IAMJus está escribiendo…'
    typing.scrollIntoView({ block: 'nearest' })
  }, TYPING_AFTER_MS)
  /** @type {HTMLElement | undefined} */
  let draft
  /** @param {string} text */
  const showDraft = text => {
    if (turn !== current) return
    const next = draftMessage(text)
    if (draft) {
      // Not the element itself: it would appear anew with every sentence.
      draft.replaceChildren(...next.childNodes)
    } else {
      typing.before(next)
      draft = next
    }
    // Followed while it grows, until its first line would leave the screen: one reads from there.
    if (draft.getBoundingClientRect().top > FOLLOW_UNTIL)
      typing.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }
  /** @type {import('./ask.js').Outcome<Answer>} */
  const { data, problem } = await askStreaming(
    { prompt, message_id: messageId },
    showDraft,
    leaving,
  )
  draft?.remove()
  if (turn !== current) return
  setBusy(false)
  if (data) {
    log.append(answerMessage(data))
    showChoices(data.choices.map(choice => choice.label))
  } else showProblem(problem, () => void exchange(prompt, messageId, question))
  // One reads from the question on, not from the end of a long answer.
  question.scrollIntoView({ block: 'start' })
}

/**
 * @param {string} text
 * @param {boolean} [written] in the text field, which is then emptied
 */
const send = async (text, written) => {
  const prompt = text.trim()
  if (busy || prompt === '') return
  if (written) input.value = ''
  grow()
  setBusy(true)
  await restored
  const question = questionMessage(prompt)
  log.append(question)
  question.scrollIntoView({ block: 'nearest' })
  await exchange(prompt, newId(), question)
}

/** @param {readonly (Answer & { prompt: string })[]} turns */
const showConversation = turns => {
  const messages = turns.flatMap(turn => [questionMessage(turn.prompt), answerMessage(turn)])
  // Taken out and put back with its messages, or a screen reader would read all of them aloud.
  log.remove()
  log.textContent = ''
  log.append(...(messages.length > 0 ? messages : greeting))
  typing.before(log)
  showChoices(turns[turns.length - 1]?.choices.map(choice => choice.label) ?? START)
  messages[messages.length - 2]?.scrollIntoView({ block: 'start', behavior: 'instant' })
}

const restore = async () => {
  problems.textContent = ''
  /** @type {{ data?: { messages: (Answer & { prompt: string })[] }, problem?: string }} */
  const { data, problem } = await ask('/history', undefined, HISTORY_MS)
  if (data) showConversation(data.messages)
  else showProblem(problem, () => void restore())
}

const clear = async () => {
  current++
  // On the server one thing of a chat comes after another: it would be cleared after the answer.
  leaving.abort()
  setBusy(true)
  const { problem } = await ask('/clear', {})
  setBusy(false)
  if (problem) showProblem(problem, () => void clear())
  else showConversation([])
}

input.addEventListener('input', grow)
input.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  void send(input.value, true)
})
composer.addEventListener('submit', event => {
  event.preventDefault()
  void send(input.value, true)
})
clearButton.addEventListener('click', () => {
  dialog.returnValue = ''
  dialog.showModal()
})
dialog.addEventListener('close', () => {
  if (dialog.returnValue === 'yes') void clear()
})

document.getElementById('late')?.remove()
composer.hidden = false
clearButton.hidden = false
const restored = restore()
