import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDirectory } from '../../src/municipios/csv.ts'
import { decode, readTable } from '../../src/municipios/table.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (...lines: string[]) => parseDirectory(bytes(lines.join('\n')))
const lines = (parsed: ReturnType<typeof parse>) => parsed.problems.map(({ line }) => line)
const names = (parsed: ReturnType<typeof parse>) => parsed.municipios.map(({ nombre }) => nombre)

describe('how the file is written', () => {
  test('a byte order mark is no part of the first column', () => {
    expect(names(parse('\uFEFFMUNICIPIO,DEPENDENCIA', 'Azul,T'))).toEqual(['Azul'])
  })

  test('what is not UTF-8 is read as Windows-1252', () => {
    const latin = Buffer.from('MUNICIPIO,LOCALIDADES\nSan Miguel,"Mu\xf1iz, Bella Vista"', 'latin1')
    expect(parseDirectory(latin).municipios[0]?.localidades).toEqual(['Muñiz', 'Bella Vista'])
    expect(decode(Uint8Array.of(0x80, 0x93, 0x94))).toBe('€“”')
  })

  test.each(['\n', '\r\n', '\r'])('lines may end in %j', end => {
    const parsed = parseDirectory(bytes(['MUNICIPIO,TELEFONO', 'Azul,1', 'Pila,x', ''].join(end)))
    expect(names(parsed)).toEqual(['Azul', 'Pila'])
    expect(lines(parsed)).toEqual([3])
  })

  test('semicolons separate cells when the header has them', () => {
    const parsed = parse(
      'MUNICIPIO;LOCALIDADES;DIRECCION;TELEFONO',
      'Morón;Castelar, Haedo;Brown 946, PB;4489-7777',
    )
    expect(parsed.municipios[0]?.localidades).toEqual(['Castelar', 'Haedo'])
    expect(parsed.offices[0]).toMatchObject({ direccion: 'Brown 946, PB', telefono: '4489-7777' })
  })

  test('a line break inside quotes stays in the cell, as a space or between localidades', () => {
    const parsed = parse(
      'MUNICIPIO,LOCALIDADES,DIRECCION,TELEFONO',
      'Morón,"Castelar,\nHaedo\nEl Palomar","Brown 946\nplanta baja",4489-7777',
    )
    expect(parsed.problems).toEqual([])
    expect(parsed.municipios[0]?.localidades).toEqual(['Castelar', 'Haedo', 'El Palomar'])
    expect(parsed.offices[0]?.direccion).toBe('Brown 946 planta baja')
  })

  test('names of columns may vary in case, accents, spaces, underscores and order', () => {
    const parsed = parse(
      ' Teléfono ,LOCALIDADES ,"Dirección",e_mail,município',
      '4489-7777,Castelar,Brown 946,a@b.gob.ar,Morón',
    )
    expect(parsed.ignoredColumns).toEqual([])
    expect(parsed.municipios[0]?.localidades).toEqual(['Castelar'])
    expect(parsed.offices).toEqual([
      { municipio: 'Morón', direccion: 'Brown 946', telefono: '4489-7777', email: 'a@b.gob.ar' },
    ])
  })

  test('unknown and repeated columns are reported and ignored', () => {
    const parsed = parse('MUNICIPIO,Intendente,TELEFONO,TELEFONO,,', 'Azul,Ana,1,2,,')
    expect(parsed.ignoredColumns).toEqual(['Intendente', 'TELEFONO'])
    expect(parsed.offices).toEqual([{ municipio: 'Azul', telefono: '1' }])
    expect(parsed.problems).toEqual([])
  })

  test('blank lines and lines of empty cells are skipped and still counted', () => {
    const parsed = parse('', 'MUNICIPIO,TELEFONO', '', '  ', ',', 'Azul,sin', '', 'Pila,2', '', '')
    expect(names(parsed)).toEqual(['Azul', 'Pila'])
    expect(lines(parsed)).toEqual([6])
  })

  test('invisible and control characters are cleaned from cells', () => {
    const parsed = parse(
      'MUNICIPIO,DEPENDENCIA,TELEFONO',
      '\u200BAzul,\u0007\u202ETierras\u0000,\u00A04455\u00AD-1',
    )
    expect(parsed.offices).toEqual([
      { municipio: 'Azul', dependencia: 'Tierras', telefono: '4455-1' },
    ])
  })

  test('a row may be shorter than the header, or longer by empty cells', () => {
    const parsed = parse('MUNICIPIO,DEPENDENCIA,TELEFONO', 'Azul,Tierras', 'Pila,Tierras,1,,')
    expect(parsed.problems).toEqual([])
    expect(parsed.offices).toHaveLength(2)
  })

  test('any table survives being written as CSV and read again', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', ' ', 'a', 'ñ'), maxLength: 8 }),
    )
    const width = (n: number) => fc.array(fc.array(cell, { minLength: n, maxLength: n }))
    const tables = fc.integer({ min: 1, max: 5 }).chain(width)
    fc.assert(
      fc.property(tables, fc.constantFrom(',', ';'), fc.boolean(), (table, by, crlf) => {
        const same = (text: string) => text.toWellFormed().replace(/\r\n?/g, '\n')
        const expected = table.map(row => row.map(same))
        const header = (expected[0] ?? ['']).map((_, i) => `COL${i}`)
        // A cell in which a line looks like a whole row is taken for an unclosed quote.
        const looksLikeRow = (line: string) => line.split(by).length === header.length
        fc.pre(!expected.flat().some(text => text.split('\n').slice(1, -1).some(looksLikeRow)))
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = [header, ...table]
          .map(row => row.map(quote).join(by))
          .join(crlf ? '\r\n' : '\n')
        const read = readTable(bytes(text))
        expect(read.problems).toEqual([])
        expect(read.rows.map(row => row.cells)).toEqual([header, ...expected])
      }),
      { numRuns: 20000 },
    )
  })
})

