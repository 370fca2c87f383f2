import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listDatasets, publishedDataset } from '../../src/municipios/datasets.ts'
import { openDirectory } from '../../src/municipios/loading.ts'
import { openDatabase } from '../../src/storage/database.ts'
import * as initial from '../../src/storage/migrations/001-initial.ts'
import { silent } from '../support/core.ts'
import { csvOf, openProvince, type Province } from '../support/datasets.ts'

let province: Province
beforeEach(() => {
  province = openProvince(csvOf('1111-1111'))
})
afterEach(() => province.remove())

/** A database as it was before the files of offices were kept. */
const openOld = async (path: string) => {
  const db = new Kysely<Record<string, Record<string, unknown>>>({
    dialect: new SqliteDialect({ database: new SQLite(path) }),
  })
  const provider = { getMigrations: async () => ({ '001-initial': initial }) }
  await new Migrator({ db, provider }).migrateToLatest()
  return db
}

test('datasets of before the files were kept go on serving, and are told apart', async () => {
  const path = join(province.path, 'old.db')
  const old = await openOld(path)
  await old
    .insertInto('datasets')
    .values([
      { sha256: 'a'.repeat(64), loaded_at: 1, rows: 1 },
      { sha256: 'b'.repeat(64), loaded_at: 2, rows: 1 },
    ])
    .execute()
  const aliases = JSON.stringify({ alias: [], aliasLocalidades: [] })
  await old
    .insertInto('municipios')
    .values({ nombre: 'Azul', cabecera: 'Azul', localidades_json: '[]', alias_json: aliases })
    .execute()
  await old.insertInto('oficinas').values({ municipio: 'Azul', telefono: '02281-1' }).execute()
  await old.destroy()

  const db = await openDatabase(path)
  const before = await publishedDataset(db)
  expect(before).toMatchObject({ id: 2, sha256: 'b'.repeat(64), municipios: 1, chosen: false })
  const csvPath = join(province.path, 'nowhere.csv')
  const { directory, problem } = await openDirectory({ db, csvPath, log: silent, now: Date.now })
  expect(directory.officesOf('Azul')).toEqual([{ municipio: 'Azul', telefono: '02281-1' }])
  expect(problem).toContain('no existe')
  // Of the first of them there is no file to go back to.
  expect((await listDatasets(db)).map(({ id }) => id)).toEqual([2])
  await db.destroy()
})

test('the file of a dataset of before is kept once it is seen again', async () => {
  const core = await province.start()
  const { published } = await core.list()
  const file = await core.read(published.id)
  expect(new TextDecoder().decode(file)).toContain('1111-1111')
  await core.stop()
  const db = await province.database()
  await db.updateTable('datasets').set({ csv: null }).execute()
  await db.destroy()
  const again = await province.start()
  expect(await again.read(published.id)).toEqual(file)
  await again.stop()
})
