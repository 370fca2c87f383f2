import { readTable } from '../municipios/table.ts'
import { BOM, csvLine } from './csv-cells.ts'

/** In bytes. The file of the whole Province has 50,000; what is far larger takes seconds to read. */
const LARGEST = 1_000_000

/**
 * A file of offices for the spreadsheets that people have here: with semicolons, and marked as UTF-8.
 * Lines that cannot be read are left out. A very large file stays as it was brought.
 */
export const forSpreadsheets = (csv: Uint8Array): Uint8Array => {
  if (csv.length > LARGEST) return csv
  const lines = readTable(csv).rows.map(({ cells }) => csvLine(cells))
  return Buffer.from(BOM + lines.join(''))
}
