import type { Office } from '../channel.ts'
import { fold } from '../text.ts'
import { type Municipio, type ParsedDirectory, PROVINCE } from './csv.ts'

/** The municipios and their offices, of one dataset; never changed once made. */
export interface Directory {
  /** In the order of the file. */
  readonly municipios: readonly Municipio[]
  /** Land offices first, the municipality's own row last; empty when nothing is known. */
  officesOf(municipio: string): readonly Office[]
  /** Offices of the Province, which serve every municipio. */
  readonly provincial: readonly Office[]
  /** Of the file that it was read from. */
  readonly sha256: string
}

interface Content {
  readonly municipios: readonly Municipio[]
  /** Those of the Province among them. */
  readonly offices: readonly Office[]
  readonly sha256: string
}

/** Whether a row is the municipality's own: its general contact, not a land office. */
export const isMunicipality = (office: Office) =>
  /^municip(alidad|io)\b/.test(fold(office.dependencia ?? ''))

const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

/** Makes the directory of what was read from a file or from the database. */
export const createDirectory = ({ municipios, offices, sha256 }: Content): Directory => {
  const byMunicipio = Map.groupBy(offices, office => fold(office.municipio))
  const order = (a: Office, b: Office) => Number(isMunicipality(a)) - Number(isMunicipality(b))
  for (const ofOne of byMunicipio.values()) frozen(ofOne.sort(order))
  const none: readonly Office[] = Object.freeze([])
  return frozen({
    municipios,
    officesOf: (municipio: string) => byMunicipio.get(fold(municipio)) ?? none,
    provincial: byMunicipio.get(fold(PROVINCE)) ?? none,
    sha256,
  })
}

/** Makes the directory of a file, named by its hash. */
export const directoryOf = (file: ParsedDirectory, sha256: string) => {
  const { municipios, offices, provincial } = file
  return createDirectory({ municipios, offices: [...offices, ...provincial], sha256 })
}

/** All offices of a directory, those of the Province last. */
export const allOffices = ({ municipios, officesOf, provincial }: Directory): Office[] => [
  ...municipios.flatMap(({ nombre }) => officesOf(nombre)),
  ...provincial,
]
