import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from '../../src/admin/csv-cells.ts'

test('a cell is quoted only where it has to be', () => {
  expect(csvLine(['hola', 'a,b', 'dijo "sí"', 'dos\nlíneas', ''])).toBe(
    'hola,"a,b","dijo ""sí""","dos\nlíneas",\r\n',
  )
})

test.each(['=1+1', '+54', '-2', '@SUM(A1)', '\tx', '\rx', '\0x'])(
  'a cell that a spreadsheet would run is text: %j',
  value => {
    expect(parse(csvLine([value, 'b']))).toEqual([[`'${value}`, 'b']])
  },
)

test('whatever people write is read back as it was', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter(s => !/^[=+\-@\t\r\0]/.test(s))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), cells => {
      expect(parse(csvLine(cells))).toEqual([cells])
    }),
  )
})
