import type { About, Choice, Reply } from '../channel.ts'
import type { Directory } from '../municipios/directory.ts'
import type { Suggest } from '../municipios/suggest.ts'
import { clean, fold, hasWords, MAX_TEXT, tokenise } from '../text.ts'
import type { Entry } from '../tramites/entries.ts'
import type { Knowledge } from '../tramites/knowledge.ts'
import type { Answer, Respond } from './answering.ts'
import { chosen } from './choices.ts'
import { SERVICE_INTENTS } from './intents.ts'
import { describeOffices } from './office-texts.ts'
import * as replies from './replies.ts'
import type { Emergency } from './safety.ts'
import { NEW_SESSION, type Session } from './sessions.ts'
import type { Understand, Understood } from './understanding.ts'

/** From this likeness to a known way of asking, the curated entry is the answer. */
const GOOD_ENTRY = 0.6
/** From this one, it is the answer whatever the phrases say. */
const SURE_ENTRY = 0.75
/** A longer message is a story, not the bare name of a place. */
const BARE_WORDS = 4
/** Up to this length a greeting or thanks is all that there is in a message. */
const SMALL_TALK_WORDS = 4
/** More offices than these in one reply nobody reads on a phone. */
const MAX_MUNICIPIOS = 6

/** Entries that answer an intent when the question is no nearer to any other. */
const GENERAL: Readonly<Record<string, readonly string[]>> = {
  requisitos: ['requisitos', 'documentos'],
  beneficios: ['beneficios', 'costo'],
}

interface Deps {
  readonly understand: Understand
  readonly knowledge: Knowledge
  readonly directory: Directory
  readonly suggest: Suggest
  readonly emergencyOf: (text: string) => Emergency | undefined
  readonly now?: () => Date
}

