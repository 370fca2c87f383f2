import { fold } from '../text.ts'
import { type Attempt, keep, understood } from './attempts.ts'
import * as questions from './questions.ts'
import type { Session } from './sessions.ts'
import { smallTalk } from './small-talk.ts'
import type { Asked, Sources } from './steps.ts'
import type { Understood } from './understanding.ts'

// Which place a message is about, and what is said or asked first where that is not clear.

/** The entry of what is none of the Province. */
export const ELSEWHERE = 'fuera-de-la-provincia'
/** A longer message that names a place may ask for more than where to go. */
export const NAME_WORDS = 8
/** More offices than these in one reply nobody reads on a phone. */
const MAX_MUNICIPIOS = 6

/** The session with the place that the message is about: named in it, or remembered. */
export const placed = (said: Understood, before: Session): Session =>
  said.municipios.length > 0 && !(said.passing && before.municipios.length > 0)
    ? { ...before, municipios: said.municipios.slice(0, MAX_MUNICIPIOS) }
    : before

const isWhere = (intent: string) => intent === 'direcciones'

/** Of which places to ask: one of several is meant, or one that is near or in passing. */
const inDoubt = ({ said, service, length, before: { municipios } }: Asked) => {
  if (said.candidates.length > 0) return said.candidates
  const onlyWhere = said.intents.length > 0 ? said.intents.every(isWhere) : length <= NAME_WORDS
  if (municipios.length === 0 && onlyWhere && !said.outside) return said.near
  const others = said.municipios.filter(name => !municipios.includes(name))
  if (!said.passing || municipios.length === 0 || others.length === 0) return []
  const asksWhere =
    service.length > 0
      ? service.includes('direcciones')
      : !smallTalk(said.intents) && length <= NAME_WORDS
  return asksWhere ? others : []
}

/** "¿Es La Matanza o Ezeiza?", "creo que es Quilmes o Varela" */
const EITHER =
  /\b(?:es|creo|no se|sera|capa[sz]|pertene\w+|corresponde|me toca)\b.*\bo\b(?! no\b)|\bo\b.*\b(?:no se|cual)\b/

/** Two that are named because it is not known which. */
const eitherOf = ({ text, said: { municipios } }: Asked) =>
  municipios.length === 2 && EITHER.test(fold(text)) ? municipios : undefined

/** "¿Puedo ir a la de Moreno, que me queda más cerca?" */
const MAY_GO =
  /\b(qued[ae]n? (?:mas |re |muy )?(?:cerca|serca)|(?:puedo|podemos|podria|se puede|conviene|tengo que|hay que) (?:ir|viajar|hacerlo|presentarlo)|puedo ir|si (?:voy|vamos) a|me atienden)\b/
/** Where the house stands, or the person lives, after all. */
const OF_ONES_OWN =
  /\b(vivo|vivimos|soy|somos|casa|casita|terreno|lote|propiedad|vivienda|departamento|esta en|mude|no es|perdon|digo|equivoque|es en)\b/

/** Who lives in another country asks about a house here. */
const ABROAD =
  /\b(?:vivo|viviendo|vivimos|vive|estoy|estamos) (?:en )?(?:espana|italia|estados unidos|miami|otro pais|el exterior)\b/

/** Another office than that of the municipio of the house, which somebody would rather go to. */
const otherOffice = ({ text, said, before }: Asked) => {
  if (before.municipios.length === 0 || said.denied.length > 0) return undefined
  if (said.municipios.some(name => before.municipios.includes(name))) return undefined
  const words = fold(text)
  return MAY_GO.test(words) && !OF_ONES_OWN.test(words) ? said.municipios[0] : undefined
}

/** Builds what is said or asked first where the place is not clear, or not one of the Province. */
export const createPlacing =
  ({ knowledge, answers }: Sources) =>
  (asked: Asked): Attempt | undefined => {
    const { text, said, service, named, length, before, waiting } = asked
    const other = otherOffice(asked)
    if (other) {
      const pending = service.length > 0 ? service : ['direcciones']
      return keep(questions.whereTheHouseIs(before.municipios, other), { ...before, pending })
    }
    const candidates = eitherOf(asked) ?? inDoubt(asked)
    if (candidates.length > 0) {
      const pending = service.length > 0 ? service : (before.pending ?? [])
      const next = { ...before, municipios: [], pending }
      return understood(questions.askAmong(candidates, pending), next)
    }
    const denied = said.denied.length > 0 && !named
    const lost = denied || (said.unclear && before.municipios.length === 0)
    if (lost && service.length === 0 && length <= NAME_WORDS) return answers.ask(waiting, before)
    // In a chat about a municipio, a longer message only tells of who lives or comes from elsewhere.
    const aside = before.municipios.length > 0 && length > NAME_WORDS && !said.away
    const far = () => said.topic !== undefined && ABROAD.test(fold(text))
    const elsewhere = said.outside && !aside && !far() && knowledge.entry(ELSEWHERE)
    if (elsewhere)
      return answers.ofEntry({ ...elsewhere, intenciones: service }, { ...before, municipios: [] })
    return said.intents.includes('otro_municipio') && !named
      ? answers.ask(service.length > 0 ? service : ['direcciones'], before)
      : undefined
  }
