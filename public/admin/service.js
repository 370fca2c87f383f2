import { h, moment, table } from './dom.js'
import { live } from './live.js'
import { duration, number, size } from './words.js'

/**
 * @typedef {{
 *   name: string, state: string, warm: boolean, inFlight: number, slots: number, answered: number,
 *   failed: number, serviceMs?: number, lastError?: { text: string, at: string }, warning?: string,
 * }} Endpoint
 * @typedef {{
 *   problems: string[], ready: boolean,
 *   database: { bytes: number, freeBytes: number },
 *   backup: { at?: string, problem?: string },
 *   prompt: { version: number, author: string, comment: string, at: string },
 *   dataset?: { author: string, comment: string, publishedAt?: string, municipios: number, offices: number },
 *   model?: { model: string, waiting: number, endpoints: Endpoint[] },
 * }} Service
 */

/** @type {Readonly<Record<string, string>>} */
const STATES = { up: 'funciona', busy: 'ocupado', starting: 'arrancando', down: 'no responde' }

/** @param {Service['problems']} problems */
const problemsOf = problems =>
  problems.length === 0
    ? [h('p', {}, 'Todo funciona.')]
    : [
        h('p', { class: 'problem' }, 'Hay que mirar esto:'),
        h('ul', {}, ...problems.map(problem => h('li', {}, problem))),
      ]

/** @param {Endpoint} endpoint */
const endpointRow = ({ name, state, inFlight, slots, answered, failed, serviceMs, ...rest }) => [
  name,
  STATES[state] ?? state,
  `${inFlight} de ${slots}`,
  `${number(answered)} bien, ${number(failed)} con falla`,
  serviceMs === undefined ? '—' : duration(serviceMs),
  [
    rest.warning,
    rest.warning && rest.lastError && '. ',
    rest.lastError && `${rest.lastError.text}, el `,
    rest.lastError && moment(rest.lastError.at),
    !rest.warning && !rest.lastError && '—',
  ],
]

/** @param {Service['model']} model */
const modelOf = model =>
  model
    ? [
        h('p', {}, `${model.model}. Preguntas que esperan: ${number(model.waiting)}.`),
        table(
          'Servidores del modelo',
          ['Servidor', 'Estado', 'Contestando', 'Respuestas', 'Tarda', 'Lo último que falló'],
          model.endpoints.map(endpointRow),
        ),
      ]
    : [h('p', {}, 'No hay ningún modelo configurado: se contesta solo con los datos.')]

/** @param {Pick<Service, 'database' | 'backup'>} service */
const storageOf = ({ database, backup }) => [
  h(
    'p',
    {},
    `La base ocupa ${size(database.bytes)} y quedan ${size(database.freeBytes)} libres en el disco.`,
  ),
  h(
    'p',
    {},
    ...(backup.at
      ? ['Última copia de seguridad: ', moment(backup.at), '.']
      : ['Todavía no hay copia de seguridad.']),
  ),
  ...(backup.problem ? [h('p', { class: 'problem' }, `Copia: ${backup.problem}.`)] : []),
]

/** @param {Pick<Service, 'prompt' | 'dataset'>} service */
const publishedOf = ({ prompt, dataset }) => [
  h(
    'p',
    {},
    `Instrucciones: versión ${prompt.version}, de ${prompt.author}, del `,
    moment(prompt.at),
    prompt.comment && ` (${prompt.comment})`,
  ),
  ...(dataset
    ? [
        h(
          'p',
          {},
          `Datos: ${number(dataset.municipios)} municipios y ${number(dataset.offices)} oficinas, de ${dataset.author}, del `,
          moment(dataset.publishedAt),
          dataset.comment && ` (${dataset.comment})`,
        ),
      ]
    : []),
]

/** What is not a channel: problems, model, disk, and what is published. */
export const createService = () => {
  const block = () => h('div', { class: 'card' })
  const problems = live(block(), problemsOf)
  const model = live(block(), modelOf)
  const storage = live(block(), storageOf)
  const published = live(block(), publishedOf)
  return {
    problems: problems.element,
    nodes: [
      h('h3', {}, 'Modelo'),
      model.element,
      h('h3', {}, 'Base de datos y copias'),
      storage.element,
      h('h3', {}, 'Publicado'),
      published.element,
    ],
    /** @param {Service} service */
    update: service => {
      problems.update(service.problems)
      model.update(service.model)
      storage.update({ database: service.database, backup: service.backup })
      published.update({
        prompt: service.prompt,
        ...(service.dataset && { dataset: service.dataset }),
      })
    },
  }
}
