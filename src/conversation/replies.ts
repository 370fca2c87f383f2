import type { About, Choice, Office, Reply } from '../channel.ts'
import type { ForeignLanguage } from '../language.ts'
import { hasContact, officeCard } from './office-texts.ts'
import type { Emergency } from './safety.ts'

// Every word that the assistant says of itself. What it says of the law stands in data/tramites.

export const CHOICES = {
  direcciones: { id: 'direcciones', label: 'Dónde queda' },
  requisitos: { id: 'requisitos', label: 'Qué papeles llevo' },
  beneficios: { id: 'beneficios', label: 'Para qué sirve' },
  otro: { id: 'otro-municipio', label: 'Otro municipio' },
} as const satisfies Record<string, Choice>

/** What may be asked for at any time. */
export const MAIN: readonly Choice[] = [CHOICES.direcciones, CHOICES.requisitos, CHOICES.beneficios]

const NOTHING: About = {
  municipios: [],
  candidates: [],
  intents: [],
  source: 'smalltalk',
  offices: [],
}

/** No answer. */
const FALLBACK = { source: 'fallback' } as const

/** A reply of these words, about nothing but what is said. */
export const reply = (
  text: string,
  about: Partial<About>,
  choices: readonly Choice[] = [],
): Reply => ({
  text,
  choices,
  about: { ...NOTHING, ...about },
})

export const greeting = () =>
  reply(
    'Hola, soy **IAMJus**, el asistente de «Mi Escritura, Mi Casa». ' +
      'Te ayudo con la escritura de tu casa en la Provincia de Buenos Aires.\n\n' +
      '¿De qué municipio o localidad sos? Si querés, elegí una opción.',
    { intents: ['saludo'] },
    MAIN,
  )

export const help = () =>
  reply(
    'Soy un asistente automático y puedo equivocarme. Puedo decirte:\n\n' +
      '- **dónde queda** la oficina de tu municipio\n' +
      '- **qué papeles** llevar y quién puede hacer el trámite\n' +
      '- **para qué sirve** la escritura y si es gratis\n\n' +
      'Escribime como te salga. Por ejemplo: «qué papeles llevo en Moreno».',
    { intents: ['ayuda'] },
    MAIN,
  )

export const thanks = () =>
  reply(
    '¡De nada! Si te queda otra duda, escribime cuando quieras.',
    { intents: ['gracias'] },
    MAIN,
  )

export const goodbye = () =>
  reply('¡Chau! Acá estoy cuando me necesites.', { intents: ['despedida'] })

/** Emojis of who agrees or thanks. */
const THANKFUL =
  /^(?:👍|👌|🙏|🙌|👏|💪|😊|😀|😃|🙂|😘|🥰|❤|💙|🤗|✅|\p{Emoji_Modifier}|\ufe0f|\s)+$/u

/** Nothing of this is asked for, and nobody is put on a list here. */
export const withoutData = (told: Reply): Reply => ({
  ...told,
  text: `${told.text}\n\nNo hace falta que me mandes tu DNI ni otros datos: desde acá no puedo anotarte ni ver tu trámite.`,
})

/** Emojis of who is not content with what was said. */
const DISPLEASED = /^(?:(?:👎|😡|😠|🤬|😤|😒|🙄)(?:\p{Emoji_Modifier}|\ufe0f|\s)*)+$/u

export const isDispleased = (text: string) => DISPLEASED.test(text)

/** Who answers with a thumb or a heart thanks for what was said. */
export const isThankful = (text: string) => THANKFUL.test(text)

export const wordless = () =>
  reply(
    'Te leo mejor con palabras. ¿Qué querés saber de tu escritura?',
    { source: 'clarification' },
    MAIN,
  )

export const goOn = () =>
  reply(
    'Contame qué necesitás saber de tu escritura y te ayudo.',
    { source: 'clarification' },
    MAIN,
  )

export const unsupported = () =>
  reply(
    'Por ahora solo puedo leer texto. Contame con palabras qué necesitás, por ejemplo: ' +
      '«dónde queda la oficina de Merlo».',
    { source: 'clarification' },
    MAIN,
  )

export const tooLong = (limit: number) =>
  reply(
    `Ese mensaje es muy largo para mí (leo hasta ${limit} letras). ` +
      'Contame lo principal: tu municipio y qué necesitás saber.',
    { source: 'clarification' },
  )

export const tooManyMessages = () =>
  reply(
    'Me llegaron muchos mensajes juntos y este no lo leí. Esperá mi respuesta y mandalo otra vez.',
    FALLBACK,
  )

export const apology = () =>
  reply('Perdón, tuve un problema y no pude responderte. Probá de nuevo en un ratito.', FALLBACK)

export const forgotten = () =>
  reply('Listo, borré lo que tenía guardado de esta charla.', { intents: ['borrar_datos'] }, MAIN)

export const emergency = ({ texto, telefonos }: Emergency) =>
  reply(
    `${texto}\n\n${telefonos.map(({ numero, para }) => `- **${numero}**: ${para}`).join('\n')}`,
    { source: 'safety' },
  )

