import type { About, Choice } from '../channel.ts'
import type { Directory } from '../municipios/directory.ts'
import type { Suggest } from '../municipios/suggest.ts'
import { fold } from '../text.ts'
import type { Entry } from '../tramites/entries.ts'
import type { Knowledge } from '../tramites/knowledge.ts'
import type { Answer } from './answering.ts'
import {
  type Attempt,
  keep,
  missing,
  nothingTold,
  offering,
  type Told,
  understood,
} from './attempts.ts'
import { curated } from './curated.ts'
import { ageNote, describeDetail, describeOffices } from './office-texts.ts'
import type { Prose } from './prose.ts'
import * as questions from './questions.ts'
import * as replies from './replies.ts'
import type { Session } from './sessions.ts'
import { createWaysOut, isLost } from './ways-out.ts'

// What the conversation answers with: a reply made of data, and what to remember after it.

/** From this likeness to a known way of asking, the curated entry is the answer. */
export const GOOD_ENTRY = 0.6

/** Entries that answer an intent when the question is no nearer to any other. */
const GENERAL: Readonly<Record<string, readonly string[]>> = {
  requisitos: ['requisitos', 'documentos'],
  beneficios: ['beneficios', 'costo'],
}

interface Deps {
  readonly knowledge: Knowledge
  readonly directory: Directory
  readonly suggest: Suggest
  readonly now: () => Date
}

/** The entry with what was asked for besides what it is about. */
export const askedFor = (entry: Entry, service: readonly string[]): Entry => ({
  ...entry,
  intenciones: [...new Set([...service, ...entry.intenciones])],
})

const tell = (told: Told): Attempt => ({
  ...understood(replies.answer(told.parts.join('\n\n'), told.about), told.session),
  told,
})

/** The session after the offices of these were told in full. */
const shownTo = (session: Session, municipios: readonly string[]): Session =>
  municipios.length > 0 ? { ...session, shown: municipios } : session

export type Answers = ReturnType<typeof createAnswers>

