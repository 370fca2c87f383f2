import { button, field, h, moment, statusLine } from './dom.js'
import { live } from './live.js'
import { qrOf } from './svg.js'
import { CHANNELS } from './words.js'

/**
 * @typedef {{
 *   channel: string, state: string, since: string, detail?: string, qr?: boolean[][],
 *   closed: { comment: string, by: string, at: string } | null,
 * }} Channel
 * @typedef {import('./api.js').Api} Api
 */

/** @type {Readonly<Record<string, string>>} */
const STATES = {
  off: 'apagado',
  starting: 'arrancando',
  ready: 'funcionando',
  'needs-login': 'hay que vincular el teléfono',
  down: 'no funciona',
}

const QR_LABEL = 'Código QR para vincular el teléfono'
const SCAN =
  'En el teléfono: WhatsApp > Dispositivos vinculados > Vincular un dispositivo. ' +
  'El código cambia solo. No lo muestres ni lo mandes: quien lo escanea lee todas las charlas.'

/** What an operator should look at. @param {Channel[]} channels */
export const troubles = channels =>
  channels.flatMap(({ channel, state, closed }) => {
    const name = CHANNELS[channel] ?? channel
    if (closed) return [`${name}: está apagado y no contesta.`]
    return state === 'ready' || state === 'starting' ? [] : [`${name}: ${STATES[state] ?? state}.`]
  })

/** @param {Channel} channel */
const factsOf = ({ state, since, detail, qr, closed }) => [
  h(
    'p',
    {},
    h('strong', { class: state === 'down' ? 'problem' : '' }, STATES[state] ?? state),
    ' desde el ',
    moment(since),
  ),
  ...(detail ? [h('p', { class: 'hint' }, detail)] : []),
  ...(qr ? [qrOf(qr, QR_LABEL), h('p', { class: 'hint' }, SCAN)] : []),
  ...(closed
    ? [
        h(
          'p',
          { class: 'notice problem' },
          `No contesta: lo apagó ${closed.by} el `,
          moment(closed.at),
          `. Motivo: ${closed.comment}`,
        ),
      ]
    : []),
]

/**
 * Asks for the comment with which a channel is switched off.
 *
 * @param {(channel: string, comment: string) => Promise<string | undefined>} close gives a problem
 */
const createQuestion = close => {
  const title = h('h3', { id: 'switch-title' })
  const comment = h('textarea', { rows: 3, maxLength: 300, required: true })
  const status = statusLine()
  let channel = ''
  /** @type {HTMLDialogElement} */
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'switch-title', class: 'card' },
    h(
      'form',
      {
        /** @param {SubmitEvent} event */
        onsubmit: async event => {
          event.preventDefault()
          const problem = await close(channel, comment.value)
          if (problem) status.complain(problem)
          else dialog.close()
        },
      },
      title,
      h(
        'p',
        {},
        'A quien escriba se le va a contestar solo que no se atiende, con el contacto oficial.',
      ),
      field('Por qué (queda registrado; el público no lo ve)', comment),
      status.line,
      h(
        'div',
        { class: 'row' },
        h('button', { type: 'submit', class: 'danger' }, 'Apagar'),
        button('Cancelar', () => dialog.close(), { class: 'quiet' }),
      ),
    ),
  )
  return {
    dialog,
    /** @param {string} name */
    ask: name => {
      channel = name
      title.textContent = `¿Apagar ${CHANNELS[name] ?? name}?`
      comment.value = ''
      status.tell('')
      dialog.showModal()
    },
  }
}

/**
 * A card for each channel, with its switch.
 *
 * @param {Api} api
 * @param {() => Promise<void>} refresh
 */
export const createChannels = (api, refresh) => {
  const status = statusLine()
  const cards = h('div', { class: 'columns' })
  /** @type {Map<string, { update(channel: Channel): void }>} */
  const known = new Map()

  /** @param {string} channel @param {boolean} on @param {string} comment */
  const turn = async (channel, on, comment) => {
    const body = { on, comment }
    const { data, problem } = await api.send('PUT', `/admin/api/channels/${channel}`, body)
    if (!data) return problem
    await refresh()
    const name = CHANNELS[channel] ?? channel
    status.tell(on ? `${name} contesta de nuevo.` : `${name} quedó apagado.`)
    return undefined
  }
  const question = createQuestion((channel, comment) => turn(channel, false, comment))

  /** @param {string} channel */
  const add = channel => {
    const facts = live(h('div', { class: 'stack' }), factsOf)
    let closed = false
    const toggle = button('', async () => {
      if (!closed) return question.ask(channel)
      const problem = await turn(channel, true, '')
      if (problem) status.complain(problem)
    })
    const card = {
      /** @param {Channel} now */
      update: now => {
        facts.update(now)
        closed = now.closed !== null
        const name = CHANNELS[channel] ?? channel
        const words = closed ? `Prender ${name}` : `Apagar ${name}…`
        if (toggle.textContent !== words) toggle.textContent = words
      },
    }
    known.set(channel, card)
    cards.append(
      h(
        'section',
        { class: 'card' },
        h('h4', {}, CHANNELS[channel] ?? channel),
        facts.element,
        toggle,
      ),
    )
    return card
  }

  return {
    nodes: [h('h3', {}, 'Canales'), status.line, cards, question.dialog],
    /** @param {Channel[]} channels */
    update: channels => {
      for (const channel of channels)
        (known.get(channel.channel) ?? add(channel.channel)).update(channel)
    },
  }
}
