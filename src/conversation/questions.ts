import type { Choice } from '../channel.ts'
import { list } from './office-texts.ts'
import { CHOICES, reply } from './replies.ts'
import type { Session } from './sessions.ts'

// What the assistant asks when an answer depends on which municipio is meant.

/** Asks for the municipio that an answer needs. */
export const askMunicipio = (intents: readonly string[]) =>
  reply('¿En qué municipio está la casa? Si no sabés, decime la localidad o el barrio.', {
    source: 'clarification',
    intents,
  })

const OF_MUNICIPIO = 'municipio:'

export const choiceOfMunicipio = (municipio: string): Choice => ({
  id: `${OF_MUNICIPIO}${municipio}`,
  label: municipio,
})

/** The municipio that a choice is of, if it is of one. */
export const municipioOf = ({ id }: Choice): string | undefined =>
  id.startsWith(OF_MUNICIPIO) ? id.slice(OF_MUNICIPIO.length) : undefined

/** Asks among the municipios in which the place named may be. */
export const askAmong = (candidates: readonly string[], intents: readonly string[]) =>
  reply(
    candidates.length === 1
      ? `¿Es en el municipio de ${list(candidates)}? Si no, decime en cuál está la casa.`
      : `Ese lugar puede ser de ${list(candidates, 'o')}. ¿Cuál es el tuyo?`,
    { source: 'clarification', candidates, intents },
    [...candidates.map(choiceOfMunicipio), ...(candidates.length === 1 ? [CHOICES.otro] : [])],
  )

/** Another office would be nearer: it is the house that decides, and where that stands is asked. */
export const whereTheHouseIs = (home: readonly string[], other: string) =>
  reply(
    `El trámite se hace en el municipio **donde está la casa**. Si tu casa está en **${list(home, 'o')}**, te toca la oficina de ahí, aunque otra te quede más cerca.\n\n¿Dónde está la casa?`,
    { source: 'clarification', intents: ['direcciones'], candidates: [...home, other] },
    [...home, other].map(choiceOfMunicipio),
  )

/** Says how to find out the municipio, to who does not know it. */
export const howToTell = (choices: readonly Choice[], intents: readonly string[]) =>
  reply(
    'No pasa nada. El municipio o partido está escrito en la **boleta de la luz** o en la de la ' +
      '**tasa municipal**. También podés decirme tu barrio o una localidad cercana.',
    { source: 'clarification', intents, candidates: candidatesIn(choices) },
    choices,
  )

/** The municipios that the last reply asked among. */
export const candidatesIn = (choices: readonly Choice[]) =>
  choices.flatMap(choice => municipioOf(choice) ?? [])

/** Whether the last reply asked for the municipio. */
export const isWaiting = ({ pending, choices }: Pick<Session, 'pending' | 'choices'>) =>
  pending !== undefined || choices.some(choice => municipioOf(choice) !== undefined)

/** The municipio of a question that only one was proposed in. */
export const proposedIn = (choices: readonly Choice[]): string | undefined => {
  const [only, other] = candidatesIn(choices)
  return other === undefined ? only : undefined
}

/** Another number was written than those of the choices. */
export const chooseAgain = (choices: readonly Choice[]) =>
  reply(
    'Ese número no está entre las opciones: elegí una, o escribímela con palabras.',
    { source: 'clarification', candidates: candidatesIn(choices) },
    choices,
  )

/** Asks where a barrio or a road is, of which there are too many to know them. */
export const askWhere = (intents: readonly string[]) =>
  reply(
    'No conozco ese lugar. ¿En qué municipio o localidad está? Fijate en la **boleta de la luz** o en ' +
      'la de la **tasa municipal**.',
    { source: 'clarification', intents },
  )

/** Asks again when the place was not found, with the nearest names if there are any. */
export const askAgain = (candidates: readonly string[], intents: readonly string[]) =>
  candidates.length > 0
    ? reply(
        'No conozco ese lugar. ¿Puede ser alguno de estos?',
        { source: 'clarification', candidates, intents },
        candidates.map(choiceOfMunicipio),
      )
    : reply(
        'No encontré ese lugar en la Provincia de Buenos Aires. ' +
          'Fijate cómo está escrito en una boleta de la luz o del municipio, y mandámelo así.',
        { source: 'clarification', intents },
      )
