import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine, harmless } from '../../src/admin/csv-cells.ts'

const SEMICOLON = { delimiter: ';' }

test('a cell is quoted only where it has to be', () => {
  expect(csvLine(['hola', 'a,b', 'dijo "sí"', 'dos\nlíneas', ''])).toBe(
    'hola;"a,b";"dijo ""sí""";"dos\nlíneas";\r\n',
  )
})

test.each(['=1+1', '+54', '-2', '@SUM(A1)', '\tx', '\rx', '\0x'])(
  'a cell that a spreadsheet would run is text: %j',
  value => {
    expect(parse(csvLine([value, 'b']), SEMICOLON)).toEqual([[`'${value}`, 'b']])
  },
)

test.each([',', ';', '\t'])(
  'what people write is no formula where a spreadsheet separates by %j',
  delimiter => {
    const text = 'hola;=1+1, @SUM(A1);-2\t+3\n=4'
    const loose = { delimiter, relax_quotes: true, relax_column_count: true }
    const cells: string[] = parse(csvLine(['4', harmless(text), 'b']), loose).flat()
    expect(cells.filter(cell => /^"?\s*[=+@-]/.test(cell))).toEqual([])
    expect(cells.length).toBeGreaterThan(2)
  },
)

test('whatever people write is read back as it was', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter(s => !/^[=+\-@\t\r\0]/.test(s))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), cells => {
      expect(parse(csvLine(cells), SEMICOLON)).toEqual([cells])
    }),
  )
})
