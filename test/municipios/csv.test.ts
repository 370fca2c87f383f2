import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseDirectory } from '../../src/municipios/csv.ts'
import { UnusableFileError } from '../../src/municipios/table.ts'

const HEADER =
  'MUNICIPIO,LOCALIDADES,CABECERA,DEPENDENCIA,DIRECCION,TELEFONO,WHATSAPP,HORARIO,EMAIL'
const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (...lines: string[]) => parseDirectory(bytes(lines.join('\n')))
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
      `Muni ${i % 135},"Loc ${i}, Otra ${i}",Cab,Oficina ${i},"Calle ${i}, n° 3",` +
      `4444-${i},,lunes a viernes de 8 a 14,a${i}@b.gob.ar`
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

describe('a bad field', () => {
  test.each([
    ['TELEFONO', 'consultar', '(02323) 491-050 int. 121 / 147'],
    ['WHATSAPP', 'sí', '15-5131-6800'],
    ['TELEFONO', '5.42214E+11', '0810-999-6800'],
    ['WHATSAPP', '5E+12', '5492214295555'],
    ['HORARIO', '13-ago', '8 a 13'],
    ['HORARIO', 'ago-16', 'agosto y septiembre de 8 a 16'],
    ['DIRECCION', '#¿NOMBRE?', '#14 e/ 7 y 8'],
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

describe('a file that a spreadsheet has spoilt', () => {
  const shipped = readFileSync(new URL('../../data/datos_tierras.csv', import.meta.url))
  const misread = new TextDecoder('windows-1252').decode(shipped)

  test('by reading it in another encoding is refused, with what to do', () => {
    expect(() => parse(misread)).toThrow(/los acentos están rotos en \d+ filas.*UTF-8/)
  })

  test('in the accents of one row loses that row, and says which', () => {
    const rest = Array.from({ length: 20 }, (_, i) => `Lugar ${'abcdefghijklmnopqrst'[i]},Tierras`)
    const parsed = parse('MUNICIPIO,DEPENDENCIA', ...rest, 'MorÃ³n,Tierras')
    expect(parsed.municipios).toHaveLength(20)
    expect(parsed.problems).toEqual([
      { line: 22, reason: 'los acentos están rotos («MorÃ³n»): la fila se saltea' },
    ])
  })

  test('by keeping a whole row in its first cell makes no municipio of it', () => {
    const parsed = parse(HEADER, '"Morón,""Castelar, Haedo"",Morón,Tierras"', 'Azul')
    expect(names(parsed)).toEqual(['Azul'])
    expect(parsed.problems).toMatchObject([
      { line: 2, reason: expect.stringContaining('toda la fila en una celda') },
    ])
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
