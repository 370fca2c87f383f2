import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { isMunicipality } from '../../src/municipios/directory.ts'
import { openDirectory } from '../../src/municipios/loading.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly line?: number
  readonly reason?: string
  readonly more?: number
}

const CSV = `MUNICIPIO,LOCALIDADES,CABECERA,DEPENDENCIA,TELEFONO,ALIAS
Morón,"Castelar, Haedo",Morón,Municipalidad de Morón,0800-666-6766,"Moron, Castelito=Castelar"
Azul,Chillar,Azul,,,
Morón,,,Tierras,4489-7777,
Provincia de Buenos Aires,,,Escribanía General,,
`
const LOADED = Date.UTC(2026, 10, 22, 12)
const WARN = 40

let folder: string
let csvPath: string
let db: Database
let lines: Line[]

const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) })
const open = async (now = LOADED) => {
  const { directory, problem } = await openDirectory({ db, csvPath, log, now: () => now })
  return { ...directory, ...(problem && { problem }) }
}
const write = (text: string) => writeFileSync(csvPath, text)
const warnings = () => lines.filter(({ level }) => level === WARN)
const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const datasets = () => db.selectFrom('datasets').select(['sha256', 'loaded_at', 'rows']).execute()
const stored = async () => ({
  municipios: await db.selectFrom('municipios').selectAll().execute(),
  oficinas: await db.selectFrom('oficinas').selectAll().execute(),
  datasets: await datasets(),
})

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'directory-'))
  csvPath = join(folder, 'datos_tierras.csv')
  db = await openDatabase(':memory:')
  lines = []
  write(CSV)
})

afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true })
})

describe('the directory', () => {
  it('gives the municipios in the order of the file, with their names', async () => {
    const { municipios } = await open()
    expect(municipios).toEqual([
      {
        nombre: 'Morón',
        cabecera: 'Morón',
        localidades: ['Castelar', 'Haedo'],
        alias: ['Moron'],
        aliasLocalidades: [{ alias: 'Castelito', localidad: 'Castelar' }],
      },
      {
        nombre: 'Azul',
        cabecera: 'Azul',
        localidades: ['Chillar'],
        alias: [],
        aliasLocalidades: [],
      },
    ])
  })

  it('gives land offices first and the own row of the municipality last', async () => {
    const directory = await open()
    expect(directory.officesOf('Morón')).toEqual([
      { municipio: 'Morón', dependencia: 'Tierras', telefono: '4489-7777' },
      { municipio: 'Morón', dependencia: 'Municipalidad de Morón', telefono: '0800-666-6766' },
    ])
  })

  it('has no offices where nothing is known', async () => {
    const directory = await open()
    expect(directory.officesOf('Azul')).toEqual([])
    expect(directory.officesOf('Springfield')).toEqual([])
  })

  it('keeps the offices of the Province apart', async () => {
    const { provincial } = await open()
    expect(provincial).toEqual([
      { municipio: 'Provincia de Buenos Aires', dependencia: 'Escribanía General' },
    ])
  })

  it('names the file by its hash and has no problem', async () => {
    const directory = await open()
    expect(directory.sha256).toBe(hash(CSV))
    expect(directory).not.toHaveProperty('problem')
    expect(warnings()).toEqual([])
  })

  it('cannot be changed', async () => {
    const { municipios, officesOf, provincial } = await open()
    const parts = [municipios, municipios[0], municipios[0]?.localidades, provincial, provincial[0]]
    expect([...parts, officesOf('Morón'), officesOf('Morón')[0]].every(Object.isFrozen)).toBe(true)
    expect(Object.isFrozen(officesOf('Azul'))).toBe(true)
  })

  test.each([
    ['Municipalidad de Quilmes – atención al vecino', true],
    ['MUNICIPIO DE MORÓN', true],
    ['Dirección Municipal de Tierras', false],
    [undefined, false],
  ])('a row of «%s» is the own row of a municipality: %s', (dependencia, own) => {
    const office = { municipio: 'Quilmes', ...(dependencia && { dependencia }) }
    expect(isMunicipality(office)).toBe(own)
  })
})

