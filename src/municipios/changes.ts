import type { Office } from '../channel.ts'
import { fold } from '../text.ts'
import { type Municipio, PROVINCE } from './csv.ts'
import { allOffices, type Directory } from './directory.ts'
import { OFFICE_FIELDS } from './record.ts'

// What would be different for a citizen if one dataset took the place of another.

/** A value before and after; of a list, only what leaves it and what comes into it. */
export interface FieldChange {
  readonly field: string
  readonly before: string
  readonly after: string
}

export interface OfficeChange {
  /** How the office is called now, or was. */
  readonly dependencia: string
  readonly fields: readonly FieldChange[]
}

/** What changes of one municipio; the offices of the Province are one of them here. */
export interface MunicipioChange {
  readonly municipio: string
  readonly fields: readonly FieldChange[]
  readonly added: readonly Office[]
  readonly changed: readonly OfficeChange[]
  readonly removed: readonly Office[]
}

interface Whole {
  readonly municipio: string
  readonly offices: readonly Office[]
}

export interface Changes {
  readonly added: readonly Whole[]
  readonly changed: readonly MunicipioChange[]
  readonly removed: readonly Whole[]
  /** Municipios that stay as they are. */
  readonly same: number
}

const listed = (municipio: Municipio) => ({
  localidades: municipio.localidades,
  alias: [
    ...municipio.alias,
    ...municipio.aliasLocalidades.map(({ alias, localidad }) => `${alias}=${localidad}`),
  ],
})

const nameChanges = (before: Municipio, after: Municipio): FieldChange[] => {
  const [was, is] = [listed(before), listed(after)]
  const lists = (['localidades', 'alias'] as const).map(field => ({
    field,
    before: was[field].filter(name => !is[field].includes(name)).join(', '),
    after: is[field].filter(name => !was[field].includes(name)).join(', '),
  }))
  const single = [
    { field: 'municipio', before: before.nombre, after: after.nombre },
    { field: 'cabecera', before: before.cabecera, after: after.cabecera },
  ]
  return [...single, ...lists].filter(change => change.before !== change.after)
}

const officeChanges = (before: Office, after: Office): FieldChange[] =>
  OFFICE_FIELDS.map(field => ({
    field,
    before: before[field] ?? '',
    after: after[field] ?? '',
  })).filter(change => change.before !== change.after)

type Pair = readonly [before: Office, after: Office]

/** Takes from both lists what goes together, and gives the pairs. */
const pairUp = (before: Office[], after: Office[], goTogether: (a: Office, b: Office) => boolean) =>
  [...before].flatMap((was): Pair[] => {
    const at = after.findIndex(is => goTogether(was, is))
    const [is] = at < 0 ? [] : after.splice(at, 1)
    if (!is) return []
    before.splice(before.indexOf(was), 1)
    return [[was, is]]
  })

const named = ({ dependencia = '' }: Office) => fold(dependencia)

/** Where it is, or how to reach it, is the same: it has another name. */
const shareContact = (a: Office, b: Office) =>
  (['direccion', 'telefono', 'email'] as const).some(
    field => a[field] !== undefined && a[field] === b[field],
  )

const compareOffices = (before: readonly Office[], after: readonly Office[]) => {
  const [removed, added] = [[...before], [...after]]
  pairUp(removed, added, (a, b) => officeChanges(a, b).length === 0)
  const pairs = pairUp(removed, added, (a, b) => named(a) === named(b))
  pairs.push(...pairUp(removed, added, shareContact))
  // One that is left over on each side is the same office under another name.
  if (removed.length === 1 && added.length === 1) pairs.push(...pairUp(removed, added, () => true))
  const changed = pairs.map(([was, is]): OfficeChange => {
    const dependencia = is.dependencia ?? was.dependencia ?? ''
    return { dependencia, fields: officeChanges(was, is) }
  })
  return { added, changed, removed }
}

const isChange = ({ fields, added, changed, removed }: MunicipioChange) =>
  [fields, added, changed, removed].some(list => list.length > 0)

const compareMunicipio = (
  nombre: string,
  [before, after]: readonly [Directory, Directory],
  fields: readonly FieldChange[],
): MunicipioChange => ({
  municipio: nombre,
  fields,
  ...compareOffices(before.officesOf(nombre), after.officesOf(nombre)),
})

/** What is added, changed and removed when `after` takes the place of `before`. */
export const compareDirectories = (before: Directory, after: Directory): Changes => {
  const both = [before, after] as const
  const [were, are] = both.map(
    ({ municipios }) => new Map(municipios.map(municipio => [fold(municipio.nombre), municipio])),
  ) as [Map<string, Municipio>, Map<string, Municipio>]
  const whole = ({ officesOf }: Directory, { nombre }: Municipio): Whole => ({
    municipio: nombre,
    offices: officesOf(nombre),
  })
  const stay = [...are].flatMap(([key, is]) => {
    const was = were.get(key)
    return was ? [compareMunicipio(is.nombre, both, nameChanges(was, is))] : []
  })
  const changed = stay.filter(isChange)
  const province = compareMunicipio(PROVINCE, both, [])
  return {
    added: [...are].flatMap(([key, is]) => (were.has(key) ? [] : [whole(after, is)])),
    removed: [...were].flatMap(([key, was]) => (are.has(key) ? [] : [whole(before, was)])),
    changed: isChange(province) ? [province, ...changed] : changed,
    same: stay.length - changed.length,
  }
}

/** Share of the municipios that may disappear without being asked about. */
const MAY_DISAPPEAR = 0.2

const LOSSES = {
  direccion: 'ninguna dirección',
  telefono: 'ningún teléfono',
  whatsapp: 'ningún WhatsApp',
  horario: 'ningún horario',
  email: 'ningún correo',
  web: 'ninguna página web',
} as const

/** What a person has to confirm before `after` is used, in Spanish; empty when all looks right. */
export const doubtsAbout = (before: Directory, after: Directory, { removed }: Changes) => {
  const doubts: string[] = []
  const had = before.municipios.length
  if (removed.length > had * MAY_DISAPPEAR)
    doubts.push(`Desaparecen ${removed.length} de los ${had} municipios.`)
  if (before.provincial.length > 0 && after.provincial.length === 0)
    doubts.push(
      `No trae la oficina de «${PROVINCE}», que es el contacto que se da cuando no hay otro.`,
    )
  const [were, are] = [allOffices(before), allOffices(after)]
  for (const [field, none] of Object.entries(LOSSES)) {
    const count = (offices: readonly Office[]) =>
      offices.filter(office => office[field as keyof typeof LOSSES] !== undefined).length
    const lost = count(were)
    if (lost > 0 && count(are) === 0) doubts.push(`No trae ${none}: hoy hay ${lost}.`)
  }
  return doubts
}
