import { sql, type Transaction } from 'kysely'
import type { Office } from '../channel.ts'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/schema.ts'
import type { Municipio, ParsedDirectory } from './csv.ts'
import { OFFICE_FIELDS } from './record.ts'

// The dataset in use, as rows.

// Ten columns each; SQLite takes up to 32,766 values in one statement.
const ROWS_A_STATEMENT = 500

const parts = <T>(rows: readonly T[]) =>
  Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, i) =>
    rows.slice(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT),
  )

/** Puts these municipios and offices in the place of those that are there. */
export const replaceStored = async (trx: Transaction<Schema>, file: ParsedDirectory) => {
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

/** The municipios and offices that are there. */
export const readStored = async (db: Database) => ({
  municipios: await storedMunicipios(db),
  offices: await storedOffices(db),
})
