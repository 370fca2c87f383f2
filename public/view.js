import { byId, h, inline, isWhole, linkTo, renderMarkup, toElement } from './markup.js'

// What is shown of a conversation, as plain data, and what the page makes of it.

/**
 * @typedef {import('./markup.js').Tree} Tree
 * @typedef {{ id: string, label: string }} Choice
 * @typedef {{ municipio: string, dependencia?: string, direccion?: string, telefono?: string,
 *   whatsapp?: string, horario?: string, email?: string, web?: string }} Office
 * @typedef {{ response: string, source: string, intents: string[], choices: Choice[], offices: Office[],
 *   message_id: string, verdict?: 'up' | 'down' | undefined }} Answer
 */

/** @param {string} field several values are separated by " / " */
const valuesOf = field =>
  field
    .split('/')
    .map(value => value.trim())
    .filter(Boolean)

// An extension is said after the call is answered; dialled along it makes a wrong number.
/** @param {string} field */
const phonesIn = field =>
  valuesOf(field)
    .map(phone => phone.replace(/ int.*/, ''))
    .filter(isWhole)

/**
 * The number as wa.me wants it; none where it is not certain, for a wrong one is worse than none.
 * National numbers have ten digits and begin with 11, 2 or 3; "15" after the area is not dialled.
 *
 * @param {string} number
 */
export const whatsappDigits = number => {
  const national = number
    .replace(/\D/g, '')
    .replace(/^(?:00)?54(?=\d{10})9?/, '')
    .replace(/^0/, '')
  const areas = /^11/.test(national) ? [2] : [3, 4]
  const marked = areas.filter(size => national.length === 12 && national.startsWith('15', size))
  const [size, other] = marked
  const bare = size && !other ? national.slice(0, size) + national.slice(size + 2) : national
  return /^(?:11|[23]\d)\d{8}$/.test(bare) ? `549${bare}` : undefined
}

/** @param {string} number */
const whatsappLink = number => {
  const digits = whatsappDigits(number)
  return digits ? linkTo(`https://wa.me/${digits}`, number) : number
}

/** @param {string} field @param {(value: string) => Tree} link */
const each = (field, link) =>
  valuesOf(field).flatMap((value, i) => [i > 0 ? ' / ' : '', link(value)])

/** @type {[keyof Office, string, (value: string, office: Office) => Tree[]][]} */
const ROWS = [
  [
    'direccion',
    'Dirección',
    (value, { municipio }) => {
      const place = encodeURIComponent(`${value}, ${municipio}, Provincia de Buenos Aires`)
      const map = `https://www.google.com/maps/search/?api=1&query=${place}`
      return [`${value} `, linkTo(map, 'Ver en el mapa')]
    },
  ],
  ['telefono', 'Teléfono', value => inline(value, phonesIn(value))],
  ['whatsapp', 'WhatsApp', value => each(value, whatsappLink)],
  ['horario', 'Horario', value => [value]],
  ['email', 'Correo', value => each(value, email => linkTo(`mailto:${email}`, email))],
  ['web', 'Página', value => [linkTo(value, value.replace(/^https?:\/\/|\/$/g, ''))]],
]

/** @param {Office} office */
const nameOf = ({ dependencia, municipio }) => dependencia ?? municipio

/**
 * What is known of an office, each way to reach it a link.
 *
 * @param {Office} office
 */
export const officeView = office => {
  const rows = ROWS.flatMap(([field, label, show]) => {
    const value = office[field]
    return value ? [h('li', {}, h('span', {}, `${label}: `), ...show(value, office))] : []
  })
  const copy = h('button', { type: 'button', class: 'copy', 'data-act': 'copy' }, 'Copiar datos')
  return h(
    'div',
    { class: 'office', 'data-place': office.municipio },
    h('strong', {}, nameOf(office)),
    h('ul', {}, ...rows),
    copy,
  )
}

/**
 * The card of the office that these lines begin to tell of, and how many lines that takes.
 *
 * @param {readonly string[]} lines
 * @param {readonly Office[]} offices
 */
const officeIn = (lines, offices) => {
  for (const office of offices) {
    if (lines[0] !== `**${nameOf(office)}**`) continue
    const told = ROWS.filter(([field]) => office[field])
    const isTold = told.every(([field, label], i) => {
      const line = lines[i + 1] ?? ''
      return line.startsWith(`- ${label}: `) && line.includes(office[field] ?? '')
    })
    if (isTold && told.length > 0) return { tag: officeView(office), size: told.length + 1 }
  }
  return undefined
}

