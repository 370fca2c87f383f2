import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import type { Schema } from './schema.ts'

// Building and compiling a query costs more than running it on SQLite. What runs for every message
// is compiled once, with markers in the place of its values, and run with the values put in.

type Values = Readonly<Record<string, string | number | null>>

/** Runs a compiled query with these values. */
export type Prepared<V extends Values, Row> = (
  db: Kysely<Schema>,
  values: V,
) => Promise<readonly Row[]>

/** Compiles the query at its first use; `build` gets a stand-in for each value. */
export const prepared = <V extends Values, Row>(
  names: readonly (keyof V & string)[],
  build: (db: Kysely<Schema>, values: V) => Compilable<Row>,
): Prepared<V, Row> => {
  let compiled: CompiledQuery<Row> | undefined
  const markers = new Map(names.map(name => [`\u0000${name}`, name]))
  const standIns = Object.fromEntries([...markers].map(([marker, name]) => [name, marker])) as V
  return async (db, values) => {
    compiled ??= build(db, standIns).compile()
    const parameters = compiled.parameters.map(value => {
      const name = typeof value === 'string' ? markers.get(value) : undefined
      return name === undefined ? value : values[name]
    })
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters })
    return rows
  }
}
