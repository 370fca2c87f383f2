import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'

/** Reads a YAML file that holds an object; throws an error that names the file otherwise. */
export const readYaml = (file: string): object => {
  let parsed: unknown
  try {
    const text = readFileSync(file, 'utf8')
    parsed = text.trim() && load(text)
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
  if (typeof parsed !== 'object' || !parsed)
    throw new Error(`${file}: está vacío o no es una lista de claves`)
  return parsed
}
