import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'

/** A line that is neither blank nor a comment: without one the parser finds no document, an error. */
const CONTENT = /^\s*[^\s#]/m

/** What a YAML file holds, `undefined` where that is nothing; throws an error that names the file. */
export const readYaml = (file: string): unknown => {
  try {
    const text = readFileSync(file, 'utf8')
    return CONTENT.test(text) ? load(text) : undefined
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** Reads a YAML file that holds an object; throws an error that names the file otherwise. */
export const readKeys = (file: string): object => {
  const held = readYaml(file)
  if (typeof held !== 'object' || !held)
    throw new Error(`${file}: está vacío o no es una lista de claves`)
  return held
}
