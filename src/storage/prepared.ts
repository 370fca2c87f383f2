import type SQLite from 'better-sqlite3'
import type { Compilable } from 'kysely'
import type { Database } from './database.ts'

// Building and compiling a query costs more than running it on SQLite, and so does each promise on
// the way there. What runs for every message is compiled once, with markers in the place of its
// values, and then runs at once, with the values put in.

type Value = string | number | null
type Values = Readonly<Record<string, Value>>

/** Runs a compiled query with these values and gives its rows; throws as SQLite does. */
export type Prepared<V extends Values, Row> = (db: Database, values: V) => readonly Row[]

interface Compiled<V, Row> {
  readonly statement: SQLite.Statement<Value[], Row>
  /** Of each parameter the name of its value, or what it always is. */
  readonly parameters: readonly ({ readonly name: keyof V } | { readonly always: Value })[]
}

/** Compiles the query at its first use; `build` gets a stand-in for each value. */
export const prepared = <V extends Values, Row>(
  names: readonly (keyof V & string)[],
  build: (db: Database, values: V) => Compilable<Row>,
): Prepared<V, Row> => {
  const compiled = new WeakMap<Database, Compiled<V, Row>>()
  const markers = new Map<unknown, string>(names.map(name => [`\u0000${name}`, name]))
  const standIns = Object.fromEntries([...markers].map(([marker, name]) => [name, marker])) as V

  const compile = (db: Database): Compiled<V, Row> => {
    const query = build(db, standIns).compile()
    const parameters = query.parameters.map(value => {
      const name = markers.get(value)
      return name === undefined ? { always: value as Value } : { name }
    })
    const known = { statement: db.sqlite.prepare<Value[], Row>(query.sql), parameters }
    compiled.set(db, known)
    return known
  }

  return (db, values) => {
    const { statement, parameters } = compiled.get(db) ?? compile(db)
    const given = parameters.map(one => ('name' in one ? (values[one.name] as Value) : one.always))
    if (statement.reader) return statement.all(...given)
    statement.run(...given)
    return []
  }
}