/**
 * The numbers of a reply that can be called: those of its offices, and the help lines.
 *
 * @param {Answer} answer
 */
const phonesOf = ({ response, source, offices }) => {
  const phones = offices.flatMap(({ telefono, whatsapp }) => [
    ...phonesIn(telefono ?? ''),
    ...phonesIn(whatsapp ?? ''),
  ])
  if (source === 'safety') phones.push(...(response.match(/\b\d{3}\b/g) ?? []))
  return phones.filter(phone => /\d{3}/.test(phone))
}

/** Told to those who do not see the side on which a message stands. @param {string} author */
const by = author => h('span', { class: 'unseen' }, author)

/** @param {string} prompt @param {string} id */
export const questionView = (prompt, id) =>
  h('div', { class: 'message mine', 'data-question': id }, by('Vos:'), h('p', {}, prompt))

/** Whether these were of use is not asked: a question back, a greeting, help in danger. */
const NO_ANSWERS = ['clarification', 'smalltalk', 'safety']

/** An answer. @param {Answer} answer */
export const answerView = answer =>
  h(
    'div',
    {
      class: 'message theirs',
      'data-answer': answer.message_id,
      ...(NO_ANSWERS.includes(answer.source) && { 'data-unjudged': '' }),
      ...(answer.verdict && { 'data-verdict': answer.verdict }),
    },
    by('IAMJus:'),
    ...renderMarkup(answer.response, phonesOf(answer), lines => officeIn(lines, answer.offices)),
  )

/** An answer that is still being written; read aloud only once it is whole. @param {string} text */
export const draftView = text =>
  h('div', { class: 'message theirs', 'aria-hidden': 'true' }, ...renderMarkup(text))

/** Brings the contact of people into sight, from its first line. */
export const goToContact = () => {
  const contact = byId('persona', HTMLElement)
  contact.focus({ preventScroll: true })
  contact.scrollIntoView()
}

/** Offered before anything was said. */
export const START = [
  { id: 'direcciones', label: 'Dónde queda la oficina' },
  { id: 'requisitos', label: 'Qué papeles llevo' },
  { id: 'beneficios', label: 'Para qué sirve' },
]

/** What may be said next, each a button of a form. @param {readonly Choice[]} choices */
export const choicesView = choices =>
  choices.map(({ label }) => h('button', { type: 'submit', name: 'prompt', value: label }, label))

/**
 * Tells what went wrong, and offers to try again where a button can.
 *
 * @param {HTMLElement} box
 * @param {() => boolean} isBusy
 */
export const createProblems = (box, isBusy) => {
  /** @type {{ retry: () => void, question?: HTMLElement | undefined } | undefined} */
  let told

  /** @param {() => void} retry */
  const button = retry => {
    const again = toElement(h('button', { type: 'button', class: 'again' }, 'Reintentar'))
    again.addEventListener('click', () => isBusy() || retry())
    return again
  }
  /**
   * Takes the problem away; a question that it was of keeps its own way of being asked again.
   *
   * @param {HTMLElement} [asked] the question that is asked now
   */
  const leave = asked => {
    if (told?.question !== asked) told?.question?.append(button(told.retry))
    asked?.querySelector('.again')?.remove()
    told = undefined
    box.textContent = ''
  }
  return {
    leave,
    /** @param {string} words @param {() => void} [retry] @param {HTMLElement} [question] */
    tell: (words, retry, question) => {
      leave()
      box.textContent = words
      if (!retry) return
      told = { retry, question }
      box.append(toElement(h('br', {})), button(retry))
    },
    /** Does what its button does, if there is one. */
    retry: () => isBusy() || told?.retry(),
  }
}

/**
 * Lets a text field grow with what stands in it.
 *
 * @param {HTMLTextAreaElement} field
 * @param {(text: string) => void} onChange
 * @returns {(text: string) => void} writes into it
 */
export const growing = (field, onChange) => {
  const grow = () => {
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`
    onChange(field.value)
  }
  field.addEventListener('input', grow)
  return text => {
    field.value = text
    grow()
  }
}
