import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { forSpreadsheets } from '../../src/admin/data-csv.ts'
import { parseDirectory } from '../../src/municipios/csv.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const offices = (csv: Uint8Array) => parseDirectory(csv).offices

describe('the data for a spreadsheet', () => {
  test('say all that the file says, when they come back', () => {
    const shipped = readFileSync('data/datos_tierras.csv')
    expect(parseDirectory(forSpreadsheets(shipped))).toEqual(parseDirectory(shipped))
  })

  test('run nothing, and give back a telephone that begins with a plus', () => {
    const csv = bytes('MUNICIPIO,DEPENDENCIA,TELEFONO\nAzul,=HYPERLINK(1),+54 2281 424')
    const file = forSpreadsheets(csv)
    expect(new TextDecoder().decode(file)).toContain("Azul;'=HYPERLINK(1);'+54 2281 424")
    expect(offices(file)).toEqual(offices(csv))
    expect(offices(file)).toMatchObject([{ telefono: '+54 2281 424' }])
  })

  test('are marked as UTF-8 also where they came in Windows-1252', () => {
    const file = forSpreadsheets(Uint8Array.of(...bytes('MUNICIPIO\nMor'), 0xf3, 0x6e))
    expect(Buffer.from(file).toString()).toBe('\uFEFFMUNICIPIO\r\nMorón\r\n')
  })
})
