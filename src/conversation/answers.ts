import type { About, Reply } from '../channel.ts'
import type { Directory } from '../municipios/directory.ts'
import type { Suggest } from '../municipios/suggest.ts'
import { fold, tokenise } from '../text.ts'
import type { Entry } from '../tramites/entries.ts'
import type { Knowledge } from '../tramites/knowledge.ts'
import type { Answer } from './answering.ts'
import { curated } from './curated.ts'
import { ageNote, describeDetail, describeOffices } from './office-texts.ts'
import type { Prose } from './prose.ts'
import * as questions from './questions.ts'
import * as replies from './replies.ts'
import type { Session } from './sessions.ts'

// What the conversation answers with: a reply made of data, and what to remember after it.

/** From this likeness to a known way of asking, the curated entry is the answer. */
export const GOOD_ENTRY = 0.6
/** A longer message is a story, not the bare name of a place. */
export const BARE_WORDS = 4
/** After so many misses in a row a person can help better. */
const MANY_MISSES = 3

/** Entries that answer an intent when the question is no nearer to any other. */
const GENERAL: Readonly<Record<string, readonly string[]>> = {
  requisitos: ['requisitos', 'documentos'],
  beneficios: ['beneficios', 'costo'],
}

/** What an answer says from the data, and of what; it may stand after the prose of a model. */
interface Told {
  readonly parts: readonly string[]
  readonly about: Partial<About>
  readonly session: Session
}

/** What the data can answer; `unsure` when it is a way out, and a model may know better. */
export interface Attempt extends Answer {
  /** The entry that answers, where one does. */
  readonly entry?: string
  /** It was found by what was said before. */
  readonly follows?: boolean
  readonly told?: Told
  readonly unsure?: boolean
}

interface Deps {
  readonly knowledge: Knowledge
  readonly directory: Directory
  readonly suggest: Suggest
  readonly now: () => Date
}

export const keep = (reply: Reply, session: Session): Answer => ({
  reply,
  session: { ...session, choices: reply.choices },
})

/** The same, for what was understood: earlier misses no longer count. */
export const understood = (reply: Reply, session: Session) => keep(reply, { ...session, misses: 0 })

/** The same, for what was not. */
const missing = (session: Session): Session => ({ ...session, misses: session.misses + 1 })

/** For what a model says by itself: nothing of the data stands after it. */
export const nothingTold = (session: Session): Told => ({
  parts: [],
  about: { municipios: session.municipios },
  session,
})

/** The entry with what was asked for besides what it is about. */
export const askedFor = (entry: Entry, service: readonly string[]): Entry => ({
  ...entry,
  intenciones: [...new Set([...service, ...entry.intenciones])],
})

const tell = (told: Told): Attempt => ({
  ...understood(replies.answer(told.parts.join('\n\n'), told.about), told.session),
  told,
})

export type Answers = ReturnType<typeof createAnswers>

/** Builds the answers from the data. */
export const createAnswers = ({ knowledge, directory, suggest, now }: Deps) => {
  const officesOf = (municipios: readonly string[]) => municipios.flatMap(directory.officesOf)

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
    return { ...tell({ parts, about, session: next }), ...(entry && { entry: entry.id }) }
  }

  /** Only what is asked of the offices by name ("¿y el horario?"), where it is known. */
  const ofDetail = (text: string, session: Session): Attempt | undefined => {
    const { municipios } = session
    const parts = municipios.flatMap(municipio => {
      const offices = directory.officesOf(municipio)
      return describeDetail({ municipio, offices }, fold(text), now()) ?? []
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
    return { ...tell({ parts, about, session }), entry: entry.id }
  }

  const unanswered = (why: 'unknown' | 'misunderstood', { municipios, misses }: Session) =>
    replies.unanswered(
      misses < MANY_MISSES ? why : 'lost',
      directory.provincial,
      officesOf(municipios),
    )

  /** All that is known was told: says so, with where to ask. */
  const noMore = ({ intenciones }: Entry, { municipios }: Session) => {
    const offices = municipios.map(municipio => tellOffices(municipio))
    const about = { municipios, intents: intenciones, offices: officesOf(municipios) }
    return replies.noMore(offices, about)
  }

  /** Answers what was asked after something else: with another entry, or that no more is known. */
  const following = (entry: Entry, session: Session, named: boolean): Attempt => {
    const asked = { told: nothingTold(session), unsure: true, follows: true }
    if (entry.id !== session.matter?.entry) return { ...ofEntry(entry, session, named), ...asked }
    const missed = missing(session)
    const isLost = missed.misses >= MANY_MISSES
    const reply = isLost ? unanswered('unknown', missed) : noMore(entry, session)
    return { ...keep(reply, missed), ...asked, entry: entry.id }
  }

  /** The person says that what was answered is not what was asked. */
  const misunderstood = (session: Session): Answer => {
    const missed = missing(session)
    return keep(unanswered('misunderstood', missed), missed)
  }

  /** Nothing was understood: asks again, or says so with a contact. */
  const miss = (text: string, session: Session): Attempt => {
    const missed = missing(session)
    const bare = tokenise(text).length <= BARE_WORDS
    if (session.pending && bare && missed.misses < MANY_MISSES)
      return keep(questions.askAgain(suggest(text), session.pending), missed)
    const answer = keep(unanswered('unknown', missed), missed)
    return { ...answer, told: nothingTold(session), unsure: true }
  }

  /** What a model wrote, then what the data says. */
  const ofProse = (prose: Prose, { parts, about, session }: Told): Answer => {
    const { pending: _, ...next } = session
    const offices = [...new Set([...prose.offices, ...(about.offices ?? [])])]
    const age = ageNote(prose.offices, now())
    const data = age && !parts.some(part => part.includes(age)) ? [age, ...parts] : parts
    return understood(replies.written(prose, data, { ...about, offices, source: 'llm' }), next)
  }

  const person = (session: Session): Answer => {
    const { municipios } = session
    const reply = replies.person(directory.provincial, officesOf(municipios), municipios)
    return understood(reply, session)
  }

  return { ask, following, ofDetail, ofIntents, ofEntry, ofProse, miss, misunderstood, person }
}
