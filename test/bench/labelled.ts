import { readFileSync } from 'node:fs'

/** One labelled message of an evaluation file. */
export interface Labelled {
  readonly texto: string
  readonly municipios: readonly string[]
  readonly ambiguo: boolean
  readonly intenciones: readonly string[]
  readonly tipo: string
}

/** One labelled question: the entries of which any is a right answer, none where nothing is. */
export interface LabelledQuestion {
  readonly pregunta: string
  readonly entradas: readonly string[]
}

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

const parseJson = (line: string, number: number) => {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`línea ${number}: no es JSON`)
  }
}

const parseLine = (line: string, number: number): Labelled => {
  const row: Partial<Labelled> = parseJson(line, number)
  const { texto, municipios = [], ambiguo = false, intenciones = [], tipo = 'sin_tipo' } = row
  if (typeof texto !== 'string' || !isStrings(municipios) || !isStrings(intenciones))
    throw new Error(`línea ${number}: faltan «texto», «municipios» o «intenciones»`)
  return { texto, municipios, ambiguo: Boolean(ambiguo), intenciones, tipo }
}

const parseQuestion = (line: string, number: number): LabelledQuestion => {
  const { pregunta, entradas }: Partial<LabelledQuestion> = parseJson(line, number)
  if (typeof pregunta !== 'string' || !isStrings(entradas))
    throw new Error(`línea ${number}: faltan «pregunta» o «entradas»`)
  return { pregunta, entradas }
}

const readLines = <T>(file: string, parse: (line: string, number: number) => T): T[] =>
  readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .flatMap((line, i) => (line.trim() ? [parse(line, i + 1)] : []))

/** Reads a file of JSON lines; throws an error that names the line that is not as expected. */
export const readLabelled = (file: string): Labelled[] => readLines(file, parseLine)

/** Reads a file of questions and the entries that answer them, in the same way. */
export const readQuestions = (file: string): LabelledQuestion[] => readLines(file, parseQuestion)

/** Whether a file is of questions and entries rather than of messages, by its first line. */
export const hasQuestions = (file: string) => /^\s*\{\s*"pregunta"/.test(readFileSync(file, 'utf8'))
