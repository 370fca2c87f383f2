import { field, h, statusLine, table } from './dom.js'
import { draw, picture } from './svg.js'
import { CHANNELS, dayMonth, duration, number, SOURCES, share } from './words.js'

/**
 * @typedef {{ name: string, turns: number }} Topic
 * @typedef {{ source: string, turns: number, p50: number, p95: number }} Times
 * @typedef {{
 *   days: string[], total: number, sources: Times[], municipios: Topic[], intents: Topic[],
 *   channels: { channel: string, perDay: number[] }[], thumbs: { up: number, down: number },
 * }} Figures
 */

const GROUPS = [
  { title: 'Con los datos', sources: ['directory', 'tramite'] },
  { title: 'Con el modelo', sources: ['llm'] },
  { title: 'Se le preguntó algo', sources: ['clarification'] },
  { title: 'Sin respuesta', sources: ['fallback'] },
  { title: 'Saludos, emergencias y límites', sources: ['smalltalk', 'safety'] },
]

const WIDTH = 600
const HEIGHT = 160

/** @param {readonly number[]} values */
const sum = values => values.reduce((total, value) => total + value, 0)

/** One bar a day, the channels on top of each other. @param {Figures} figures */
const chart = ({ days, channels }) => {
  const totals = days.map((_, day) => sum(channels.map(({ perDay }) => perDay[day] ?? 0)))
  const top = Math.max(1, ...totals)
  const step = WIDTH / days.length
  const bars = days.flatMap((_, day) => {
    let below = 0
    return channels.map(({ perDay }, i) => {
      const height = ((perDay[day] ?? 0) / top) * HEIGHT
      below += height
      const place = { x: day * step + step * 0.1, y: HEIGHT - below, width: step * 0.8, height }
      return draw('rect', { ...place, class: `series-${i}` })
    })
  })
  const busiest = totals.indexOf(Math.max(...totals))
  const label = `Mensajes por día: ${number(sum(totals))} en total; el día con más fue el ${dayMonth(days[busiest] ?? '')}, con ${number(totals[busiest] ?? 0)}.`
  const svg = picture(label, `0 0 ${WIDTH} ${HEIGHT}`, 'chart', ...bars)
  svg.setAttribute('preserveAspectRatio', 'none')
  return svg
}

/** A number with a bar of its length. @param {number} value @param {number} top */
const withBar = (value, top) => [
  number(value),
  draw(
    'svg',
    { viewBox: '0 0 100 6', class: 'bar', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    draw('rect', { width: (100 * value) / Math.max(1, top), height: 6, class: 'series-0' }),
  ),
]

/** @param {string} title @param {string} what @param {Topic[]} topics */
const topicTable = (title, what, topics) =>
  topics.length === 0
    ? h('p', { class: 'hint' }, `${title}: todavía nada.`)
    : table(
        title,
        [what, 'Mensajes'],
        topics.map(({ name, turns }) => [name, withBar(turns, topics[0]?.turns ?? 1)]),
      )

/** @param {Figures} figures */
const nodesOf = figures => {
  const { days, channels, total, sources, municipios, intents, thumbs } = figures
  const turnsOf = (/** @type {string} */ name) =>
    sources.find(({ source }) => source === name)?.turns ?? 0
  const names = channels.map(({ channel }) => CHANNELS[channel] ?? channel)
  return [
    h('h3', {}, 'Mensajes por día'),
    h(
      'p',
      {},
      `${number(total)} mensajes contestados. A las personas les sirvió ${number(thumbs.up)} veces y no les sirvió ${number(thumbs.down)}.`,
    ),
    chart(figures),
    h(
      'p',
      { class: 'axis hint', 'aria-hidden': 'true' },
      h('span', {}, dayMonth(days[0] ?? '')),
      h('span', {}, dayMonth(days.at(-1) ?? '')),
    ),
    h(
      'ul',
      { class: 'row bare' },
      ...names.map((name, i) =>
        h(
          'li',
          {},
          draw(
            'svg',
            { viewBox: '0 0 10 10', class: 'key', 'aria-hidden': 'true' },
            draw('rect', { width: 10, height: 10, class: `series-${i}` }),
          ),
          ` ${name}: ${number(sum(channels[i]?.perDay ?? []))}`,
        ),
      ),
    ),
    h(
      'details',
      {},
      h('summary', {}, 'Ver los números de cada día'),
      table(
        'Mensajes por día y canal',
        ['Día', ...names],
        days
          .map((day, i) => [dayMonth(day), ...channels.map(({ perDay }) => number(perDay[i] ?? 0))])
          .reverse(),
      ),
    ),
    h('h3', {}, 'Cómo se contestó'),
    table(
      'De cada cien mensajes',
      ['Cómo', 'Mensajes', 'Parte'],
      GROUPS.map(group => {
        const turns = sum(group.sources.map(turnsOf))
        return [group.title, withBar(turns, total), share(turns, total)]
      }),
    ),
    h('h3', {}, 'Cuánto tardó'),
    table(
      'La mitad tardó menos que el primer tiempo, y 95 de cada 100 menos que el segundo (aproximado)',
      ['Respuesta', 'Mensajes', 'La mitad', '95 de cada 100'],
      sources.map(({ source, turns, p50, p95 }) => [
        SOURCES[source] ?? source,
        number(turns),
        duration(p50),
        duration(p95),
      ]),
    ),
    h('h3', {}, 'De qué se habló'),
    h(
      'div',
      { class: 'columns' },
      topicTable('Municipios', 'Municipio', municipios),
      topicTable('Temas', 'Tema', intents),
    ),
  ]
}

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'numeros',
  title: 'Números',
  show: (container, api) => {
    const period = h(
      'select',
      { onchange: () => void load() },
      ...[7, 30, 90].map(days => h('option', { value: String(days) }, `Últimos ${days} días`)),
    )
    const status = statusLine()
    const shown = h('div', { class: 'stack' })
    let current = 0

    const load = async () => {
      const mine = ++current
      status.tell('Contando…')
      const { data, problem } = await api.get(`/admin/api/figures?days=${period.value}`)
      if (mine !== current) return
      if (!data) return status.complain(problem)
      status.tell('')
      shown.replaceChildren(...nodesOf(data))
    }

    container.append(
      h(
        'div',
        { class: 'stack' },
        h('div', { class: 'filters' }, field('Período', period)),
        status.line,
        shown,
      ),
    )
    void load()
  },
}