describe('loading', () => {
  it('stores when it loaded which file', async () => {
    await open()
    expect(await datasets()).toEqual([{ sha256: hash(CSV), loaded_at: LOADED, rows: 3 }])
  })

  it('does not load an unchanged file again', async () => {
    const first = await open()
    await db.updateTable('oficinas').set({ telefono: 'left alone' }).execute()
    const second = await open(LOADED + 1)
    expect(await datasets()).toHaveLength(1)
    expect(second.officesOf('Morón')[0]?.telefono).toBe('left alone')
    expect(second.municipios).toEqual(first.municipios)
  })

  it('replaces everything when the file changed', async () => {
    await open()
    write('MUNICIPIO,TELEFONO\nPila,1234\n')
    const directory = await open(LOADED + 1)
    expect(directory.municipios.map(m => m.nombre)).toEqual(['Pila'])
    expect(directory.officesOf('Morón')).toEqual([])
    expect(directory.provincial).toEqual([])
    expect((await datasets()).map(row => row.loaded_at)).toEqual([LOADED, LOADED + 1])
  })

  it('takes a former file again when it comes back', async () => {
    await open()
    write('MUNICIPIO\nPila\n')
    await open()
    write(CSV)
    expect((await open()).municipios).toHaveLength(2)
    expect(await datasets()).toHaveLength(3)
  })

  it('warns of each problem with its line, the first twenty, and counts the rest', async () => {
    const bad = Array.from({ length: 25 }, () => ',Tierras')
    write(['MUNICIPIO,DEPENDENCIA', 'Azul,Tierras', ...bad].join('\n'))
    await open()
    const told = warnings()
    expect(told).toHaveLength(21)
    expect(told[0]).toMatchObject({ line: 3, reason: expect.stringContaining('MUNICIPIO') })
    expect(told[20]).toMatchObject({ more: 5 })
  })

  it('warns of columns that it does not use', async () => {
    write('MUNICIPIO,INTENDENTE\nAzul,Ana\n')
    await open()
    expect(warnings()).toMatchObject([{ columns: ['INTENDENTE'] }])
  })

  it('takes thousands of offices', async () => {
    const rows = Array.from({ length: 5_001 }, (_, i) => `Muni ${i % 2_000},Oficina ${i}`)
    write(['MUNICIPIO,DEPENDENCIA', ...rows].join('\n'))
    const directory = await open()
    expect(directory.municipios).toHaveLength(2_000)
    expect(directory.officesOf('Muni 7').map(o => o.dependencia)).toEqual([
      'Oficina 7',
      'Oficina 2007',
      'Oficina 4007',
    ])
  })
})

describe('a file that cannot be used', () => {
  const cases: [string, () => void, string][] = [
    ['missing', () => unlinkSync(csvPath), 'no existe'],
    ['empty', () => write(''), 'está vacío'],
    ['only a header', () => write('MUNICIPIO,TELEFONO\n'), 'no tiene ninguna fila que sirva'],
    ['only bad rows', () => write('MUNICIPIO,TELEFONO\n,1\n'), 'línea 2: falta el MUNICIPIO'],
    ['of another kind', () => write('hola,chau\n1,2\n'), 'falta la columna MUNICIPIO'],
  ]

  test.each(cases)('(%s) stops the start when there is no data yet', async (_, spoil, reason) => {
    spoil()
    const error = await open().catch((failure: Error) => failure)
    expect(error).toBeInstanceOf(Error)
    const { message } = error as Error
    expect(message).toContain(csvPath)
    expect(message).toContain(reason)
    expect(message.split('\n')).toHaveLength(1)
    expect(await stored()).toEqual({ municipios: [], oficinas: [], datasets: [] })
  })

  test.each(cases)('(%s) leaves the old data in service and says so', async (_, spoil, reason) => {
    const before = await open()
    const rows = await stored()
    lines = []
    spoil()
    const after = await open(LOADED + 1)
    expect(after.municipios).toEqual(before.municipios)
    expect(after.officesOf('Morón')).toEqual(before.officesOf('Morón'))
    expect(after.sha256).toBe(hash(CSV))
    expect(after.problem).toContain(csvPath)
    expect(after.problem).toContain(reason)
    expect(after.problem).toContain('22/11/2026')
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([[WARN, after.problem]])
    expect(await stored()).toEqual(rows)
  })

  test('being a folder is told as such', async () => {
    csvPath = folder
    await expect(open()).rejects.toThrow('es una carpeta')
  })

  test('a database that fails half way keeps the old data whole', async () => {
    const before = await open()
    const rows = await stored()
    await sql`create trigger full before insert on datasets
      begin select raise(abort, 'disk is full'); end`.execute(db)
    write('MUNICIPIO,TELEFONO\nPila,1234\n')
    const after = await open(LOADED + 1)
    expect(after.problem).toContain('disk is full')
    expect(after.municipios).toEqual(before.municipios)
    expect(await stored()).toEqual(rows)

    await sql`drop trigger full`.execute(db)
    expect((await open()).municipios.map(m => m.nombre)).toEqual(['Pila'])
  })
})
