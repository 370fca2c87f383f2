import { fold } from '../text.ts'
import { RELATED } from '../tramites/knowledge.ts'
import { askedFor, GOOD_ENTRY } from './answers.ts'
import { keep, missing } from './attempts.ts'
import { asksOfOffice } from './office-fields.ts'
import type { Session } from './sessions.ts'
import { SMALL_TALK_WORDS, smallTalk } from './small-talk.ts'
import type { Asked, Sources } from './steps.ts'
import { notOurs } from './topics.ts'

// What is settled by the words of a message alone: an entry that they leave no doubt about, or that
// they are the business of others.

/** Asked of nobody but this service. */
const OURS: readonly string[] = ['persona', 'estado', 'otro_municipio', 'descontento', 'duda']

/** Entries of who may lose the house or money today. */
const URGENT: readonly string[] = ['juicio', 'gestores', 'abogado-gratis', 'me-ocuparon-el-terreno']

/** Builds the answers to what is settled; each gives nothing where it is not. */
export const createSettled = ({ knowledge, answers }: Sources) => {
  /** What its words leave no doubt about. */
  const beyondDoubt = ({ text, said, service, named }: Asked, session: Session) => {
    const entry = knowledge.entry(said.topic ?? '')
    if (!entry) return undefined
    const part = entry.id === session.matter?.entry && answers.ofPassage(entry, text, session)
    const located = named || service.includes('direcciones')
    return part || answers.ofEntry(askedFor(entry, service), session, located)
  }

  /** The same, of what cannot wait until it is clear which place is meant. */
  const urgent = (asked: Asked, session: Session) => {
    const { said } = asked
    if (!URGENT.includes(said.topic ?? '')) return undefined
    const isUnclear = said.candidates.length > 0 || said.denied.length > 0 || said.outside
    return beyondDoubt(asked, isUnclear ? { ...session, municipios: [] } : session)
  }

  /** What is the business of another office, and of no place that is named. */
  const ofOthers = ({ text, said, service, named, length }: Asked, session: Session) => {
    const asks = service.length > 0 || length > SMALL_TALK_WORDS
    if (named || !asks || smallTalk(said.intents)) return undefined
    // "¿A qué hora abren?" is asked of many offices, and here of this one.
    const ofOffice = service.includes('direcciones') && asksOfOffice(fold(text))
    if (ofOffice || OURS.some(intent => said.intents.includes(intent))) return undefined
    const [best] = knowledge.search(said.rest)
    const isNear = best && (best.confidence >= GOOD_ENTRY || best.relevance >= RELATED)
    return !isNear && knowledge.isForeign(said.rest)
      ? keep(notOurs(session.municipios), missing(session))
      : undefined
  }

  return { urgent, beyondDoubt, ofOthers }
}