/** Builds the conversation: one message and the session in, one reply and the session out. */
export const createConversation = (deps: Deps): Respond => {
  const { understand, knowledge, directory, suggest, emergencyOf, now = () => new Date() } = deps

  const keep = (reply: Reply, session: Session): Answer => ({
    reply,
    session: { ...session, choices: reply.choices },
  })
  const understood = (reply: Reply, session: Session) => keep(reply, { ...session, misses: 0 })

  const exists = (municipio: string) =>
    directory.municipios.some(({ nombre }) => nombre === municipio)

  const officesOf = (municipios: readonly string[]) => municipios.flatMap(directory.officesOf)

  const tellOffices = (municipio: string) =>
    describeOffices(municipio, directory.officesOf(municipio), directory.provincial, now())

  const ask = (intents: readonly string[], session: Session) => {
    const { pending: _, ...rest } = session
    const next = { ...rest, municipios: [], pending: intents }
    return understood(replies.askMunicipio(intents), next)
  }

  /** The entry that answers this intent: the nearest to the question, or a general one. */
  const entryFor = (intent: string, text: string): Entry | undefined => {
    const found = knowledge.search(text).filter(({ entry }) => entry.intenciones.includes(intent))
    const [best] = found
    if (best && best.confidence >= GOOD_ENTRY) return best.entry
    const general = GENERAL[intent] ?? []
    return found.find(({ entry }) => general.includes(entry.id))?.entry ?? knowledge.entry(intent)
  }

  /** Answers what was asked from the data; asks for the municipio where that is all it takes. */
  const answer = (intents: readonly string[], text: string, session: Session): Answer => {
    const { municipios } = session
    const known = municipios.length > 0
    if (intents.length === 1 && intents[0] === 'direcciones' && !known) return ask(intents, session)
    const entries = intents.flatMap(intent => {
      const entry = intent === 'direcciones' ? undefined : entryFor(intent, text)
      return entry ? [entry] : []
    })
    const texts = [...new Set(entries)].map(entry => replies.curated(entry.texto, known))
    const told = intents.includes('direcciones') ? municipios : []
    const parts = [...texts, ...told.map(tellOffices)]
    const about: Partial<About> = {
      municipios,
      intents,
      offices: officesOf(told),
      source: told.length > 0 ? 'directory' : 'tramite',
    }
    const { pending: _, ...next } = session
    return understood(replies.answer(parts.join('\n\n'), about), next)
  }

  const answerEntry = (entry: Entry, session: Session, named = false): Answer => {
    const { municipios } = session
    const told = named ? municipios : []
    const about: Partial<About> = {
      municipios,
      intents: entry.intenciones,
      source: 'tramite',
      offices: officesOf(told),
    }
    const parts = [replies.curated(entry.texto, municipios.length > 0), ...told.map(tellOffices)]
    return understood(replies.answer(parts.join('\n\n'), about), session)
  }

  const pick = (choice: Choice, session: Session): Answer | undefined => {
    const [kind, municipio] = choice.id.split(/:(.*)/s)
    if (kind === 'municipio' && municipio && exists(municipio)) {
      const intents = session.pending?.length ? session.pending : ['direcciones']
      return answer(intents, '', { ...session, municipios: [municipio] })
    }
    if (choice.id === replies.CHOICES.otro.id) return ask(['direcciones'], session)
    return SERVICE_INTENTS.includes(choice.id)
      ? answer([choice.id], choice.label, session)
      : undefined
  }

  /** A place that the message names outright is meant, not the choice that looks most like it. */
  const namesAnother = (text: string, choice: Choice) => {
    const { municipios } = understand(text)
    return municipios.length > 0 && !municipios.some(name => choice.id === `municipio:${name}`)
  }

  const forget = (): Answer => ({ ...keep(replies.forgotten(), NEW_SESSION), forget: true })

  const command = (text: string, session: Session): Answer | undefined => {
    const [name, ...rest] = fold(text).split(/[\s@]/)
    if (!name?.startsWith('/') && rest.length > 0) return undefined
    if (name === '/start') return keep(replies.greeting(), NEW_SESSION)
    if (name === '/ayuda' || name === '/help') return keep(replies.help(), session)
    return name === '/borrar' || name === 'borrar' ? forget() : undefined
  }

  /** What a person at the counter says besides asking. */
  const smallTalk = (intents: readonly string[]): Reply | undefined => {
    if (intents.includes('ayuda')) return replies.help()
    if (intents.includes('gracias')) return replies.thanks()
    if (intents.includes('despedida')) return replies.goodbye()
    return intents.includes('saludo') ? replies.greeting() : undefined
  }

  const miss = (text: string, session: Session): Answer => {
    const missed = { ...session, misses: session.misses + 1 }
    const bare = tokenise(text).length <= BARE_WORDS
    if (session.pending && bare && missed.misses < 3)
      return keep(replies.askAgain(suggest(text), session.pending), missed)
    const offices = officesOf(session.municipios)
    return keep(replies.unknown(directory.provincial, offices, missed.misses), missed)
  }

  /** The place that the message is about: named in it, or remembered. */
  const place = (said: Understood, session: Session): Session =>
    said.municipios.length > 0 && !(said.passing && session.municipios.length > 0)
      ? { ...session, municipios: said.municipios.slice(0, MAX_MUNICIPIOS) }
      : session

  const converse = (text: string, before: Session): Answer => {
    const said = understand(text)
    const service = SERVICE_INTENTS.filter(intent => said.intents.includes(intent))
    const named = said.municipios.length > 0
    if (said.intents.includes('borrar_datos') && !named) return forget()
    if (said.candidates.length > 0) {
      const pending = service.length > 0 ? service : (before.pending ?? [])
      const next = { ...before, municipios: [], pending }
      return understood(replies.askAmong(said.candidates, pending), next)
    }
    if (said.outside) {
      const entry = knowledge.entry('fuera-de-la-provincia')
      if (entry)
        return answerEntry({ ...entry, intenciones: service }, { ...before, municipios: [] })
    }
    if (said.intents.includes('otro_municipio') && !named)
      return ask(service.length > 0 ? service : ['direcciones'], before)
    const session = place(said, before)
    const [best] = knowledge.search(text)
    const sure = best && best.confidence >= SURE_ENTRY ? best.entry : undefined
    const status = said.intents.includes('estado') && knowledge.entry('estado-del-tramite')
    if (status && service.length === 0) return answerEntry(sure ?? status, session)
    if (said.intents.includes('persona') && service.length === 0)
      return understood(
        replies.person(directory.provincial, officesOf(session.municipios), session.municipios),
        session,
      )
    const talk = smallTalk(said.intents)
    const covered = sure && service.some(intent => sure.intenciones.includes(intent))
    if (sure && !covered && !service.includes('direcciones') && !talk)
      return answerEntry(sure, session, named)
    if (service.length > 0) return answer(service, text, session)
    if (named && best && best.confidence >= GOOD_ENTRY)
      return answerEntry(best.entry, session, named)
    if (named) return answer(before.pending?.length ? before.pending : ['direcciones'], '', session)
    const length = tokenise(text).length
    if (talk && length <= SMALL_TALK_WORDS) return understood(talk, session)
    if (best && best.confidence >= GOOD_ENTRY) return answerEntry(best.entry, session)
    if (talk) return understood(talk, session)
    if (said.intents.includes('asentimiento') && length <= BARE_WORDS)
      return keep(replies.goOn(), session)
    return miss(text, session)
  }

  return async ({ content }, session) => {
    if (content.kind === 'unsupported') return keep(replies.unsupported(), session)
    const text = clean(content.kind === 'text' ? content.text : content.label)
    if (text.length > MAX_TEXT) return keep(replies.tooLong(MAX_TEXT), session)
    if (content.kind === 'choice') {
      const picked = pick(content, session)
      if (picked) return picked
    }
    if (!hasWords(text)) return keep(replies.wordless(), session)
    const emergency = emergencyOf(text)
    if (emergency) return keep(replies.emergency(emergency), session)
    const commanded = command(text, session)
    if (commanded) return commanded
    const choice = chosen(text, session.choices)
    const picked = choice && !namesAnother(text, choice) ? pick(choice, session) : undefined
    return picked ?? converse(text, session)
  }
}
