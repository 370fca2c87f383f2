import type { Office } from '../channel.ts'

// What may be known of an office, how it is called, and by which words (folded) it is asked for.

// Not one's own: "mi teléfono es…" asks for nothing.
const FIELDS = {
  direccion: {
    label: 'Dirección',
    name: 'la dirección',
    words: /(?<!\b(?:mi|otra) )\b(?:direcc?ion|calle)\b/,
  },
  telefono: {
    label: 'Teléfono',
    name: 'el teléfono',
    words: /(?<!\bmi )\btel(?:efonos?)?\b/,
  },
  whatsapp: {
    label: 'WhatsApp',
    name: 'el WhatsApp',
    words: /(?<!\bmi )\b(?:w(?:h?ats?app?|asap|sp|pp)|guasap)\b/,
  },
  horario: {
    label: 'Horario',
    name: 'el horario',
    words:
      /\b(?:horarios?|que (?:horas?|dias?)|abren?|cierran?|sabados?|domingos?|feriados?|abiert[oa]s?|la hora|a las \d+|a la (?:tarde|manana|siesta))\b/,
  },
  email: {
    label: 'Correo',
    name: 'el correo',
    words: /(?<!\bmi )\b(?:e?mails?|correos?)\b/,
  },
} as const

export type Field = keyof typeof FIELDS

const NAMES = Object.keys(FIELDS) as Field[]

/** "línea 147: 24 horas" says when somebody answers the telephone, not when a door is open. */
const isOfPhone = ({ horario = '' }: Office) => /^l[ií]nea\b/i.test(horario)

const isKnown = (office: Office, field: Field) =>
  !!office[field] && !(field === 'horario' && isOfPhone(office))

/** What is known of an office, or of this of it, as lines of Markdown. */
export const linesOf = (office: Office, wanted: readonly Field[] = NAMES) =>
  NAMES.flatMap(field =>
    office[field] && wanted.includes(field) ? [`- ${FIELDS[field].label}: ${office[field]}`] : [],
  )

/** The ways to reach an office from far away, with the hours of its telephone, as lines. */
export const reachOf = (office: Office) =>
  linesOf(office, [
    'telefono',
    'whatsapp',
    'email',
    ...(isOfPhone(office) ? ['horario' as const] : []),
  ])

/** What is asked for by name. */
export const askedIn = (words: string) => NAMES.filter(field => FIELDS[field].words.test(words))

/** Whether any of it, or its number, is asked for. */
export const asksOfOffice = (words: string) => askedIn(words).length > 0 || /\bnumero\b/.test(words)

/** Those of these offices that know some of it. */
export const knowing = (offices: readonly Office[], asked: readonly Field[]) =>
  offices.filter(office => asked.some(field => isKnown(office, field)))

/** What none of these offices knows. */
export const unknownOf = (offices: readonly Office[], asked: readonly Field[]) =>
  asked.filter(field => !offices.some(office => isKnown(office, field)))

/** How these are called in a sentence. */
export const namesOf = (fields: readonly Field[]) => fields.map(field => FIELDS[field].name)

/** Whether one has to say before that one comes: no source tells of any office. */
export const asksForTurn = (words: string) => /\bturnos?\b|\bsin avisar\b/.test(words)