/** Builds the answers from the data. */
export const createAnswers = ({ knowledge, directory, suggest, now }: Deps) => {
  const officesOf = (municipios: readonly string[]) => municipios.flatMap(directory.officesOf)

  const waysOut = createWaysOut({ directory, suggest, officesOf })

  const tellOffices = (municipio: string, text = '') => {
    const { provincial } = directory
    const offices = directory.officesOf(municipio)
    return describeOffices({ municipio, offices, provincial }, fold(text), now())
  }

  /** Asks for the municipio, and remembers what for. */
  const ask = (intents: readonly string[], session: Session) => {
    const { pending: _, ...rest } = session
    const next = { ...rest, municipios: [], pending: intents }
    return understood(questions.askMunicipio(intents), next)
  }

  /** The entry that answers this intent: the nearest to the question, or a general one. */
  const entryFor = (intent: string, text: string): Entry | undefined => {
    const found = knowledge.search(text)
    const best = found.find(({ entry }) => entry.intenciones.includes(intent))
    if (best && best.confidence >= GOOD_ENTRY) return best.entry
    const answering = found.find(
      ({ entry: { id, intenciones } }) =>
        GENERAL[intent]?.includes(id) && intenciones.includes(intent),
    )
    return answering?.entry ?? knowledge.entry(intent)
  }

  /** Answers what was asked from the data; asks for the municipio where that is all it takes. */
  const ofIntents = (intents: readonly string[], text: string, session: Session): Attempt => {
    const { municipios } = session
    const known = municipios.length > 0
    if (intents.length === 1 && intents[0] === 'direcciones' && !known) return ask(intents, session)
    const entries = intents.flatMap(intent => {
      const entry = intent === 'direcciones' ? undefined : entryFor(intent, text)
      return entry ? [entry] : []
    })
    const texts = [...new Set(entries)].map(entry => curated(entry.texto, known))
    const told = intents.includes('direcciones') ? municipios : []
    const parts = [...texts, ...told.map(municipio => tellOffices(municipio, text))]
    const about: Partial<About> = {
      municipios,
      intents,
      offices: officesOf(told),
      source: told.length > 0 ? 'directory' : 'tramite',
    }
    const { pending: _, ...next } = session
    const [entry] = entries
    const shown = shownTo(next, told)
    return { ...tell({ parts, about, session: shown }), ...(entry && { entry: entry.id }) }
  }

  /** Only what is asked of the offices by name ("¿y el horario?"), where it is known. */
  const ofDetail = (text: string, session: Session): Attempt | undefined => {
    const { municipios } = session
    const parts = municipios.flatMap(municipio => {
      const offices = directory.officesOf(municipio)
      const isShown = session.shown?.includes(municipio) ?? false
      return describeDetail({ municipio, offices, isShown }, fold(text), now()) ?? []
    })
    if (parts.length === 0 || parts.length < municipios.length) return undefined
    const offices = officesOf(municipios)
    const about = { municipios, intents: ['direcciones'], offices, source: 'directory' } as const
    return tell({ parts, about, session })
  }

  const ofEntry = (entry: Entry, session: Session, named = false): Attempt => {
    const { municipios } = session
    const told = named ? municipios : []
    const about: Partial<About> = {
      municipios,
      intents: entry.intenciones,
      source: 'tramite',
      offices: officesOf(told),
    }
    const parts = [
      curated(entry.texto, municipios.length > 0),
      ...told.map(municipio => tellOffices(municipio)),
    ]
    return { ...tell({ parts, about, session: shownTo(session, told) }), entry: entry.id }
  }

  /** Only what an entry says of what is asked now, if it says any of it. */
  const ofPassage = (entry: Entry, text: string, session: Session, named = false) => {
    const texto = knowledge.passage(curated(entry.texto, true), text)
    const told = texto && { ...entry, texto: `${replies.OF_WHAT_WAS_TOLD}\n\n${texto}` }
    return told ? ofEntry(told, session, named) : undefined
  }

  /** All that is known was told: says so, with where to ask. */
  const noMore = ({ intenciones }: Entry, { municipios }: Session) => {
    const offices = municipios.map(municipio => tellOffices(municipio))
    const about = { municipios, intents: intenciones, offices: officesOf(municipios) }
    return replies.noMore(offices, about)
  }

  /**
   * Answers what was asked after something else: with another entry, with the part of the same one
   * that is asked for now, or that no more is known.
   */
  const following = (
    entry: Entry,
    { text, session, named }: { text: string; session: Session; named: boolean },
    topics: readonly Choice[] = [],
  ): Attempt => {
    const asked = { told: nothingTold(session), unsure: true, follows: true }
    if (entry.id !== session.matter?.entry) return { ...ofEntry(entry, session, named), ...asked }
    const part = ofPassage(entry, text, session, named)
    if (part) return { ...part, ...asked }
    const missed = missing(session)
    const lost = isLost(missed)
    const reply = lost ? waysOut.unanswered('unknown', missed) : noMore(entry, session)
    return offering({ ...keep(reply, missed), ...asked, entry: entry.id }, lost ? [] : topics)
  }

  /** What a model wrote, then what the data says. */
  const ofProse = (prose: Prose, { parts, about, session }: Told): Answer => {
    const { pending: _, ...next } = session
    const offices = [...new Set([...prose.offices, ...(about.offices ?? [])])]
    const age = ageNote(prose.offices, now())
    const data = age && !parts.some(part => part.includes(age)) ? [age, ...parts] : parts
    return understood(replies.written(prose, data, { ...about, offices, source: 'llm' }), next)
  }

  /** Asks what is meant: one of these topics, or what the words ask for. */
  const askFor = (intents: readonly string[], topics: readonly Choice[], session: Session) => {
    const missed = missing(session)
    const { municipios } = session
    const answer = keep(waysOut.topicsOr(topics, missed, { intents, municipios }), missed)
    return isLost(missed) ? answer : { ...answer, told: nothingTold(session), unsure: true }
  }

  const person = (session: Session): Answer => {
    const { municipios } = session
    const reply = replies.person(directory.provincial, officesOf(municipios), municipios)
    return understood(reply, session)
  }

  const { apologise, miss } = waysOut
  return {
    apologise,
    ask,
    askFor,
    following,
    miss,
    ofDetail,
    ofEntry,
    ofIntents,
    ofPassage,
    ofProse,
    person,
  }
}
