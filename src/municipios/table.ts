import { Buffer, isUtf8 } from 'node:buffer'
import { CsvError, parse } from 'csv-parse/sync'

export interface Problem {
  /** Line of the file, from 1. */
  readonly line: number
  /** In plain Spanish, for whoever keeps the file. */
  readonly reason: string
}

export interface Row {
  /** The line where the row starts; a quoted cell may take it further down. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface Table {
  /** The header is the first one. */
  readonly rows: readonly Row[]
  readonly problems: readonly Problem[]
}

/** The file as a whole cannot be used; the message says why, in Spanish. */
export class UnusableFileError extends Error {
  override name = 'UnusableFileError'
}

const LINE_END = 0x0a
// Far longer than any true row, so that a quote left open costs little to find out.
const LONGEST_ROW = 100_000
// Each one starts the parser anew, which costs some 30 µs.
const MOST_PROBLEMS = 10_000
// An empty field, or what no name of a place has: an address of the web, a long number.
const NO_NAME = /[,;]\s*[,;]|@|:\/\/|\d{4}/

export type Encoding = 'utf-8' | 'windows-1252'

/** UTF-8, with or without BOM; what is not UTF-8 is taken for Windows-1252, as Excel writes it. */
export const encodingOf = (bytes: Uint8Array): Encoding =>
  isUtf8(bytes) ? 'utf-8' : 'windows-1252'

export const decode = (bytes: Uint8Array) => new TextDecoder(encodingOf(bytes)).decode(bytes)

const count = (text: string, character: string) => text.split(character).length - 1

const delimiterOf = (text: string) => {
  const header = /^.*\S.*$/m.exec(text)?.[0] ?? ''
  if (header.includes('\0'))
    throw new UnusableFileError('no es un CSV (¿es una planilla sin exportar, o está en UTF-16?)')
  const unquoted = header.replace(/"[^"]*"/g, '')
  return count(unquoted, ';') > count(unquoted, ',') ? ';' : ','
}

// A quote that is never closed runs on to the next one in the file. The parser notices when
// text follows that one; here the other case: whole rows inside what would be one cell.
const swallowsRows = (cells: readonly string[], columns: number, delimiter: string) => {
  if (columns < 3) return false
  const short = cells.length < columns
  return cells.some((cell, i) => {
    const toTheEnd = short && i === cells.length - 1
    const inside = cell.split('\n').slice(1, toTheEnd ? undefined : -1)
    return inside.some(
      line => count(line, delimiter) === columns - 1 && (toTheEnd || NO_NAME.test(line)),
    )
  })
}

const reasonOf = (error: CsvError) =>
  error.code === 'CSV_MAX_RECORD_SIZE'
    ? 'la fila es demasiado larga, o tiene una comilla (") sin cerrar'
    : 'hay una comilla (") sin cerrar o fuera de lugar; la línea se saltea'

/**
 * The rows of a CSV file and what is wrong with it. A line whose quotes cannot be understood
 * is reported and left out, and reading goes on at the next line. Blank lines are no rows.
 * Throws an `UnusableFileError` when it is no text, or thousands of lines are like that.
 */
export const readTable = (bytes: Uint8Array): Table => {
  const text = decode(bytes).replace(/\r\n?/g, '\n')
  const source = Buffer.from(text)
  const delimiter = delimiterOf(text)
  const rows: Row[] = []
  const problems: Problem[] = []
  let start = 0
  let line = 1

  const lineEnd = () => {
    const end = source.indexOf(LINE_END, start)
    return end === -1 ? source.length : end
  }
  const advance = (to: number) => {
    while (start < to) {
      const end = lineEnd()
      start = Math.min(end + 1, to)
      if (end < to) line += 1
    }
  }
  const skipBlank = () => {
    while (start < source.length && !source.subarray(start, lineEnd()).toString().trim())
      advance(lineEnd() + 1)
  }

  while (start < source.length) {
    const origin = start
    try {
      parse(source.subarray(origin), {
        delimiter,
        record_delimiter: '\n',
        trim: true,
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: LONGEST_ROW,
        on_record: (cells, info) => {
          skipBlank()
          if (swallowsRows(cells, rows[0]?.cells.length ?? 0, delimiter))
            throw new CsvError('CSV_QUOTE_NOT_CLOSED', 'whole rows inside a cell')
          rows.push({ line, cells })
          advance(origin + info.bytes)
          return null
        },
      })
      break
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      if (problems.length === MOST_PROBLEMS)
        throw new UnusableFileError(
          `más de ${MOST_PROBLEMS} líneas tienen las comillas mal puestas`,
        )
      skipBlank()
      problems.push({ line, reason: reasonOf(error) })
      advance(Math.min(lineEnd() + 1, source.length))
    }
  }
  return { rows, problems }
}
