import type { Selectable, Transaction } from 'kysely'
import type { Database, Queries } from '../storage/database.ts'
import type { DatasetsTable, Schema } from '../storage/schema.ts'
import type { ParsedDirectory } from './csv.ts'

/** One file of offices as it was brought; the file itself is read apart. */
export interface Dataset {
  readonly id: number
  readonly sha256: string
  readonly municipios: number
  /** Those of the Province among them. */
  readonly offices: number
  readonly author: string
  readonly comment: string
  readonly loadedAt: Date
  /** When it was last put in use; absent while it is only looked at. */
  readonly publishedAt?: Date
}

/** The dataset in use. */
export interface Published extends Dataset {
  /** A person has chosen it, so the file of the data folder does not take its place. */
  readonly chosen: boolean
  /** Of the file of the data folder as it stood when this was put in use. */
  readonly fileSha256: string
}

/** Former datasets that can be put in use again. */
export const KEPT = 20
/** Files that can be looked at side by side. */
const DRAFTS = 5
/** What was looked at and not put in use is forgotten after this long. */
export const DRAFT_MS = 30 * 60 * 1000

const COLUMNS = [
  'id',
  'sha256',
  'loaded_at',
  'rows',
  'municipios',
  'author',
  'comment',
  'published_at',
] as const

const fromRow = (row: Omit<Selectable<DatasetsTable>, 'csv'>): Dataset => ({
  id: row.id,
  sha256: row.sha256,
  municipios: row.municipios,
  offices: row.rows,
  author: row.author,
  comment: row.comment,
  loadedAt: new Date(row.loaded_at),
  ...(row.published_at !== null && { publishedAt: new Date(row.published_at) }),
})

interface NewDataset {
  readonly csv: Uint8Array
  readonly sha256: string
  readonly file: ParsedDirectory
  readonly author: string
  readonly comment?: string
}

/** Writes a dataset, without using it yet. */
export const insertDataset = async (tx: Transaction<Schema>, added: NewDataset, now: number) => {
  const { csv, sha256, file, author, comment = '' } = added
  const row = await tx
    .insertInto('datasets')
    .values({
      sha256,
      csv: Buffer.from(csv),
      rows: file.offices.length + file.provincial.length,
      municipios: file.municipios.length,
      author,
      comment,
      loaded_at: now,
      published_at: null,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return fromRow(row)
}

/** The dataset in use; none before the first file was loaded. */
export const publishedDataset = async (db: Queries): Promise<Published | undefined> => {
  const row = await db
    .selectFrom('published_dataset')
    .innerJoin('datasets', 'datasets.id', 'published_dataset.dataset_id')
    .select(COLUMNS.map(column => `datasets.${column}` as const))
    .select(['chosen', 'file_sha256'])
    .executeTakeFirst()
  return row && { ...fromRow(row), chosen: row.chosen === 1, fileSha256: row.file_sha256 }
}

/** The dataset in use and those before it that can be used again, the last used first. */
export const listDatasets = async (db: Database): Promise<Dataset[]> => {
  const rows = await db
    .selectFrom('datasets')
    .select(COLUMNS)
    .where('published_at', 'is not', null)
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('csv', 'is not', null),
        eb('id', 'in', selectFrom('published_dataset').select('dataset_id')),
      ]),
    )
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(fromRow)
}

/** A dataset with its file; none when it was forgotten, or its file never kept. */
export const readDataset = async (db: Queries, id: number, now: number) => {
  const row = await db
    .selectFrom('datasets')
    .select(COLUMNS)
    .select('csv')
    .where('id', '=', id)
    .where(({ or, eb }) =>
      or([eb('published_at', 'is not', null), eb('loaded_at', '>', now - DRAFT_MS)]),
    )
    .executeTakeFirst()
  return row?.csv ? { ...fromRow(row), csv: row.csv } : undefined
}

/** Keeps the file of a dataset of before files were kept. */
export const keepFile = (db: Database, { id }: Dataset, csv: Uint8Array) =>
  db
    .updateTable('datasets')
    .set({ csv: Buffer.from(csv) })
    .where('id', '=', id)
    .where('csv', 'is', null)
    .execute()

interface Use {
  readonly id: number
  readonly chosen: boolean
  readonly fileSha256: string
  readonly comment?: string
}

/** Puts a dataset in use. */
export const useDataset = async (tx: Transaction<Schema>, use: Use, now: number) => {
  const { id, chosen, fileSha256, comment } = use
  await tx
    .updateTable('datasets')
    .set({ published_at: now, ...(comment !== undefined && { comment }) })
    .where('id', '=', id)
    .execute()
  await tx
    .replaceInto('published_dataset')
    .values({ id: 1, dataset_id: id, chosen: chosen ? 1 : 0, file_sha256: fileSha256 })
    .execute()
}

/** Forgets what was only looked at, and all but the last ones that were in use. */
export const pruneDatasets = async (db: Queries, now: number) => {
  await db
    .deleteFrom('datasets')
    .where('published_at', 'is', null)
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('loaded_at', '<=', now - DRAFT_MS),
        eb(
          'id',
          'not in',
          selectFrom('datasets')
            .select('id')
            .where('published_at', 'is', null)
            .orderBy('id', 'desc')
            .limit(DRAFTS),
        ),
      ]),
    )
    .execute()
  await db
    .deleteFrom('datasets')
    .where('published_at', 'is not', null)
    // Whatever the clock says.
    .where('id', 'not in', eb => eb.selectFrom('published_dataset').select('dataset_id'))
    .where('id', 'not in', eb =>
      eb
        .selectFrom('datasets')
        .select('id')
        .where('published_at', 'is not', null)
        .orderBy('published_at', 'desc')
        .orderBy('id', 'desc')
        .limit(KEPT + 1),
    )
    .execute()
}
