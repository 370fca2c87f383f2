import type { Office } from '../channel.ts'
import { clean, fold, hasWords } from '../text.ts'
import type { Row } from './table.ts'

const CONTACT = [
  'dependencia',
  'direccion',
  'telefono',
  'whatsapp',
  'horario',
  'email',
  'web',
] as const

/** The fields of an office, besides its municipio. */
export const OFFICE_FIELDS = [...CONTACT, 'fuente', 'fecha'] as const

const COLUMNS = ['municipio', 'localidades', 'cabecera', 'alias', ...OFFICE_FIELDS] as const

export type Column = (typeof COLUMNS)[number]

/** The known cells of one row, cleaned; an empty cell is an absent key. */
export type Fields = { [column in Column]?: string }

/** Takes a problem of the file: its line, and what is wrong in plain Spanish. */
export type Tell = (line: number, reason: string) => void

/** Text of the file, cut to be quoted in a message. */
export const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** Text of the file on one line. */
export const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The column of each cell, and the names of the columns that are not known or come twice. */
export const columnsOf = (header: Row) => {
  const columns: (Column | undefined)[] = []
  const ignored: string[] = []
  for (const cell of header.cells) {
    const name = fold(clean(cell)).replace(/[^a-z0-9]/g, '')
    const column = COLUMNS.find(known => known === name)
    const isNew = column && !columns.includes(column)
    columns.push(isNew ? column : undefined)
    if (!isNew && hasWords(cell)) ignored.push(oneLine(clean(cell)))
  }
  return { columns, ignored }
}

const MONTH = '(ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)'
// What spreadsheets make by themselves of a long number, of hours such as 8-16, and of what they
// take for a formula. What stood there before is lost.
const SHORTENED = /^\d([.,]\d+)?E\+?\d+$/i
const DATED = new RegExp(`^(\\d{1,2}[-/]${MONTH}|${MONTH}[-/]\\d{1,4})\\.?$`, 'i')
const FAILED = /^#(N\/[AD]|[¿¡]?[\p{L}\d/]+[!?])$/u

const isOwn = (text: string) => ![SHORTENED, DATED, FAILED].some(made => made.test(text))
const MADE = 'lo cambió la planilla y ya no dice lo que decía'

const isEmail = (text: string) => /^[^\s@,;:<>]+@[^\s@,;:<>]+\.[^\s@,;:<>.]{2,}$/.test(text)
const hasDigits = (text: string) => /\d/.test(text)

const CHECKS = [
  ['direccion', MADE, isOwn],
  ['telefono', MADE, isOwn],
  ['whatsapp', MADE, isOwn],
  ['horario', MADE, isOwn],
  ['telefono', 'no tiene ningún número', hasDigits],
  ['whatsapp', 'no tiene ningún número', hasDigits],
  ['email', 'no es una dirección de correo', text => text.split(/\s*[/,;]\s*|\s+/).every(isEmail)],
  ['web', 'no es una dirección http:// o https://', text => /^https?:\/\/[^\s/]/i.test(text)],
] satisfies [Column, string, (text: string) => boolean][]

// Put before what a spreadsheet would take for a formula, when the data were taken out.
const GUARD = /^'(?=[=+\-@])/

/** The fields of a row. What cannot be what its column says is told and left out. */
export const fieldsOf = (row: Row, columns: readonly (Column | undefined)[], tell: Tell) => {
  const fields: Fields = {}
  for (const [i, column] of columns.entries()) {
    const cell = clean(row.cells[i] ?? '').replace(GUARD, '')
    const isList = column === 'localidades' || column === 'alias'
    // A dash or a dot is how people write "nothing".
    if (column && hasWords(cell)) fields[column] = isList ? cell : oneLine(cell)
  }
  for (const [column, reason, isRight] of CHECKS) {
    const value = fields[column]
    if (value === undefined || isRight(value)) continue
    tell(row.line, `${column.toUpperCase()} «${shorten(value)}» ${reason}: queda sin ese dato`)
    delete fields[column]
  }
  return fields
}

/** The office that a row describes; none when it carries only names. */
export const officeOf = (municipio: string, fields: Fields): Office | undefined => {
  if (CONTACT.every(field => fields[field] === undefined)) return undefined
  const known = OFFICE_FIELDS.flatMap(field => {
    const value = fields[field]
    return value === undefined ? [] : [[field, value] as const]
  })
  return { municipio, ...Object.fromEntries(known) }
}