export const noPolitics = () =>
  reply(
    'De política no opino: estoy para ayudarte con la escritura de tu casa. ¿Qué querés saber?',
    { source: 'safety', intents: ['politica'] },
    MAIN,
  )

export const noPromises = () =>
  reply(
    'No puedo asegurarte cómo va a salir: se decide con tus papeles a la vista, no en este chat. ' +
      'Sí puedo decirte qué juntar y dónde preguntar.',
    { source: 'safety', intents: ['promesas'] },
    MAIN,
  )

// Enough for who does not read Spanish to find somebody who does.
const NOTICES: Readonly<Record<ForeignLanguage, string>> = {
  en: 'I can only answer in Spanish. Tell me your town (municipio) and I will show you the office.',
  pt: 'Só consigo responder em espanhol. Diga o seu município e eu mostro onde fica o escritório.',
  it: 'Posso rispondere solo in spagnolo. Dimmi il tuo comune (municipio) e ti indico l’ufficio.',
  fr: 'Je réponds seulement en espagnol. Dites-moi votre commune (municipio) pour trouver le bureau.',
  de: 'Ich antworte nur auf Spanisch. Nennen Sie Ihre Gemeinde (municipio), dann nenne ich das Amt.',
  other: 'I can only answer in Spanish.',
}

export const otherLanguage = (language: ForeignLanguage) =>
  reply(
    `Por ahora contesto solo en castellano. Decime tu municipio y qué necesitás.\n\n${NOTICES[language]}`,
    { source: 'safety' },
    MAIN,
  )

/** An answer, with the choices of what may be asked next. */
export const answer = (text: string, about: Partial<About>): Reply => {
  const left = MAIN.filter(choice => !about.intents?.includes(choice.id))
  const choices = about.municipios?.length ? [...left, CHOICES.otro] : left
  return reply(text, about, choices)
}

const BY_A_PROGRAM =
  'Esto lo redactó un programa y puede equivocarse: confirmalo en la oficina antes de firmar o pagar.'

/** What a model wrote, then that it did, then the data, then what to do next. */
export const written = (
  { text, unfinished }: { readonly text: string; readonly unfinished: boolean },
  data: readonly string[],
  about: Partial<About>,
) => {
  const cut = unfinished
    ? ['(No pude terminar de contarte: preguntame de nuevo lo que falte.)']
    : []
  const known =
    data.length > 0 || about.municipios?.length || /\btu municipio\b[^.]*\bte paso\b/i.test(text)
  const next = known ? [] : ['Decime tu municipio y te paso dónde consultar.']
  return answer([text, ...cut, BY_A_PROGRAM, ...data, ...next].join('\n\n'), about)
}

/** Before the part of what was told that comes nearest to what is asked now. */
export const OF_WHAT_WAS_TOLD =
  'De lo que te conté, esto es lo que más se acerca a lo que preguntás:'

/** All that is known of a matter was told, and more is asked; with the offices where to ask, if any. */
export const noMore = (offices: readonly string[], about: Partial<About>) =>
  answer(
    [
      'De eso no sé más que lo que te conté: tu caso lo tienen que ver en la oficina.',
      ...(offices.length > 0 ? offices : ['Decime tu municipio y te paso dónde preguntar.']),
    ].join('\n\n'),
    { ...about, source: 'tramite' },
  )

/** Why the person is sent to others. */
const OPENINGS = {
  unknown: 'No tengo esa información. Si querés, preguntámelo con otras palabras.',
  misunderstood: 'Perdón, no te entendí bien. Contame de nuevo qué necesitás, con otras palabras.',
  unclear: 'Perdón, no fui claro. Preguntame solo la parte que no se entiende.',
  lost:
    'No te estoy pudiendo ayudar y no quiero hacerte perder tiempo. ' +
    'Lo mejor es que hables con una persona.',
} as const

/** Nothing was answered, and why; with whom to ask. */
export const unanswered = (
  why: keyof typeof OPENINGS,
  provincial: readonly Office[],
  offices: readonly Office[],
) => {
  const contact = [...offices, ...provincial].find(hasContact)
  const where = contact ? `\n\nTe pueden ayudar acá:\n\n${officeCard(contact)}` : ''
  return reply(
    `${OPENINGS[why]}${where}`,
    { source: 'fallback', offices: contact ? [contact] : [] },
    MAIN,
  )
}

/** Contact with people, asked for. */
export const person = (
  provincial: readonly Office[],
  offices: readonly Office[],
  municipios: readonly string[],
) => {
  const contacts = [...offices, ...provincial].filter(hasContact).slice(0, 2)
  const cards = contacts.map(officeCard).join('\n\n')
  const more = offices.length > 0 ? '' : '\n\nDecime tu municipio y te paso la oficina que te toca.'
  return reply(
    `Soy un asistente automático. Para hablar con una persona:\n\n${cards}${more}`,
    { source: 'directory', intents: ['persona'], offices: contacts, municipios },
    offices.length > 0 ? MAIN.slice(1) : [],
  )
}
