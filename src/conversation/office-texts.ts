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

const cardOf = (office: Office, lines: readonly string[]) =>
  [`**${office.dependencia ?? office.municipio}**`, ...lines].join('\n')

const linesOf = (office: Office, asked: readonly (keyof Office)[]) =>
  LINES.flatMap(([field, label]) =>
    office[field] && asked.includes(field) ? [`- ${label}: ${office[field]}`] : [],
  )

/** One office as lines of Markdown, without what is not known. */
export const officeCard = (office: Office) => {
  const lines = linesOf(office, FIELDS)
  if (office.web)
    lines.push(`- Página: [${office.web.replace(/^https?:\/\/|\/$/g, '')}](${office.web})`)
  return cardOf(office, lines)
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

const landOf = (offices: readonly Office[]) => offices.filter(office => !isMunicipality(office))

/** Two cards with the same street help nobody: the general one only where the office has no line. */
const shownOf = (offices: readonly Office[], land: readonly Office[]) => {
  const direct = land.some(office => office.telefono ?? office.whatsapp ?? office.email)
  return (direct ? land : offices).filter(hasContact)
}

const ASK_FOR = 'Preguntá por **Tierras** o **Regularización Dominial**.'

// Not one's own: "mi teléfono es…" asks for nothing.
const ASKED_BY = {
  direccion: { name: 'la dirección', words: /(?<!\b(?:mi|otra) )\bdirecc?ion\b/ },
  telefono: { name: 'el teléfono', words: /(?<!\bmi )\btel(?:efonos?)?\b/ },
  whatsapp: { name: 'el WhatsApp', words: /(?<!\bmi )\b(?:w(?:h?ats?app?|asap|sp|pp)|guasap)\b/ },
  horario: { name: 'el horario', words: /\b(?:horarios?|que horas?)\b/ },
  email: { name: 'el correo', words: /(?<!\bmi )\b(?:e?mails?|correos?)\b/ },
} as const

type Field = keyof typeof ASKED_BY

const FIELDS = Object.keys(ASKED_BY) as Field[]

/** What is asked for by name, in folded words. */
const askedIn = (words: string) => FIELDS.filter(field => ASKED_BY[field].words.test(words))

/** Besides what is asked for by name, or against it: the whole card is the answer. */
const ASKS_MORE =
  /\b(no|mal|mala|otr[oa]|equivocad[oa]|a?donde|dnd|llego|llegar|voy|ubica(da|cion)?|queda|escribania|provincia)\b/

/** What is asked for by name and stands on none of these cards. */
const missingOf = (words: string, offices: readonly Office[]) =>
  askedIn(words).filter(field => !offices.some(office => office[field]))

/**
 * Only what is asked for by name, in folded words, of the offices of one municipio; nothing where it
 * is not all known.
 */
export const describeDetail = (
  { municipio, offices }: Pick<Known, 'municipio' | 'offices'>,
  words: string,
  now: Date,
): string | undefined => {
  if (ASKS_MORE.test(words)) return undefined
  const asked = askedIn(words)
  const shown = shownOf(offices, landOf(offices))
  const knowing = shown.filter(office => asked.some(field => office[field]))
  if (knowing.length === 0 || missingOf(words, shown).length > 0) return undefined
  const cards = knowing.map(office => cardOf(office, linesOf(office, asked)))
  const opens = knowing.every(isMunicipality)
    ? `De la oficina de tierras de **${municipio}** no lo tengo. Este dato es del municipio:`
    : `En **${municipio}**:`
  return [opens, ...cards, ageNote(knowing, now) ?? []].flat().join('\n\n')
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

/**
 * What is known of the offices of one municipio, for who asks in these words (folded); it ends with
 * what to do.
 */
export const describeOffices = (
  { municipio, offices, provincial }: Known,
  words: string,
  now: Date,
) => {
  const land = landOf(offices)
  const reachable = offices.filter(hasContact)
  const shown = shownOf(offices, land)
  const parts = [opening(municipio, land, reachable), ...shown.map(officeCard)]
  // Of an office that has only a name, the opening says that these are not known.
  const said = land.some(office => office.dependencia) && !land.some(hasContact)
  const missing = missingOf(words, shown).filter(
    field => !(said && (field === 'telefono' || field === 'direccion')),
  )
  const names = list(
    missing.map(field => ASKED_BY[field].name),
    'ni',
  )
  if (names) parts.unshift(`De **${municipio}** no tengo **${names}**.`)
  const [escribania] = provincial.filter(hasContact)
  if (reachable.length === 0 && escribania)
    parts.push(`También podés consultar en la Provincia:\n\n${officeCard(escribania)}`)
  else if (!land.some(hasContact)) parts.push(ASK_FOR)
  const age = ageNote(shown, now)
  if (age) parts.push(age)
  else if (shown.some(office => office.direccion)) parts.push('Confirmá el horario antes de ir.')
  return parts.join('\n\n')
}
