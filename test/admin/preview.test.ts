import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesOf, csvOf, openProvince, type Province } from '../support/datasets.ts'

type Running = Awaited<ReturnType<Province['start']>>

const LIMIT = 10 * 1024 * 1024
const shipped = readFileSync('data/datos_tierras.csv')
/** As many bytes as a file may have: `head`, then `row` again and again. */
const full = (head: string, row: (i: number) => string) => {
  const rows = [head]
  for (let size = head.length, i = 0; size < LIMIT - 200; i++) {
    const next = row(i)
    rows.push(next)
    size += next.length + 1
  }
  return bytesOf(rows.join('\n'))
}

let province: Province
let core: Running
beforeAll(async () => {
  province = openProvince(csvOf('1111-1111'))
  core = await province.start()
}, 30_000)
afterAll(async () => {
  await core.stop()
  province.remove()
})

const look = (csv: Uint8Array | string) =>
  core.preview(typeof csv === 'string' ? bytesOf(csv) : csv, 'ana')

/** What is in the database of the data in use. */
const inUse = async () => {
  const db = await province.database()
  const rows = [
    await db.selectFrom('municipios').selectAll().execute(),
    await db.selectFrom('oficinas').selectAll().execute(),
    await db.selectFrom('published_dataset').selectAll().execute(),
  ]
  await db.destroy()
  return rows
}

describe('what a file would change', () => {
  test('is told without changing anything', async () => {
    const before = await inUse()
    const more = 'Rauch,Egaña,Rauch,Tierras,San Martín 1,02297-1'
    const draft = await look(csvOf('2222-2222', [more]).replace(/\nAzul.*/, ''))
    expect(draft).toMatchObject({
      base: (await core.list()).published.id,
      municipios: { before: 5, after: 5 },
      offices: { before: 6, after: 6 },
      changes: {
        added: [{ municipio: 'Rauch' }],
        removed: [{ municipio: 'Azul' }],
        changed: [{ municipio: 'Morón' }],
        same: 3,
      },
      doubts: [],
    })
    expect(await inUse()).toEqual(before)
    expect((await core.chat().say('¿dónde queda en Morón?')).text).toContain('1111-1111')
    expect((await core.chat().say('¿dónde queda en Azul?')).text).toContain('02281-424')
  })

  test('comes with every problem and its line, and the columns that are not used', async () => {
    const csv = [
      'MUNICIPIO,TELEFONO,INTENDENTE,EMAIL',
      'Morón,4489-7777,Ana,nadie',
      ',1,,',
      'Azul,no tiene,,',
      'Pila,"1,,',
      'Lobos,1,2,3,4',
    ].join('\n')
    const { problems, problemCount, ignoredColumns } = await look(csv)
    expect(ignoredColumns).toEqual(['INTENDENTE'])
    expect(problemCount).toBe(5)
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6])
    expect(problems.map(({ reason }) => reason).join('\n')).toMatch(
      /correo.*\n.*MUNICIPIO.*\n.*número.*\n.*comilla.*\n.*celdas/,
    )
  })

  test('comes with the first two hundred problems, and how many there are', async () => {
    const { problems, problemCount } = await look(
      `MUNICIPIO,TELEFONO\nMorón,1\n${',1\n'.repeat(900)}`,
    )
    expect([problems.length, problemCount]).toEqual([200, 900])
  })

  test('is noted with who looked at it', async () => {
    await core.preview(bytesOf(csvOf('3333-3333')), 'beto')
    const [act] = await core.admin.audit.list({ limit: 1 })
    expect(act).toMatchObject({ user: 'beto', action: 'subir-datos' })
    expect(act?.detail).toContain('5 municipios, 6 oficinas')
  })
})

describe('a file is read however it was saved', () => {
  const text = csvOf('2222-2222')
  const latin = Buffer.from(text, 'latin1')

  test.each([
    ['in UTF-8', bytesOf(text), 'utf-8'],
    ['with a mark at the beginning', bytesOf(`\uFEFF${text}`), 'utf-8'],
    ['in Windows-1252, as Excel does', latin, 'windows-1252'],
    [
      'with semicolons',
      bytesOf(
        text.replace('"Castelar, Haedo"', 'Castelar/Haedo').replaceAll(',', ';').replace('/', ','),
      ),
      'utf-8',
    ],
    ['with the lines of Windows', bytesOf(text.replaceAll('\n', '\r\n')), 'utf-8'],
    ['with a line break in a cell', bytesOf(text.replace('Castelar, ', 'Castelar,\n')), 'utf-8'],
    ['with a row twice', bytesOf(`${text}\n${text.split('\n')[1]}`), 'utf-8'],
  ])('%s', async (_, bytes, encoding) => {
    const draft = await look(bytes)
    expect(draft).toMatchObject({ encoding, problemCount: 0, changes: { same: 4 } })
    expect(draft.changes.changed).toMatchObject([
      { municipio: 'Morón', fields: [], added: [], removed: [] },
    ])
  })

  test('with all that 10 MB hold of the offices of the Province', async () => {
    const [head = '', ...rows] = shipped.toString().trim().split('\n')
    const { changes } = await look(full(head, i => rows[i % rows.length] ?? ''))
    expect([...changes.added, ...changes.changed].length).toBeGreaterThanOrEqual(135)
  })
})

describe('a file that cannot be used', () => {
  const many = (i: number) => `Municipio ${i.toString(36)},"Uno ${i}, Dos ${i}",Tierras,4444-${i}`

  test.each<[string, () => Uint8Array, string]>([
    ['is empty', () => bytesOf(''), 'está vacío'],
    ['has nothing but blank lines', () => bytesOf('\n\n  \n'), 'está vacío'],
    ['has only a header', () => bytesOf('MUNICIPIO,TELEFONO\n'), 'ninguna fila que sirva'],
    ['has only bad rows', () => bytesOf('MUNICIPIO,TELEFONO\n,1\n'), 'línea 2: falta el MUNICIPIO'],
    ['is another table', () => bytesOf('nombre,edad\nAna,40\n'), 'falta la columna MUNICIPIO'],
    ['is a page', () => bytesOf('<!doctype html>\n<p>hola</p>'), 'falta la columna MUNICIPIO'],
    ['is a spreadsheet', () => Buffer.from('504b0304140006000800000021', 'hex'), 'no es un CSV'],
    ['is in UTF-16', () => Buffer.from(csvOf('1'), 'utf16le'), 'UTF-16'],
    ['is an image', () => readFileSync('docs/chat.png'), 'falta la columna MUNICIPIO'],
    ['has quotes that never end', () => full('MUNICIPIO,TELEFONO', () => '"Morón,1'), 'comillas'],
  ])(
    'because it %s is refused with the reason',
    async (_, bytes, reason) => {
      const [before, { versions }] = [await inUse(), await core.list()]
      await expect(look(bytes())).rejects.toMatchObject({
        name: 'Refused',
        message: expect.stringContaining(reason),
      })
      expect(await inUse()).toEqual(before)
      expect((await core.list()).versions).toEqual(versions)
      expect((await core.chat().say('¿dónde queda en Morón?')).text).toContain('1111-1111')
    },
    30_000,
  )

  test('because it holds far more than the Province keeps nobody waiting meanwhile', async () => {
    const order: string[] = []
    const looking = look(full('MUNICIPIO,LOCALIDADES,DEPENDENCIA,TELEFONO', many)).catch(error => {
      order.push('file')
      return error.message
    })
    await core.chat().say('hola')
    order.push('answer')
    expect(await looking).toContain('municipios y se aceptan hasta 500')
    expect(order).toEqual(['answer', 'file'])
  }, 30_000)
})
