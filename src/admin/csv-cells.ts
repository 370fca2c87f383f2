// RFC 4180. A spreadsheet takes a cell that begins like a formula for one, whoever wrote it.

const FORMULA = /^[=+\-@\t\r\0]/
/** Without it Excel takes UTF-8 for Windows-1252. */
export const BOM = '\uFEFF'

const cell = (value: string) => {
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line of a CSV file. */
export const csvLine = (values: readonly string[]) => `${values.map(cell).join(',')}\r\n`
