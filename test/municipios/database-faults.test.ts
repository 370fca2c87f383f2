import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openDirectory } from '../../src/municipios/loading.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { silent, temporaryFolder } from '../support/core.ts'
import { failAt, failNoMore } from '../support/failing-sqlite.ts'

vi.mock(import('better-sqlite3'), async original => {
  const { failing } = await import('../support/failing-sqlite.ts')
  const actual = await original()
  return { ...actual, default: failing(actual.default) }
})

const HEAD = 'MUNICIPIO,LOCALIDADES,CABECERA,DEPENDENCIA,TELEFONO\n'
const OLD = `${HEAD}Morón,Castelar,Morón,Tierras,4489-7777\nAzul,Chillar,Azul,Tierras,4433-1111\n`
const NEW = `${HEAD}Morón,Castelar,Morón,Tierras,5555-0000\nAzul,Chillar,Azul,Tierras,5555-1111\n`
const PHONES = { old: ['4489-7777', '4433-1111'], new: ['5555-0000', '5555-1111'] }

let folder: ReturnType<typeof temporaryFolder>
let csvPath: string
let db: Database
beforeEach(async () => {
  folder = temporaryFolder()
  csvPath = join(folder.path, 'datos.csv')
  db = await openDatabase(':memory:')
})
afterEach(async () => {
  await db.destroy()
  folder.remove()
})

const load = (csv: string) => {
  writeFileSync(csvPath, csv)
  return openDirectory({ db, csvPath, log: silent, now: Date.now })
}
const phones = async () => {
  const rows = await db.selectFrom('oficinas').select('telefono').orderBy('id').execute()
  return rows.map(({ telefono }) => telefono)
}

describe('whichever operation of the database fails while new data is loaded', () => {
  test.each([
    [false, 'open'],
    [true, 'ended'],
  ])('all of the old or all of the new is in force (transaction %s)', async rollsBack => {
    let [n, failed] = [1, 0]
    for (let more = true; more; n++) {
      await load(OLD)
      failAt(n, rollsBack)
      const loaded = await load(NEW).catch(() => undefined)
      more = failNoMore() >= n
      const stored = await phones()
      expect([PHONES.old, PHONES.new]).toContainEqual(stored)
      if (loaded?.problem) expect(stored).toEqual(PHONES.old)
      if (!loaded || loaded.problem) failed++
      // And what could not be loaded is loaded at the next start.
      await load(NEW)
      expect(await phones()).toEqual(PHONES.new)
      await db.destroy()
      db = await openDatabase(':memory:')
    }
    expect(failed).toBeGreaterThan(5)
  })
})
