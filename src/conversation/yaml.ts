import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** Reads a YAML file that holds an object; throws an error that names the file otherwise. */
export const readYaml = (file: string): object => {
  let parsed: unknown
  try {
    parsed = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
  if (typeof parsed !== 'object' || !parsed)
    throw new Error(`${file}: está vacío o no es una lista de claves`)
  return parsed
}
