// RFC 4180 with the separator that spreadsheets expect where a comma stands in numbers, as here. They
// take a cell that begins like a formula for one, whoever wrote it.

const FORMULA = /^[=+\-@\t\r\0]/
// Where a spreadsheet expects another separator, what stands behind one begins a cell of its own.
const FORMULA_INSIDE = /(?<=[;,\t\n]\s*)(?=[=+\-@])/g
/** Without it Excel takes UTF-8 for Windows-1252. */
export const BOM = '\uFEFF'

const cell = (value: string) => {
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[";,\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line of a CSV file. */
export const csvLine = (values: readonly string[]) => `${values.map(cell).join(';')}\r\n`

/** Text of anybody, so that no part of it is a formula wherever a spreadsheet cuts it. */
export const harmless = (text: string) => text.replace(FORMULA_INSIDE, "'")
