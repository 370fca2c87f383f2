import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseDirectory } from '../../src/municipios/csv.ts'
import { decode, readTable, UnusableFileError } from '../../src/municipios/table.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (...lines: string[]) => parseDirectory(bytes(lines.join('\n')))

const HEADER =
  'MUNICIPIO,LOCALIDADES,CABECERA,DEPENDENCIA,DIRECCION,TELEFONO,WHATSAPP,HORARIO,EMAIL'
const lines = (parsed: ReturnType<typeof parse>) => parsed.problems.map(({ line }) => line)
const names = (parsed: ReturnType<typeof parse>) => parsed.municipios.map(({ nombre }) => nombre)

describe('a good file', () => {
  test('a row gives its municipio and its office, unknown fields being absent', () => {
    const parsed = parse(
      HEADER,
      'Morón,"Castelar, Haedo",Morón,Tierras,"Brown 946, PB",4489-7777,,8 a 14,a@moron.gob.ar',
    )
    expect(parsed).toEqual({
      municipios: [
        {
          nombre: 'Morón',
          cabecera: 'Morón',
          localidades: ['Castelar', 'Haedo'],
          alias: [],
          aliasLocalidades: [],
        },
      ],
      offices: [
        {
          municipio: 'Morón',
          dependencia: 'Tierras',
          direccion: 'Brown 946, PB',
          telefono: '4489-7777',
          horario: '8 a 14',
          email: 'a@moron.gob.ar',
        },
      ],
      provincial: [],
      problems: [],
      ignoredColumns: [],
    })
    expect(parsed.offices[0]).not.toHaveProperty('whatsapp')
  })

  test('several rows of one municipio are several offices, and their names merge', () => {
    const parsed = parse(
      'MUNICIPIO,LOCALIDADES,CABECERA,ALIAS,DEPENDENCIA',
      'Morón,"Castelar, Haedo",,,Tierras',
      'MORON,"haedo, El Palomar",Morón,Moroncito,Catastro',
    )
    expect(parsed.municipios).toEqual([
      {
        nombre: 'Morón',
        cabecera: 'Morón',
        localidades: ['Castelar', 'Haedo', 'El Palomar'],
        alias: ['Moroncito'],
        aliasLocalidades: [],
      },
    ])
    expect(parsed.offices).toEqual([
      { municipio: 'Morón', dependencia: 'Tierras' },
      { municipio: 'Morón', dependencia: 'Catastro' },
    ])
  })

  test('an exact duplicate of a row counts once', () => {
    const parsed = parse('MUNICIPIO,DEPENDENCIA', 'Azul,Tierras', 'Azul,Tierras', 'Azul,Catastro')
    expect(parsed.offices.map(office => office.dependencia)).toEqual(['Tierras', 'Catastro'])
  })

  test('a row with only names, a source and a date gives no office', () => {
    const parsed = parse('MUNICIPIO,LOCALIDADES,FUENTE,FECHA', 'Azul,Chillar,registro,2026')
    expect(names(parsed)).toEqual(['Azul'])
    expect(parsed.offices).toEqual([])
  })

  test('a dash in a cell means nothing', () => {
    const parsed = parse('MUNICIPIO,TELEFONO,EMAIL,WEB,DIRECCION', 'Azul,-,--,—,.')
    expect(parsed).toMatchObject({ offices: [], problems: [] })
  })

  test('rows of the Province are provincial offices and no municipio', () => {
    const parsed = parse('MUNICIPIO,DEPENDENCIA', 'PROVINCIA DE BUENOS AIRES,Escribanía', 'Azul,T')
    expect(parsed.provincial).toEqual([
      { municipio: 'Provincia de Buenos Aires', dependencia: 'Escribanía' },
    ])
    expect(names(parsed)).toEqual(['Azul'])
    expect(parsed.offices).toEqual([{ municipio: 'Azul', dependencia: 'T' }])
  })

  test('an alias with = names a localidad, even one of another row; else the municipio', () => {
    const parsed = parse(
      'MUNICIPIO,LOCALIDADES,ALIAS',
      'San Martín,Villa Lynch,"Gral. San Martín, ballester = villa ballester"',
      'San Martín,Villa Ballester,',
    )
    expect(parsed.municipios[0]?.alias).toEqual(['Gral. San Martín'])
    expect(parsed.municipios[0]?.aliasLocalidades).toEqual([
      { alias: 'ballester', localidad: 'Villa Ballester' },
    ])
  })

  test('an alias of a localidad that the municipio does not have is reported and left out', () => {
    const parsed = parse('MUNICIPIO,LOCALIDADES,ALIAS', 'Azul,Chillar,', 'Azul,,X=Tandil')
    expect(parsed.municipios[0]).toMatchObject({ alias: [], aliasLocalidades: [] })
    expect(lines(parsed)).toEqual([3])
    expect(parsed.problems[0]?.reason).toContain('Tandil')
  })

  test('without CABECERA the municipio is its own', () => {
    expect(parse('MUNICIPIO', 'Azul').municipios[0]?.cabecera).toBe('Azul')
  })

  test('10 MB are read in a few seconds', () => {
    const row = (i: number) =>
      `Muni ${i % 135},"Loc ${i}, Otra ${i}",Cab,Oficina ${i},"Calle ${i}, n° 3",4444-${i},,8 a 14,a${i}@b.gob.ar`
    const rows = Array.from({ length: 100_000 }, (_, i) => row(i))
    const big = bytes([HEADER, ...rows].join('\n'))
    expect(big.length).toBeGreaterThan(10_000_000)
    const before = performance.now()
    const parsed = parseDirectory(big)
    expect(performance.now() - before).toBeLessThan(15_000)
    expect(parsed.municipios).toHaveLength(135)
    expect(parsed.offices).toHaveLength(100_000)
    expect(parsed.problems).toEqual([])
  })
})

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
      { numRuns: 1000 },
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

  test('an unclosed quote that meets a stray one further down does not swallow what lies between', () => {
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
    const parsed = parse('MUNICIPIO,DEPENDENCIA', `Azul,"${'x'.repeat(200_000)}`, 'Pila,T')
    expect(names(parsed)).toEqual(['Pila'])
    expect(lines(parsed)).toEqual([2])
  })
})

