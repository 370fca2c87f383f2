import type { Office } from '../channel.ts'
import { clean, fold, hasWords } from '../text.ts'
import {
  columnsOf,
  type Fields,
  fieldsOf,
  officeOf,
  oneLine,
  shorten,
  type Tell,
} from './record.ts'
import { type Problem, type Row, readTable, type Table, UnusableFileError } from './table.ts'

export interface AliasLocalidad {
  readonly alias: string
  readonly localidad: string
}

export interface Municipio {
  readonly nombre: string
  /** The name of the municipio where the file does not say. */
  readonly cabecera: string
  readonly localidades: readonly string[]
  readonly alias: readonly string[]
  readonly aliasLocalidades: readonly AliasLocalidad[]
}

export interface ParsedDirectory {
  readonly municipios: readonly Municipio[]
  readonly offices: readonly Office[]
  /** Offices of the Province, which serve every municipio. */
  readonly provincial: readonly Office[]
  readonly problems: readonly Problem[]
  readonly ignoredColumns: readonly string[]
}

/** What stands under MUNICIPIO in the rows of the offices of the Province. */
export const PROVINCE = 'Provincia de Buenos Aires'

interface Draft {
  readonly nombre: string
  cabecera: string
  /** By folded name, so that one name written in two ways is one. */
  readonly localidades: Map<string, string>
  readonly alias: Map<string, { readonly text: string; readonly line: number }>
}

const draftOf = (nombre: string): Draft => ({
  nombre,
  cabecera: '',
  localidades: new Map(),
  alias: new Map(),
})

const listOf = (cell = '') =>
  cell
    .split(/[,;\n]/)
    .map(oneLine)
    .filter(hasWords)

const merge = (draft: Draft, fields: Fields, line: number) => {
  draft.cabecera ||= fields.cabecera ?? ''
  const { localidades, alias } = draft
  for (const name of listOf(fields.localidades)) {
    if (!localidades.has(fold(name))) localidades.set(fold(name), name)
  }
  for (const text of listOf(fields.alias)) {
    if (!alias.has(fold(text))) alias.set(fold(text), { text, line })
  }
}

// An alias of a localidad is looked up at the end, when all rows of the municipio are known.
const municipioOf = (draft: Draft, tell: Tell): Municipio => {
  const { nombre, cabecera, localidades } = draft
  const alias: string[] = []
  const aliasLocalidades: AliasLocalidad[] = []
  for (const { text, line } of draft.alias.values()) {
    const [name = '', target] = text.split('=', 2).map(part => part.trim())
    const localidad = localidades.get(fold(target ?? ''))
    if (target === undefined) alias.push(name)
    else if (localidad && hasWords(name)) aliasLocalidades.push({ alias: name, localidad })
    else tell(line, `ALIAS «${shorten(text)}» no se usa: «${target}» no está en LOCALIDADES`)
  }
  const names = [...localidades.values()]
  return { nombre, cabecera: cabecera || nombre, localidades: names, alias, aliasLocalidades }
}

const headerOf = ({ rows: [header], problems: [first] }: Table) => {
  if (first && (!header || first.line < header.line))
    throw new UnusableFileError('la cabecera tiene comillas mal puestas')
  if (!header) throw new UnusableFileError('está vacío')
  const { columns, ignored } = columnsOf(header)
  if (!columns.includes('municipio')) {
    const found = shorten(oneLine(clean(header.cells.join(', '))))
    throw new UnusableFileError(`falta la columna MUNICIPIO (la cabecera dice «${found}»)`)
  }
  return { columns, ignored }
}

// UTF-8 that was read as Windows-1252, as a spreadsheet does that is not told the encoding.
const BROKEN_ACCENT = /\p{L}*(Ã[\u0080-\u00bf\u0192\u02c6\u02dc\u2013-\u2122]|â€|\uFFFD)\p{L}*/u
const BROKEN = 'los acentos están rotos'
/** Share of the rows from which on it is the file that is broken. */
const MAY_BE_BROKEN = 0.1

/** Gives what is told of a row with broken accents; throws at the end when many are. */
const createAccents = () => {
  let broken = 0
  return {
    check: ({ cells }: Row) => {
      const found = BROKEN_ACCENT.exec(cells.join(' '))?.[0]
      if (found !== undefined) broken += 1
      return found && `${BROKEN} («${shorten(found)}»): la fila se saltea`
    },
    end: (rows: number) => {
      if (broken > rows * MAY_BE_BROKEN)
        throw new UnusableFileError(
          `${BROKEN} en ${broken} filas. La planilla lo abrió con otra codificación: abrilo de nuevo eligiendo UTF-8 y volvé a guardarlo`,
        )
    },
  }
}

/** A spreadsheet that expects another separator keeps a whole row in its first cell. */
const isName = (text: string) => !/[,;"]/.test(text)

/**
 * Reads the bytes of `datos_tierras.csv`. Bad rows and fields are reported and left out, the
 * rest is kept. Throws an `UnusableFileError` when there is no header with MUNICIPIO.
 */
export const parseDirectory = (bytes: Uint8Array): ParsedDirectory => {
  const table = readTable(bytes)
  const { columns, ignored } = headerOf(table)
  const problems = [...table.problems]
  const tell: Tell = (line, reason) => problems.push({ line, reason })
  const drafts = new Map<string, Draft>()
  const province = draftOf(PROVINCE)
  // By their content: the same office twice is one.
  const offices = new Map<string, Office>()
  const provincial = new Map<string, Office>()

  const accents = createAccents()

  for (const row of table.rows.slice(1)) {
    if (!row.cells.some(hasWords)) continue
    const broken = accents.check(row)
    if (broken) {
      tell(row.line, broken)
      continue
    }
    if (row.cells.slice(columns.length).some(hasWords)) {
      const counts = `${row.cells.length} celdas y la cabecera ${columns.length}`
      tell(row.line, `la fila tiene ${counts}: ¿falta poner entre comillas una celda con comas?`)
      continue
    }
    const fields = fieldsOf(row, columns, tell)
    if (fields.municipio === undefined) {
      tell(row.line, 'falta el MUNICIPIO: la fila se saltea')
      continue
    }
    if (!isName(fields.municipio)) {
      const name = shorten(fields.municipio)
      tell(row.line, `MUNICIPIO «${name}» no es un nombre: ¿quedó toda la fila en una celda?`)
      continue
    }
    const key = fold(fields.municipio)
    const isProvince = key === fold(PROVINCE)
    const draft = isProvince ? province : (drafts.get(key) ?? draftOf(fields.municipio))
    if (!isProvince) drafts.set(key, draft)
    merge(draft, fields, row.line)
    const office = officeOf(draft.nombre, fields)
    if (office) (isProvince ? provincial : offices).set(JSON.stringify(office), office)
  }

  accents.end(table.rows.length - 1)
  return {
    municipios: [...drafts.values()].map(draft => municipioOf(draft, tell)),
    offices: [...offices.values()],
    provincial: [...provincial.values()],
    problems: problems.sort((a, b) => a.line - b.line),
    ignoredColumns: ignored,
  }
}

/** The same, and throws an `UnusableFileError` also when no row can be used. */
export const parseUsable = (bytes: Uint8Array): ParsedDirectory => {
  const result = parseDirectory(bytes)
  const [first] = result.problems
  if (result.municipios.length === 0)
    throw new UnusableFileError(
      `no tiene ninguna fila que sirva${first ? ` (línea ${first.line}: ${first.reason})` : ''}`,
    )
  return result
}
