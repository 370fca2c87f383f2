import type { Office } from '../channel.ts'
import { isMunicipality } from '../municipios/directory.ts'
import {
  askedIn,
  asksForTurn,
  type Field,
  knowing,
  linesOf,
  namesOf,
  reachOf,
  unknownOf,
} from './office-fields.ts'

// How what is known of an office is told: only what a source says, and honestly what is not known.

/** "Lanús, Merlo y Moreno". */
export const list = (names: readonly string[], link = 'y') =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${link} ${names.at(-1)}`

const year = (fecha: string) => fecha.slice(0, 4)

const cardOf = (office: Office, lines: readonly string[]) =>
  [`**${office.dependencia ?? office.municipio}**`, ...lines].join('\n')

/** One office as lines of Markdown, without what is not known. */
export const officeCard = (office: Office) => {
  const lines = linesOf(office)
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

/** Besides what is asked for by name, or against it: the whole card is the answer. */
const ASKS_OTHER = /\b(no|mal|mala|otr[oa]|equivocad[oa]|escribania|provincia)\b/
/** The same, unless the card was seen: then it is the address that is asked for. */
const ADDRESS = 'direccion' satisfies Field
const ASKS_WHERE = /\b(a?donde|dnd|llego|llegar|voy|ubica(da|cion)?|queda)\b/

/** Sentences on what is asked for and is not known. */
const gapsOf = (
  { municipio, offices }: Pick<Known, 'municipio' | 'offices'>,
  asked: readonly Field[],
  words: string,
) => {
  const missing = unknownOf(offices, asked)
  const names = list(namesOf(missing), 'ni')
  return [
    ...(asksForTurn(words) ? [`No sé si en **${municipio}** hay que sacar turno.`] : []),
    ...(names ? [`De la oficina de **${municipio}** no tengo **${names}**.`] : []),
  ].join(' ')
}

/**
 * Only what is asked for by name, in folded words, of the offices of one municipio, or that it is not
 * known and whom to ask; nothing where the whole card is the better answer.
 */
export const describeDetail = (
  { municipio, offices, isShown }: Pick<Known, 'municipio' | 'offices'> & { isShown: boolean },
  words: string,
  now: Date,
): string | undefined => {
  if (ASKS_OTHER.test(words) || (!isShown && ASKS_WHERE.test(words))) return undefined
  const named: readonly Field[] = askedIn(words)
  const asked = isShown && ASKS_WHERE.test(words) ? [...new Set<Field>([ADDRESS, ...named])] : named
  const shown = shownOf(offices, landOf(offices))
  const gaps = gapsOf({ municipio, offices: shown }, asked, words)
  const told = knowing(shown, asked)
  if (told.length > 0 && !gaps) {
    const opens = told.every(isMunicipality)
      ? `De la oficina de tierras de **${municipio}** no lo tengo. Este dato es del municipio:`
      : `En **${municipio}**:`
    const cards = told.map(office => cardOf(office, linesOf(office, asked)))
    return [opens, ...cards, ageNote(told, now) ?? []].flat().join('\n\n')
  }
  const reachable = shown.filter(office => reachOf(office).length > 0)
  if (told.length > 0 || !gaps || reachable.length === 0) return undefined
  const cards = reachable.map(office => cardOf(office, reachOf(office)))
  return [`${gaps} Podés preguntar acá:`, ...cards].join('\n\n')
}

/** What the opening says to be unknown of an office that has only a name. */
const SAID: readonly Field[] = ['telefono', ADDRESS]

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
  const named = land.some(office => office.dependencia) && !land.some(hasContact)
  const asked = askedIn(words).filter(field => !(named && SAID.includes(field)))
  const gaps = gapsOf({ municipio, offices: shown }, asked, words)
  if (gaps) parts.unshift(gaps)
  const [escribania] = provincial.filter(hasContact)
  if (reachable.length === 0 && escribania)
    parts.push(`También podés consultar en la Provincia:\n\n${officeCard(escribania)}`)
  else if (!land.some(hasContact)) parts.push(ASK_FOR)
  const age = ageNote(shown, now)
  if (age) parts.push(age)
  else if (shown.some(office => office.direccion)) parts.push('Confirmá el horario antes de ir.')
  return parts.join('\n\n')
}
