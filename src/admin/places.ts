import type { Office } from '../channel.ts'
import { PROVINCE } from '../municipios/csv.ts'
import type { Directory } from '../municipios/directory.ts'
import { fold } from '../text.ts'

/** What the data say of one municipio, and why it was found. */
export interface FoundPlace {
  readonly municipio: string
  readonly cabecera: string
  readonly localidades: readonly string[]
  readonly alias: readonly string[]
  readonly offices: readonly Office[]
  /** Names of its own places that were looked for; none when it was found by its own name. */
  readonly by: readonly string[]
}

export interface FoundPlaces {
  readonly places: readonly FoundPlace[]
  /** How many there are in all. */
  readonly total: number
}

const MOST = 20

/** Records of a directory, the Province's own first: it answers for all municipios. */
const recordsOf = ({ municipios, officesOf, provincial }: Directory) => [
  {
    municipio: PROVINCE,
    cabecera: '',
    localidades: [],
    alias: [],
    offices: provincial,
  },
  ...municipios.map(({ nombre, cabecera, localidades, alias, aliasLocalidades }) => ({
    municipio: nombre,
    cabecera,
    localidades,
    alias: [...alias, ...aliasLocalidades.map(item => `${item.alias} (${item.localidad})`)],
    offices: officesOf(nombre),
  })),
]

const words = (text: string) => fold(text).trim().replace(/\s+/g, ' ')

/**
 * Municipios of which the name, the cabecera, a localidad or an alias holds the text, however its
 * accents and capitals are; those called so come first.
 */
export const findPlaces = (directory: Directory, text: string): FoundPlaces => {
  const wanted = words(text)
  const found = recordsOf(directory).flatMap(record => {
    const name = words(record.municipio)
    const by = [...new Set([record.cabecera, ...record.alias, ...record.localidades])].filter(
      other => words(other).includes(wanted),
    )
    if (name.startsWith(wanted))
      return [{ rank: name === wanted ? 0 : 1, place: { ...record, by: [] } }]
    if (name.includes(wanted)) return [{ rank: 2, place: { ...record, by: [] } }]
    return by.length > 0 ? [{ rank: 3, place: { ...record, by } }] : []
  })
  const places = found.sort((a, b) => a.rank - b.rank).map(({ place }) => place)
  return { places: places.slice(0, MOST), total: places.length }
}