describe('a bad row', () => {
  const reasons = (parsed: ReturnType<typeof parse>) =>
    parsed.problems.map(({ line, reason }) => `${line}: ${reason}`)

  test('without MUNICIPIO is reported with its line and the rest is kept', () => {
    const parsed = parse('MUNICIPIO,DEPENDENCIA', 'Azul,T', ',Tierras', 'Pila,T')
    expect(names(parsed)).toEqual(['Azul', 'Pila'])
    expect(reasons(parsed)).toEqual(['3: falta el MUNICIPIO: la fila se saltea'])
  })

  test('with too many cells is reported with its line and the rest is kept', () => {
    const parsed = parse('MUNICIPIO,LOCALIDADES', 'Morón,Castelar,Haedo,Morón', 'Azul,Chillar')
    expect(names(parsed)).toEqual(['Azul'])
    expect(lines(parsed)).toEqual([2])
    expect(parsed.problems[0]?.reason).toContain('4 celdas y la cabecera 2')
  })

  test('has the right line also after a quoted line break', () => {
    const parsed = parse(
      'MUNICIPIO,DIRECCION,EMAIL',
      'Azul,"Calle 1\n\nPiso 2",',
      '',
      'Pila,"Calle\n3",no es',
      ',x,',
      'Junín,Calle "4",',
    )
    expect(lines(parsed)).toEqual([6, 8, 9])
    expect(names(parsed)).toEqual(['Azul', 'Pila'])
  })

  const after = ['Pila,"Tierras, planta baja",2', 'Junín,Tierras,3', 'Lobos,"",4']
  const unclosed: [string, string[]][] = [
    ['at the end of the file', ['Azul,T,1', 'Pila,"T,2']],
    ['before quoted cells', ['Azul,"Tierras,1', ...after]],
    ['before rows without quotes', ['Azul,"Tierras,1', 'Pila,T,2', 'Junín,T,3']],
    ['in the last cell', ['Azul,Tierras,"1', ...after]],
    ['in the first cell', ['"Azul,Tierras,1', ...after]],
    ['right before the line ends', ['Azul,Tierras,"', ...after]],
  ]
  test.each(unclosed)('an unclosed quote %s takes only its own line', (_, rows) => {
    const parsed = parse('MUNICIPIO,DEPENDENCIA,TELEFONO', ...rows)
    const bad = rows.findIndex(row => (row.match(/"/g) ?? []).length % 2 === 1)
    expect(lines(parsed)).toEqual([bad + 2])
    const rest = rows.filter((__, i) => i !== bad).map(row => row.split(',')[0])
    expect(names(parsed)).toEqual(rest)
    expect(parsed.offices).toHaveLength(rest.length)
  })

  test('an unclosed quote and a stray one further down do not swallow what lies between', () => {
    const rows = Array.from({ length: 80 }, (_, i) => `Muni ${i},Tierras,4444-${1000 + i}`)
    const parsed = parse(
      'MUNICIPIO,DEPENDENCIA,TELEFONO',
      'Azul,"Tierras,1',
      ...rows,
      'Pila,Tierras 2",3',
    )
    expect(parsed.municipios).toHaveLength(80)
    expect(lines(parsed)).toEqual([2, 83])
  })

  test('an unclosed quote that meets one at the end of the next row takes only these two', () => {
    const parsed = parse('MUNICIPIO,DEPENDENCIA,DIRECCION', 'Azul,"T,1', 'Pila,T,2"', 'Lobos,T,3')
    expect(names(parsed)).toEqual(['Lobos'])
    expect(lines(parsed)).toEqual([2, 3])
  })

  test('a long list of localidades on several lines is no unclosed quote', () => {
    const lists = 'Bernal, Don Bosco,\nEzpeleta, Quilmes, Solano,\nVilla La Florida, La Cañada'
    const parsed = parse('MUNICIPIO,LOCALIDADES,TELEFONO,WEB', `Quilmes,"${lists}",4444-1234,`)
    expect(parsed.problems).toEqual([])
    expect(parsed.municipios[0]?.localidades).toHaveLength(7)
  })

  test('an endless line is reported and the rest is kept', () => {
    const parsed = parse('MUNICIPIO,DEPENDENCIA', `Azul,${'x'.repeat(200_000)}`, 'Pila,T')
    expect(names(parsed)).toEqual(['Pila'])
    expect(lines(parsed)).toEqual([2])
  })
})
