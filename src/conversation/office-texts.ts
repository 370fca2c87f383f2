import type { Office } from '../channel.ts'
import { isMunicipality } from '../municipios/directory.ts'

// How what is known of an office is told: only what a source says, and honestly what is not known.

/** "Lanús, Merlo y Moreno". */
export const list = (names: readonly string[], link = 'y') =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${link} ${names.at(-1)}`

const year = (fecha: string) => fecha.slice(0, 4)

const LINES: readonly (readonly [keyof Office, string])[] = [
  ['direccion', 'Dirección'],
  ['telefono', 'Teléfono'],
  ['whatsapp', 'WhatsApp'],
  ['horario', 'Horario'],
  ['email', 'Correo'],
]

/** One office as lines of Markdown, without what is not known. */
export const officeCard = (office: Office) => {
  const lines = LINES.flatMap(([field, label]) =>
    office[field] ? [`- ${label}: ${office[field]}`] : [],
  )
  if (office.web)
    lines.push(`- Página: [${office.web.replace(/^https?:\/\/|\/$/g, '')}](${office.web})`)
  return [`**${office.dependencia ?? office.municipio}**`, ...lines].join('\n')
}

/** There is a way to reach it. */
export const hasContact = (office: Office) =>
  Boolean(office.direccion ?? office.telefono ?? office.whatsapp ?? office.email ?? office.web)

// A web site does not go stale as an address or a telephone does.
const isOlder = (office: Office, thisYear: number) =>
  !!(office.direccion ?? office.telefono ?? office.whatsapp) &&
  !!office.fecha &&
  Number(year(office.fecha)) < thisYear - 1

/** Says of what year the data is where that is long ago. */
export const ageNote = (offices: readonly Office[], now: Date): string | undefined => {
  const old = offices.find(office => isOlder(office, now.getFullYear()))
  return old?.fecha && `Hay datos de ${year(old.fecha)}: confirmalos antes de ir.`
}

const ASK_FOR = 'Preguntá por **Tierras** o **Regularización Dominial**.'

const ASKED_BY = {
  telefono: ['el teléfono', 'tel telefono telefonos cel celular llamar llamo llame'],
  horario: ['el horario', 'horario horarios hora horas abre abren cierra cierran atienden'],
  email: ['el correo', 'mail mails email correo correos gmail'],
} as const

type Field = keyof typeof ASKED_BY

const FIELD_OF = new Map(
  (Object.keys(ASKED_BY) as Field[]).flatMap(field =>
    ASKED_BY[field][1].split(' ').map(word => [word, field] as const),
  ),
)

/** Says what is asked for by name, stands on none of these cards and has not been `said` to lack. */
const missingNote = (
  words: readonly string[],
  offices: readonly Office[],
  said: readonly Field[],
) => {
  const asked = new Set(words.flatMap(word => FIELD_OF.get(word) ?? []))
  const missing = [...asked].filter(
    field => !said.includes(field) && !offices.some(office => office[field]),
  )
  const names = missing.map(field => ASKED_BY[field][0])
  return names.length > 0 ? `No tengo confirmado **${list(names, 'ni')}**.` : undefined
}

/** Opens the list of offices: with the land office, or saying honestly that it is not known. */
const opening = (municipio: string, land: readonly Office[], reachable: readonly Office[]) => {
  const [known] = land.filter(hasContact)
  if (known) return `En **${municipio}**:`
  const names = list(
    land.flatMap(office => (office.dependencia ? [`**${office.dependencia}**`] : [])),
  )
  const missing = names
    ? `En **${municipio}** de esto se encarga ${names}, pero no tengo confirmados su dirección ni su teléfono.`
    : `No tengo confirmada la oficina de tierras de **${municipio}**.`
  const ask = names ? '' : ` ${ASK_FOR}`
  return reachable.length > 0
    ? `${missing} Te paso el contacto general:`
    : `${missing} Acercate a la Municipalidad.${ask}`
}

interface Known {
  readonly municipio: string
  readonly offices: readonly Office[]
  readonly provincial: readonly Office[]
}

/** What is known of the offices of one municipio for who asks in these words; ends with what to do. */
export const describeOffices = (
  { municipio, offices, provincial }: Known,
  words: readonly string[],
  now: Date,
) => {
  const land = offices.filter(office => !isMunicipality(office))
  const reachable = offices.filter(hasContact)
  // Two cards with the same street help nobody: the general one only where the office has no line.
  const direct = land.filter(office => office.telefono ?? office.whatsapp ?? office.email)
  const shown = direct.length > 0 ? land.filter(hasContact) : reachable
  const missing = missingNote(words, shown, land.some(hasContact) ? [] : ['telefono'])
  const parts = [opening(municipio, land, reachable), ...shown.map(officeCard)]
  if (missing) parts.unshift(missing)
  const [escribania] = provincial.filter(hasContact)
  if (reachable.length === 0 && escribania)
    parts.push(`También podés consultar en la Provincia:\n\n${officeCard(escribania)}`)
  else if (!land.some(hasContact)) parts.push(ASK_FOR)
  const age = ageNote(shown, now)
  if (age) parts.push(age)
  else if (shown.some(office => office.direccion)) parts.push('Confirmá el horario antes de ir.')
  return parts.join('\n\n')
}
