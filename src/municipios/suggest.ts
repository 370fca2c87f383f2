import Fuse from 'fuse.js'
import { fold } from '../text.ts'
import type { Municipio } from './csv.ts'

/** Municipios whose names, or those of their localidades, look like this; the likeliest first. */
export type Suggest = (text: string) => string[]

const MOST = 3

/** Builds the search for names that were not recognised: loose, since its results are only asked. */
export const createSuggest = (municipios: readonly Municipio[]): Suggest => {
  const names = municipios.flatMap(({ nombre, cabecera, localidades }) =>
    [...new Set([nombre, cabecera, ...localidades])].map(name => ({
      name: fold(name),
      municipio: nombre,
    })),
  )
  const fuse = new Fuse(names, { keys: ['name'], threshold: 0.4, minMatchCharLength: 3 })
  return text => {
    const found = fuse.search(fold(text).slice(0, 40), { limit: 20 })
    return [...new Set(found.map(result => result.item.municipio))].slice(0, MOST)
  }
}
