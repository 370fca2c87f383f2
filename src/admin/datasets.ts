import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setImmediate as letOthersGo } from 'node:timers/promises'
import type { Reply } from '../channel.ts'
import type { Know, Known, Live } from '../conversation/known.ts'
import {
  type Dataset,
  insertDataset,
  listDatasets,
  type Published,
  pruneDatasets,
  publishedDataset,
  readDataset,
  useDataset,
} from '../municipios/datasets.ts'
import { directoryOf } from '../municipios/directory.ts'
import type { Loaded } from '../municipios/loading.ts'
import { readApart } from '../municipios/reading.ts'
import { replaceStored } from '../municipios/stored.ts'
import { UnusableFileError } from '../municipios/table.ts'
import type { Upload } from '../municipios/upload.ts'
import type { Database } from '../storage/database.ts'
import { replyTo } from './asking.ts'
import { createAudit } from './audit.ts'
import { forSpreadsheets } from './data-csv.ts'
import { createInTurn } from './in-turn.ts'
import { type FoundPlaces, findPlaces } from './places.ts'
import { type Preview, previewOf } from './preview.ts'
import { Refused } from './refusals.ts'

/** A file that was looked at and can be published. */
export interface Draft extends Preview {
  readonly dataset: Dataset
  /** The dataset in use, with which it was compared. */
  readonly base: number
}

export interface Publication {
  readonly id: number
  /** The dataset that was in use when it was decided; another one by now is refused. */
  readonly base: number
  readonly comment?: string
  /** What is doubtful about it was read and is meant. */
  readonly confirmed: boolean
}

export interface Datasets {
  /** What is in use, what can be used again, and what is wrong with the file of the data folder. */
  list(): Promise<{
    readonly published: Published
    readonly versions: readonly Dataset[]
    readonly problem?: string
  }>
  /** Says what a file would change. Changes nothing. Throws `Refused`. */
  preview(csv: Uint8Array, user: string): Promise<Draft>
  /** The same, of the file of the data folder. */
  previewFile(user: string): Promise<Draft>
  /** Says again what a dataset would change that was looked at or in use before. */
  look(id: number): Promise<Draft>
  /** Answers citizens from a dataset from now on. Throws `Refused`. */
  publish(publication: Publication, user: string): Promise<Published>
  /** A dataset as a file that opens in a spreadsheet and can be uploaded again. */
  read(id: number): Promise<Uint8Array>
  /** Looks for places in a dataset; in the one in use without `id`. */
  search(text: string, id?: number): Promise<FoundPlaces>
  /** What the assistant would answer to this; nothing of it is kept. */
  answer(text: string, id?: number): Promise<Reply>
  /** What is wrong with the data, in Spanish. */
  problem(): string | undefined
}

interface Deps {
  readonly db: Database
  readonly csvPath: string
  readonly loaded: Loaded
  readonly know: Know
  readonly live: Live
  /** Unix milliseconds. */
  readonly now: () => number
}

const GONE = 'ese archivo ya no está: subilo de nuevo'

const counts = ({ municipios, offices }: Dataset) => `${municipios} municipios, ${offices} oficinas`

const read = async (csv: Uint8Array): Promise<Upload> => {
  try {
    return await readApart(csv)
  } catch (error) {
    if (!(error instanceof UnusableFileError)) throw error
    throw new Refused(`el archivo no se puede usar: ${error.message}`)
  }
}

