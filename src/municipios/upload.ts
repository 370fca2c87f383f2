import { type ParsedDirectory, parseUsable } from './csv.ts'
import { type Encoding, encodingOf, UnusableFileError } from './table.ts'

/** A file that a person brought, as it was read. */
export interface Upload {
  /** With the first of its problems. */
  readonly file: ParsedDirectory
  readonly problemCount: number
  readonly encoding: Encoding
}

/** Problems that somebody would read. */
const PROBLEMS_SHOWN = 200
// The Province has 135 municipios and some 1,300 names of places. Far beyond that it is another
// file, and making it known would stop the answers for seconds.
const MOST_MUNICIPIOS = 500
const MOST_NAMES = 6000
const MOST_OFFICES = 5000

const refuseAbove = (count: number, most: number, what: string) => {
  if (count > most)
    throw new UnusableFileError(
      `tiene ${count} ${what} y se aceptan hasta ${most}: ¿es el archivo correcto?`,
    )
}

/** Reads what a person brought. Throws an `UnusableFileError` that says what is wrong with it. */
export const readUpload = (csv: Uint8Array): Upload => {
  const file = parseUsable(csv)
  const { municipios, offices, provincial, problems } = file
  const names = municipios.flatMap(({ localidades, alias }) => [...localidades, ...alias])
  refuseAbove(municipios.length, MOST_MUNICIPIOS, 'municipios')
  refuseAbove(names.length, MOST_NAMES, 'localidades y alias')
  refuseAbove(offices.length + provincial.length, MOST_OFFICES, 'oficinas')
  return {
    file: { ...file, problems: problems.slice(0, PROBLEMS_SHOWN) },
    problemCount: problems.length,
    encoding: encodingOf(csv),
  }
}