describe('a bad field', () => {
  test.each([
    ['TELEFONO', 'consultar', '(02323) 491-050 int. 121 / 147'],
    ['WHATSAPP', 'sí', '15-5131-6800'],
    ['EMAIL', 'tierras.gob.ar', 'a@b.gob.ar / c@d.com'],
    ['EMAIL', 'a@b', 'tierras.hurlingham+1@gmail.com'],
    ['WEB', 'www.azul.gob.ar', 'https://www.azul.gob.ar/'],
    ['WEB', 'javascript:alert(1)', 'http://azul.gob.ar'],
  ])('%s «%s» is reported and dropped while the row stays; «%s» is right', (column, bad, good) => {
    const parsed = parse(`MUNICIPIO,DEPENDENCIA,${column}`, `Azul,T,${bad}`, `Pila,T,${good}`)
    expect(parsed.offices).toEqual([
      { municipio: 'Azul', dependencia: 'T' },
      { municipio: 'Pila', dependencia: 'T', [column.toLowerCase()]: good },
    ])
    expect(lines(parsed)).toEqual([2])
    expect(parsed.problems[0]?.reason).toContain(`${column} «${bad}»`)
  })
})

describe('a file that cannot be used', () => {
  test.each([
    ['is empty', '', 'está vacío'],
    ['is blank', '\uFEFF \r\n\n', 'está vacío'],
    ['lacks the column MUNICIPIO', 'PARTIDO,TEL\nAzul,1', 'falta la columna MUNICIPIO'],
    ['has a broken header', 'MUNICIPIO,"TEL\nAzul,1', 'la cabecera tiene comillas mal puestas'],
    ['is a spreadsheet', 'PK\u0003\u0004\u0014\u0000\u0006,\u0000;', 'no es un CSV'],
  ])('that %s is told in Spanish', (_, text, reason) => {
    expect(() => parse(text)).toThrow(UnusableFileError)
    expect(() => parse(text)).toThrow(reason)
  })

  test('with only a header gives nothing and no problem', () => {
    expect(parse(HEADER)).toMatchObject({ municipios: [], offices: [], problems: [] })
  })

  test('with thousands of broken lines is given up', () => {
    const broken = Array.from({ length: 10_001 }, () => 'Azul,"x" y')
    expect(() => parse('MUNICIPIO,DEPENDENCIA', ...broken)).toThrow('comillas mal puestas')
  })

  test('of arbitrary bytes throws nothing but the typed error', () => {
    const read = (file: Uint8Array) => {
      try {
        return parseDirectory(file).problems.every(({ line }) => line > 0)
      } catch (error) {
        return error instanceof UnusableFileError
      }
    }
    const noise = fc.uint8Array({ maxLength: 400 })
    const headed = noise.map(rest => Uint8Array.of(...bytes(`${HEADER}\n`), ...rest))
    const marks = fc.string({ unit: fc.constantFrom('"', ',', '\n', 'Azul', ' ', '=', '\u0000') })
    const nearly = marks.map(rest => bytes(`MUNICIPIO,ALIAS,WEB\n${rest}`))
    fc.assert(fc.property(fc.oneof(noise, headed, nearly), read), { numRuns: 2000 })
  })
})

describe('the file that is shipped', () => {
  const shipped = parseDirectory(
    readFileSync(new URL('../../data/datos_tierras.csv', import.meta.url)),
  )
  const { municipios, offices, provincial } = shipped

  it('has no problems and no unknown columns', () => {
    expect(shipped).toMatchObject({ problems: [], ignoredColumns: [] })
  })

  it('has the 135 municipios, each with its cabecera and at least one localidad', () => {
    expect(municipios).toHaveLength(135)
    expect(municipios.filter(m => !m.cabecera || m.localidades.length === 0)).toEqual([])
    // Written in the file: the cabecera is always one of the localidades.
    expect(municipios.filter(m => !m.localidades.includes(m.cabecera))).toEqual([])
  })

  it('names a source for every office, and dates in ISO form', () => {
    const all = [...offices, ...provincial]
    expect(all.filter(office => !office.fuente)).toEqual([])
    const dates = all.flatMap(office => office.fecha ?? [])
    expect(dates.filter(date => !/^20\d\d(-\d\d(-\d\d)?)?$/.test(date))).toEqual([])
    expect(dates.filter(date => date < '2015')).toEqual([])
  })

  it('keeps remarks and unverified data out of the contact fields', () => {
    const remark = /sin verificar|confirmad|hallado|inferid|\(atenci/i
    const fields = [...offices, ...provincial].flatMap(office => Object.values(office))
    expect(fields.filter(value => remark.test(value))).toEqual([])
    const phones = offices.flatMap(o => [o.telefono, o.whatsapp]).filter(v => v !== undefined)
    expect(phones.filter(phone => !/^[\d() /-]+( int\. \d+)?$/.test(phone))).toEqual([])
  })

  it('has the two offices of the Province', () => {
    expect(provincial.map(office => office.web)).toEqual([
      'https://www.gba.gob.ar/escribaniageneral',
      undefined,
    ])
  })
})