/** What operators do with the data: look at a file, publish it, go back, search and try. */
export const createDatasets = (deps: Deps): Datasets => {
  const { db, csvPath, loaded, know, live, now } = deps
  // What is read and built of a file is large.
  const inTurn = createInTurn()
  let { problem } = loaded
  /** Of the file of the data folder as operators know it. */
  let { fileSha256 } = loaded

  const inUse = async (): Promise<Published> => {
    const published = await publishedDataset(db)
    if (!published) throw new Error('no dataset is in use')
    return published
  }

  const stored = async (id: number) => {
    const found = await readDataset(db, id, now())
    if (!found) throw new Refused(GONE)
    return found
  }

  const directory = async (id: number) => {
    const { csv, sha256 } = await stored(id)
    return directoryOf((await read(csv)).file, sha256)
  }

  const draftOf = (dataset: Dataset, base: number, upload: Upload): Draft => {
    const after = directoryOf(upload.file, dataset.sha256)
    return { dataset, base, ...previewOf(upload, live.known().directory, after) }
  }

  const look = async (id: number) => {
    const { csv, ...dataset } = await stored(id)
    const upload = await read(csv)
    return draftOf(dataset, (await inUse()).id, upload)
  }

  const preview = async (csv: Uint8Array, user: string): Promise<Draft> => {
    const upload = await read(csv)
    const sha256 = hash('sha256', csv, 'hex')
    const draft = { csv, sha256, file: upload.file, author: user }
    const { dataset, base } = await db.transaction().execute(async tx => {
      const dataset = await insertDataset(tx, draft, now())
      await pruneDatasets(tx, now())
      const detail = `archivo ${dataset.id} (${counts(dataset)})`
      await createAudit(tx, now).record({ user, action: 'subir-datos', detail })
      return { dataset, base: (await publishedDataset(tx))?.id ?? 0 }
    })
    return draftOf(dataset, base, upload)
  }

  const commit = (dataset: Dataset, upload: Upload, publication: Publication, user: string) =>
    db.transaction().execute(async tx => {
      const published = await publishedDataset(tx)
      if (published?.id !== publication.base)
        throw new Refused(
          'mientras tanto otra persona publicó otros datos: mirá qué cambia ahora',
          {
            stale: true,
          },
        )
      if (published.id === dataset.id) throw new Refused('esos datos ya son los que están en uso')
      const again = dataset.publishedAt !== undefined
      const { comment = '' } = publication
      await replaceStored(tx, upload.file)
      await useDataset(
        tx,
        {
          id: dataset.id,
          chosen: true,
          fileSha256: fileSha256 ?? published.fileSha256,
          ...(!again && { comment }),
        },
        now(),
      )
      await pruneDatasets(tx, now())
      const detail = `datos ${dataset.id} (${counts(dataset)}) en lugar de los ${published.id}. ${comment}`
      const action = again ? 'volver-datos' : 'publicar-datos'
      await createAudit(tx, now).record({ user, action, detail: detail.trim() })
    })

  const publish = async (publication: Publication, user: string) => {
    const dataset = await stored(publication.id)
    const upload = await read(dataset.csv)
    const before = live.known().directory
    const after = directoryOf(upload.file, dataset.sha256)
    await letOthersGo()
    const { doubts } = previewOf(upload, before, after)
    if (doubts.length > 0 && !publication.confirmed)
      throw new Refused(`hay que confirmarlo: ${doubts.join(' ')}`)
    // Each step takes tens of milliseconds in which nobody is answered.
    await letOthersGo()
    const known = know(after)
    await letOthersGo()
    await commit(dataset, upload, publication, user)
    live.use(known)
    problem = undefined
    return inUse()
  }

  const knownOf = async (id: number | undefined): Promise<Known> =>
    id === undefined ? live.known() : inTurn(async () => know(await directory(id)))

  return {
    list: async () => ({
      published: await inUse(),
      versions: await listDatasets(db),
      ...(problem && { problem }),
    }),
    preview: (csv, user) => inTurn(() => preview(csv, user)),
    previewFile: user =>
      inTurn(async () => {
        const csv = await readFile(csvPath).catch(() => {
          throw new Refused(`no se puede leer el archivo ${csvPath}`)
        })
        const draft = await preview(csv, user)
        fileSha256 = draft.dataset.sha256
        return draft
      }),
    look: id => inTurn(() => look(id)),
    publish: (publication, user) => inTurn(() => publish(publication, user)),
    read: async id => forSpreadsheets((await stored(id)).csv),
    search: async (text, id) =>
      findPlaces(
        id === undefined ? live.known().directory : await inTurn(() => directory(id)),
        text,
      ),
    answer: async (text, id) => replyTo((await knownOf(id)).respond, text),
    problem: () => problem,
  }
}
