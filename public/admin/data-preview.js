import { button, field, h, statusLine, table } from './dom.js'

/**
 * @typedef {Record<string, string>} Office
 * @typedef {{ municipio: string, offices: Office[] }} Whole
 * @typedef {{ field: string, before: string, after: string }} FieldChange
 * @typedef {{
 *   municipio: string, fields: FieldChange[], added: Office[], removed: Office[],
 *   changed: { dependencia: string, fields: FieldChange[] }[],
 * }} MunicipioChange
 * @typedef {{
 *   dataset: { id: number, published_at: string | null }, base: number,
 *   municipios: { before: number, after: number }, offices: { before: number, after: number },
 *   changes: { added: Whole[], changed: MunicipioChange[], removed: Whole[], same: number },
 *   encoding: string, problems: { line: number, reason: string }[], problem_count: number,
 *   ignored_columns: string[], doubts: string[],
 * }} Draft
 */

/** Rows that somebody would read; a page with thousands more is slow. */
const ROWS = 300

const CONTACT = ['direccion', 'telefono', 'whatsapp', 'horario', 'email', 'web']

/** @param {Office} office */
const summary = office => {
  const values = CONTACT.flatMap(name => office[name] ?? [])
  return values.length > 0 ? values.join(' · ') : 'sin datos de contacto'
}

/** @param {Office} office */
const nameOf = office => office.dependencia ?? 'sin nombre'

/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`

/** @param {string} value */
const orNothing = value => value || '—'

/** @param {MunicipioChange} change @returns {string[][]} */
const rowsOf = ({ municipio, fields, added, changed, removed }) => [
  ...fields.map(({ field: name, before, after }) => [
    municipio,
    name.toUpperCase(),
    orNothing(before),
    orNothing(after),
  ]),
  ...changed.flatMap(office =>
    office.fields.map(({ field: name, before, after }) => [
      municipio,
      `${name.toUpperCase()} de ${orNothing(office.dependencia)}`,
      orNothing(before),
      orNothing(after),
    ]),
  ),
  ...added.map(office => [municipio, `Oficina nueva: ${nameOf(office)}`, '—', summary(office)]),
  ...removed.map(office => [
    municipio,
    `Se va la oficina: ${nameOf(office)}`,
    summary(office),
    '—',
  ]),
]

/**
 * @param {string} caption
 * @param {string[]} headers
 * @param {(string | number)[][]} rows
 * @param {number} [total] of which `rows` are the first
 */
const listOf = (caption, headers, rows, total = rows.length) => {
  if (total === 0) return null
  const shown = rows.slice(0, ROWS)
  const more = total - shown.length
  const name = more > 0 ? `${caption} (los primeros ${shown.length} de ${total})` : caption
  return table(name, headers, shown)
}

/** @param {string} caption @param {Whole[]} municipios */
const wholes = (caption, municipios) =>
  listOf(
    caption,
    ['Municipio', 'Oficinas'],
    municipios.map(({ municipio, offices }) => [
      municipio,
      offices.map(office => `${nameOf(office)}: ${summary(office)}`).join(' / ') || 'ninguna',
    ]),
  )

/** Its offices stand among the municipios, and it is none. */
const PROVINCE = 'Provincia de Buenos Aires'

/** @param {Draft} draft */
const overview = ({ changes, municipios, offices }) => {
  const changed = changes.changed.filter(({ municipio }) => municipio !== PROVINCE)
  const province = changed.length < changes.changed.length
  return [
    `Quedarían ${counted(municipios.after, 'municipio', 'municipios')} (hoy ${municipios.before})`,
    `y ${counted(offices.after, 'oficina', 'oficinas')} (hoy ${offices.before}):`,
    `${counted(changes.added.length, 'municipio nuevo', 'municipios nuevos')},`,
    `${counted(changed.length, 'que cambia', 'que cambian')},`,
    `${counted(changes.removed.length, 'que se va', 'que se van')}`,
    `y ${counted(changes.same, 'igual', 'iguales')}.`,
    province ? 'Cambian las oficinas de la Provincia.' : '',
  ].join(' ')
}

/** @param {Draft} draft */
const notes = ({ encoding, ignored_columns: ignored }) =>
  [
    encoding === 'windows-1252' &&
      'El archivo está en Windows-1252, como lo guarda Excel. Fijate que los acentos y las eñes se vean bien acá abajo.',
    ignored.length > 0 && `Columnas que no se usan: ${ignored.join(', ')}.`,
  ].flatMap(note => (note ? [h('p', { class: 'hint' }, note)] : []))

/** @param {Draft} draft */
export const changesNothing = ({ changes: { added, changed, removed } }) =>
  added.length + changed.length + removed.length === 0

/**
 * What a file would change, and the button that publishes it.
 *
 * @param {Draft} draft
 * @param {{
 *   publish(comment: string, confirmed: boolean): Promise<string | undefined>,
 *   discard(): void,
 * }} acts `publish` gives what went wrong, in words
 */
export const previewOf = (draft, { publish, discard }) => {
  const { changes, doubts, problems, problem_count: problemCount, dataset } = draft
  const again = dataset.published_at !== null
  const status = statusLine()
  const comment = h('input', { maxLength: 200 })
  const sure = h('input', { type: 'checkbox', id: 'data-sure' })
  const nothing = changesNothing(draft)

  const act = async () => {
    if (doubts.length > 0 && !sure.checked) {
      status.complain('Antes de publicar, revisá lo que está marcado arriba y tildá la casilla.')
      sure.focus()
      return
    }
    status.tell('Publicando…')
    const problem = await publish(comment.value.trim(), sure.checked)
    if (problem) status.complain(problem)
  }

  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'data-preview-title' },
    h(
      'h3',
      { id: 'data-preview-title', tabIndex: -1 },
      again ? 'Qué cambiaría si volvés a esos datos' : 'Qué cambiaría con este archivo',
    ),
    h('p', {}, nothing ? 'Nada: dice lo mismo que los datos en uso.' : overview(draft)),
    ...notes(draft),
    doubts.length > 0 &&
      h(
        'div',
        { class: 'notice problem' },
        h('p', {}, h('strong', {}, '¿Es el archivo correcto?')),
        h('ul', {}, ...doubts.map(doubt => h('li', {}, doubt))),
        h('label', { class: 'check', htmlFor: sure.id }, sure, ' Lo revisé y es así.'),
      ),
    listOf(
      'Problemas del archivo: esas filas o esos datos no se usan',
      ['Línea', 'Qué pasa'],
      problems.map(({ line, reason }) => [line, reason]),
      problemCount,
    ),
    listOf(
      'Qué cambia',
      ['Municipio', 'Dato', 'Antes', 'Después'],
      changes.changed.flatMap(rowsOf),
    ),
    wholes('Municipios nuevos', changes.added),
    wholes('Municipios que se van', changes.removed),
    !nothing && !again && field('Qué cambia y por qué (opcional)', comment),
    status.line,
    h(
      'div',
      { class: 'row' },
      !nothing &&
        button(again ? 'Volver a estos datos' : 'Publicar estos datos', act, { class: 'main' }),
      button(nothing ? 'Cerrar' : 'No publicar', discard),
    ),
  )
}
