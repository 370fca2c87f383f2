import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Logger } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'
import { type ParsedDirectory, parseUsable } from './csv.ts'
import {
  insertDataset,
  keepFile,
  type Published,
  pruneDatasets,
  publishedDataset,
  useDataset,
} from './datasets.ts'
import { createDirectory, type Directory } from './directory.ts'
import { readStored, replaceStored } from './stored.ts'
import { UnusableFileError } from './table.ts'

interface Deps {
  readonly db: Database
  readonly csvPath: string
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Unix milliseconds. */
  readonly now: () => number
}

/** How the file of the data folder stands beside the data in use. */
interface FileState {
  /** What an operator should know of it, in Spanish. */
  readonly problem?: string
  /** Absent when it cannot be read. */
  readonly fileSha256?: string
}

export interface Loaded extends FileState {
  readonly directory: Directory
}

const PROBLEMS_LOGGED = 20

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no existe',
  EACCES: 'no hay permiso para leerlo',
  EPERM: 'no hay permiso para leerlo',
  EISDIR: 'es una carpeta, no un archivo',
}

const reasonOf = (error: unknown) => {
  if (error instanceof UnusableFileError) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return FILE_ERRORS[code ?? ''] ?? `no se pudo cargar (${message})`
}

const report = ({ log, csvPath }: Deps, file: ParsedDirectory) => {
  const { problems, ignoredColumns } = file
  if (ignoredColumns.length > 0)
    log.warn({ columns: ignoredColumns }, `${csvPath}: hay columnas que no se usan`)
  for (const { line, reason } of problems.slice(0, PROBLEMS_LOGGED))
    log.warn({ line, reason }, `${csvPath}, línea ${line}: ${reason}`)
  const more = problems.length - PROBLEMS_LOGGED
  if (more > 0) log.warn({ more }, `${csvPath}: y ${more} problemas más`)
  const counts = { municipios: file.municipios.length, oficinas: file.offices.length }
  log.info(counts, `${csvPath}: cargado`)
}

const day = (date: Date) =>
  date.toLocaleDateString('es-AR', { timeZone: 'America/Argentina/Buenos_Aires' })

const load = async (deps: Deps, csv: Uint8Array, sha256: string) => {
  const { db, csvPath, now } = deps
  const file = parseUsable(csv)
  await db.transaction().execute(async tx => {
    await replaceStored(tx, file)
    const author = basename(csvPath)
    const { id } = await insertDataset(tx, { csv, sha256, file, author }, now())
    await useDataset(tx, { id, chosen: false, fileSha256: sha256 }, now())
  })
  report(deps, file)
}

const chosenInstead = (csvPath: string, { publishedAt, loadedAt }: Published) =>
  `El archivo ${csvPath} cambió, pero se siguen usando los datos que una persona publicó el ${day(publishedAt ?? loadedAt)}. Para usarlo, revisalo y publicalo en la sección Datos de la administración.`

/** Brings the data up to date with the file, unless a person has chosen other data. */
const refresh = async (deps: Deps): Promise<FileState> => {
  const { db, csvPath, log } = deps
  const current = await publishedDataset(db)
  try {
    const csv = await readFile(csvPath)
    const fileSha256 = hash('sha256', csv, 'hex')
    if (fileSha256 === current?.sha256) {
      await keepFile(db, current, csv)
      return { fileSha256 }
    }
    if (!current?.chosen) {
      await load(deps, csv, fileSha256)
      return { fileSha256 }
    }
    if (fileSha256 === current.fileSha256) return { fileSha256 }
    const problem = chosenInstead(csvPath, current)
    log.warn(problem)
    return { fileSha256, problem }
  } catch (error) {
    const wrong = `No se puede usar el archivo de oficinas ${csvPath}: ${reasonOf(error)}.`
    if (!current) throw new Error(wrong, { cause: error })
    const problem = `${wrong} Se siguen usando los datos cargados el ${day(current.loadedAt)}.`
    log.warn(problem)
    return { problem }
  }
}

/**
 * Loads the file of offices if it changed and no person has chosen other data, and gives the
 * directory that is then in force. A file that cannot be used leaves the data of the last one;
 * without any, it is an `Error` that names the file and what is wrong with it.
 */
export const openDirectory = async (deps: Deps): Promise<Loaded> => {
  const state = await refresh(deps)
  const { db, now } = deps
  await pruneDatasets(db, now())
  const published = await publishedDataset(db)
  const directory = createDirectory({
    ...(await readStored(db)),
    sha256: published?.sha256 ?? '',
  })
  return { ...state, directory }
}
