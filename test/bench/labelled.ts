import { readFileSync } from 'node:fs'

/** One labelled message of an evaluation file. */
export interface Labelled {
  readonly texto: string
  readonly municipios: readonly string[]
  readonly ambiguo: boolean
  readonly intenciones: readonly string[]
  readonly tipo: string
}

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

const parseLine = (line: string, number: number): Labelled => {
  let row: Partial<Labelled>
  try {
    row = JSON.parse(line)
  } catch {
    throw new Error(`línea ${number}: no es JSON`)
  }
  const { texto, municipios = [], ambiguo = false, intenciones = [], tipo = 'sin_tipo' } = row
  if (typeof texto !== 'string' || !isStrings(municipios) || !isStrings(intenciones))
    throw new Error(`línea ${number}: faltan «texto», «municipios» o «intenciones»`)
  return { texto, municipios, ambiguo: Boolean(ambiguo), intenciones, tipo }
}

/** Reads a file of JSON lines; throws an error that names the line that is not as expected. */
export const readLabelled = (file: string): Labelled[] =>
  readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .flatMap((line, i) => (line.trim() ? [parseLine(line, i + 1)] : []))
