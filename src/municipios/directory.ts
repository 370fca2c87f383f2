import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sql, type Transaction } from 'kysely'
import type { Office } from '../channel.ts'
import type { Logger } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/schema.ts'
import { fold } from '../text.ts'
import { type Municipio, type ParsedDirectory, PROVINCE, parseDirectory } from './csv.ts'
import { OFFICE_FIELDS } from './record.ts'
import { UnusableFileError } from './table.ts'

export interface Directory {
  /** In the order of the file. */
  readonly municipios: readonly Municipio[]
  /** Land offices first, the municipality's own row last; empty when nothing is known. */
  officesOf(municipio: string): readonly Office[]
  /** Offices of the Province, which serve every municipio. */
  readonly provincial: readonly Office[]
  /** What is wrong with the file, in Spanish, while older data is being served. */
  readonly problem?: string
  /** Of the file that is being served. */
  readonly sha256: string
}

interface DirectoryDeps {
  readonly db: Database
  readonly csvPath: string
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Unix milliseconds. */
  readonly now: () => number
}

/** Whether a row is the municipality's own: its general contact, not a land office. */
export const isMunicipality = (office: Office) =>
  /^municip(alidad|io)\b/.test(fold(office.dependencia ?? ''))

const PROBLEMS_LOGGED = 20
// Ten columns each; SQLite takes up to 32,766 values in one statement.
const ROWS_A_STATEMENT = 500

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

const parsed = (bytes: Uint8Array) => {
  const result = parseDirectory(bytes)
  const [first] = result.problems
  if (result.municipios.length === 0)
    throw new UnusableFileError(
      `no tiene ninguna fila que sirva${first ? ` (línea ${first.line}: ${first.reason})` : ''}`,
    )
  return result
}

const report = ({ log, csvPath }: DirectoryDeps, file: ParsedDirectory) => {
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

const parts = <T>(rows: readonly T[]) =>
  Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, i) =>
    rows.slice(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT),
  )

const replace = async (trx: Transaction<Schema>, file: ParsedDirectory) => {
  const municipios = file.municipios.map(({ nombre, cabecera, localidades, ...aliases }) => ({
    nombre,
    cabecera,
    localidades_json: JSON.stringify(localidades),
    alias_json: JSON.stringify(aliases),
  }))
  const oficinas = [...file.offices, ...file.provincial].map(office => ({
    dependencia: null,
    direccion: null,
    telefono: null,
    whatsapp: null,
    horario: null,
    email: null,
    web: null,
    fuente: null,
    fecha: null,
    ...office,
  }))
  await trx.deleteFrom('municipios').execute()
  await trx.deleteFrom('oficinas').execute()
  for (const rows of parts(municipios)) await trx.insertInto('municipios').values(rows).execute()
  for (const rows of parts(oficinas)) await trx.insertInto('oficinas').values(rows).execute()
  return oficinas.length
}

const latest = (db: Database) =>
  db.selectFrom('datasets').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()

const day = (ms: number) =>
  new Date(ms).toLocaleDateString('es-AR', { timeZone: 'America/Argentina/Buenos_Aires' })

/** Brings the tables up to date with the file; gives what is wrong when they stay as they were. */
const refresh = async (deps: DirectoryDeps): Promise<string | undefined> => {
  const { db, csvPath, log, now } = deps
  const current = await latest(db)
  try {
    const bytes = await readFile(csvPath)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 === current?.sha256) return undefined
    const file = parsed(bytes)
    await db.transaction().execute(async trx => {
      const rows = await replace(trx, file)
      await trx.insertInto('datasets').values({ sha256, loaded_at: now(), rows }).execute()
    })
    report(deps, file)
    return undefined
  } catch (error) {
    const wrong = `No se puede usar el archivo de oficinas ${csvPath}: ${reasonOf(error)}.`
    if (!current) throw new Error(wrong, { cause: error })
    const problem = `${wrong} Se siguen usando los datos cargados el ${day(current.loaded_at)}.`
    log.warn(problem)
    return problem
  }
}

const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

const storedMunicipios = async (db: Database): Promise<Municipio[]> => {
  const rows = await db.selectFrom('municipios').selectAll().orderBy(sql`rowid`).execute()
  return rows.map(({ nombre, cabecera, localidades_json, alias_json }) => ({
    nombre,
    cabecera,
    localidades: JSON.parse(localidades_json) as string[],
    ...(JSON.parse(alias_json) as Pick<Municipio, 'alias' | 'aliasLocalidades'>),
  }))
}

const storedOffices = async (db: Database): Promise<Office[]> => {
  const rows = await db.selectFrom('oficinas').selectAll().orderBy('id').execute()
  return rows.map(row => {
    const known = OFFICE_FIELDS.filter(field => row[field] !== null)
    return { municipio: row.municipio, ...Object.fromEntries(known.map(f => [f, row[f]])) }
  })
}

/**
 * Loads the file of offices if it changed, and gives the directory that is then in force.
 * A file that cannot be used leaves the data of the last one; without any, it is an `Error`
 * that names the file and what is wrong with it.
 */
export const openDirectory = async (deps: DirectoryDeps): Promise<Directory> => {
  const problem = await refresh(deps)
  const { db } = deps
  const offices = Map.groupBy(await storedOffices(db), office => fold(office.municipio))
  const order = (a: Office, b: Office) => Number(isMunicipality(a)) - Number(isMunicipality(b))
  for (const ofOne of offices.values()) frozen(ofOne.sort(order))
  const none: readonly Office[] = Object.freeze([])
  return frozen({
    municipios: await storedMunicipios(db),
    officesOf: (municipio: string) => offices.get(fold(municipio)) ?? none,
    provincial: offices.get(fold(PROVINCE)) ?? none,
    ...(problem !== undefined && { problem }),
    sha256: (await latest(db))?.sha256 ?? '',
  })
}
