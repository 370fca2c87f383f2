import type { Choice } from '../channel.ts'
import { foreignLanguageOf } from '../language.ts'
import type { Directory } from '../municipios/directory.ts'
import type { Suggest } from '../municipios/suggest.ts'
import { clean, hasWords, MAX_TEXT, tokenise } from '../text.ts'
import type { Entry } from '../tramites/entries.ts'
import type { Found, Knowledge } from '../tramites/knowledge.ts'
import { tellOnce } from './albums.ts'
import type { Answer, Context, Respond } from './answering.ts'
import { type Attempt, BARE_WORDS, createAnswers, GOOD_ENTRY, keep, understood } from './answers.ts'
import { chosen, isBeyond } from './choices.ts'
import { commandOf } from './commands.ts'
import { SERVICE_INTENTS } from './intents.ts'
import { followed, withMatter } from './matter.ts'
import type { WriteProse } from './prose.ts'
import * as questions from './questions.ts'
import * as replies from './replies.ts'
import type { Emergency, EmergencyCheck } from './safety.ts'
import { NEW_SESSION, type Session } from './sessions.ts'
import { declined, smallTalk } from './small-talk.ts'
import type { Understand, Understood } from './understanding.ts'

/** From this one, it is the answer whatever the phrases say. */
const SURE_ENTRY = 0.75
/** Below this relevance, a message in the middle of a matter is not about another one. */
const SLIGHT = 20
/** A longer message that names a place may ask for more than where to go. */
const NAME_WORDS = 8
/** A longer one asks about a case of its own; general papers and places are half of an answer. */
const STORY_WORDS = 20
/** Up to this length a greeting or thanks is all that there is in a message. */
const SMALL_TALK_WORDS = 4
/** More offices than these in one reply nobody reads on a phone. */
const MAX_MUNICIPIOS = 6

interface Deps {
  readonly understand: Understand
  readonly knowledge: Knowledge
  readonly directory: Directory
  readonly suggest: Suggest
  readonly emergencyOf: EmergencyCheck
  readonly writeProse: WriteProse
  readonly now?: () => Date
}

/** Relevance from which an entry may be meant although the words are others, and how far ahead. */
const EVIDENT = 35
const AHEAD = 2

const isEvident = (best: Found, second: Found | undefined) =>
  best.relevance >= EVIDENT && best.relevance >= AHEAD * (second?.relevance ?? 0)

/** Builds the conversation: one message and the session in, one reply and the session out. */
export const createConversation = (deps: Deps): Respond => {
  const { understand, knowledge, directory, suggest, emergencyOf, writeProse } = deps
  const { now = () => new Date() } = deps
  const answers = createAnswers({ knowledge, directory, suggest, now })

  const exists = (municipio: string) =>
    directory.municipios.some(({ nombre }) => nombre === municipio)

  const pick = (choice: Choice, session: Session): Answer | undefined => {
    const [kind, municipio] = choice.id.split(/:(.*)/s)
    if (kind === 'municipio' && municipio && exists(municipio)) {
      const intents = session.pending?.length ? session.pending : ['direcciones']
      return answers.ofIntents(intents, '', { ...session, municipios: [municipio] })
    }
    if (choice.id === replies.CHOICES.otro.id) return answers.ask(['direcciones'], session)
    return SERVICE_INTENTS.includes(choice.id)
      ? answers.ofIntents([choice.id], choice.label, session)
      : undefined
  }

  /** A place that the message names outright is meant, not the choice that looks most like it. */
  const namesAnother = (text: string, choice: Choice) => {
    const { municipios } = understand(text)
    return municipios.length > 0 && !municipios.some(name => choice.id === `municipio:${name}`)
  }

  const forget = (): Answer => ({ ...keep(replies.forgotten(), NEW_SESSION), forget: true })

  const alarm = (emergency: Emergency, session: Session): Answer =>
    keep(replies.emergency(emergency), {
      ...session,
      danger: { id: emergency.id, at: now().getTime() },
    })

  const command = (text: string, session: Session): Answer | undefined => {
    const name = commandOf(text)
    if (name === 'start') {
      // What a link like t.me/bot?start=general-alvear carries; hyphens are all that it may have.
      const { municipios } = understand(text.replace(/^\S+/, '').replace(/[-_]/g, ' '))
      return keep(replies.greeting(), { ...NEW_SESSION, municipios: municipios.slice(0, 1) })
    }
    if (name === 'ayuda') return keep(replies.help(), session)
    return name === 'borrar' ? forget() : undefined
  }

  /** The place that the message is about: named in it, or remembered. */
  const place = (said: Understood, session: Session): Session =>
    said.municipios.length > 0 && !(said.passing && session.municipios.length > 0)
      ? { ...session, municipios: said.municipios.slice(0, MAX_MUNICIPIOS) }
      : session

  /** Of which places to ask: one of several is meant, or one in passing that is not remembered. */
  const inDoubt = (text: string, said: Understood, { municipios }: Session) => {
    if (said.candidates.length > 0) return said.candidates
    const others = said.municipios.filter(name => !municipios.includes(name))
    if (!said.passing || municipios.length === 0 || others.length === 0) return []
    const { intents } = said
    const asksWhere = SERVICE_INTENTS.some(intent => intents.includes(intent))
      ? intents.includes('direcciones')
      : !smallTalk(intents) && tokenise(text).length <= NAME_WORDS
    return asksWhere ? others : []
  }

  const converse = (text: string, before: Session): Attempt => {
    const said = understand(text)
    const service = SERVICE_INTENTS.filter(intent => said.intents.includes(intent))
    const named = said.municipios.length > 0
    if (said.intents.includes('borrar_datos') && !named) return forget()
    const candidates = inDoubt(text, said, before)
    if (candidates.length > 0) {
      const pending = service.length > 0 ? service : (before.pending ?? [])
      const next = { ...before, municipios: [], pending }
      return understood(questions.askAmong(candidates, pending), next)
    }
    if (said.outside) {
      const entry = knowledge.entry('fuera-de-la-provincia')
      if (entry)
        return answers.ofEntry({ ...entry, intenciones: service }, { ...before, municipios: [] })
    }
    if (said.intents.includes('otro_municipio') && !named)
      return answers.ask(service.length > 0 ? service : ['direcciones'], before)
    const session = place(said, before)
    // What waited for the place, or else where to go.
    const waiting = before.pending?.length ? before.pending : ['direcciones']
    if (said.bare) return answers.ofIntents(waiting, '', session)
    const length = tokenise(text).length
    if (length <= SMALL_TALK_WORDS && !named) {
      const { choices, pending } = before
      const isAsked = pending || choices.some(choice => choice.id.startsWith('municipio:'))
      if (said.intents.includes('duda') && isAsked)
        return understood(questions.howToTell(choices, pending ?? []), before)
      if (said.intents.includes('descontento') && !text.includes('?'))
        return answers.misunderstood(session)
    }
    const nods = said.intents.includes('asentimiento')
    // A word as short as "bueno" looks like a word of some question, too.
    if (nods && length === 1) return keep(replies.goOn(), session)
    // Where to go is no matter of the entries: nothing is searched for.
    if (service.length === 1 && service[0] === 'direcciones' && length <= STORY_WORDS)
      return answers.ofIntents(service, text, session)
    const found = knowledge.search(text)
    const [best, second] = found
    // Of a few common words, what was said before tells more than what they are like.
    const slight = before.matter !== undefined && (best?.relevance ?? 0) < SLIGHT
    const covers = (entry: Entry) => service.some(intent => entry.intenciones.includes(intent))
    // Of two that are asked for in almost these words, the one that is about what is asked.
    const known = slight ? [] : found.filter(({ confidence }) => confidence >= SURE_ENTRY)
    const sure =
      known[0] === best ? (known.find(({ entry }) => covers(entry)) ?? best)?.entry : undefined
    const status = said.intents.includes('estado') && knowledge.entry('estado-del-tramite')
    if (status && service.length === 0) return answers.ofEntry(sure ?? status, session)
    if (said.intents.includes('persona') && service.length === 0) return answers.person(session)
    const talk = smallTalk(said.intents)
    const covered = sure && covers(sure)
    if (sure && !covered && !service.includes('direcciones') && !talk)
      return answers.ofEntry(sure, session, named)
    const near = best !== undefined && best.confidence >= GOOD_ENTRY && !slight
    const no = near ? undefined : declined(said.intents)
    const short = length <= SMALL_TALK_WORDS
    const onlyTalks = talk ? short || (best?.relevance ?? 0) < SLIGHT : nods && short
    if (!near && !no && !onlyTalks && !service.includes('direcciones')) {
      const entry = followed(knowledge, before.matter, text)
      if (entry) return answers.following(entry, service, session, named)
    }
    // All that it says is of one entry and no other: what the phrases make of it is a part of that.
    const told = best && isEvident(best, second) ? best.entry : undefined
    if (told && service.length > 0 && !service.includes('direcciones')) {
      const intenciones = [...new Set([...service, ...told.intenciones])]
      return answers.ofEntry({ ...told, intenciones }, session, named)
    }
    if (service.length > 0) {
      const data = answers.ofIntents(service, text, session)
      return { ...data, unsure: length > STORY_WORDS && !near }
    }
    if (no) return understood(no, session)
    if (named && near) return answers.ofEntry(best.entry, session, named)
    if (named) {
      const data = answers.ofIntents(waiting, '', session)
      return { ...data, unsure: length > NAME_WORDS }
    }
    if (talk && length <= SMALL_TALK_WORDS) return understood(talk, session)
    if (near) return answers.ofEntry(best.entry, session)
    if (talk) {
      const told = { parts: [], about: { municipios: session.municipios }, session }
      return { ...understood(talk, session), told, unsure: true }
    }
    if (nods && length <= BARE_WORDS) return keep(replies.goOn(), session)
    return answers.miss(text, session)
  }

  /** The prose of a model, then the data, where the data alone was only a way out. */
  const better = async (text: string, attempt: Attempt, context: Context): Promise<Answer> => {
    const { told, unsure, entry: _, follows: __, ...data } = attempt
    if (!told || !unsure) return data
    const prose = await writeProse(text, told.session.municipios, context)
    return prose ? answers.ofProse(prose, told) : data
  }

  /** What is remembered of municipios that the data have no more is nothing to go by. */
  const current = (session: Session): Session =>
    session.municipios.every(exists)
      ? session
      : { ...session, municipios: session.municipios.filter(exists) }

  return async ({ content }, { onlyTextAt, ...remembered }, context) => {
    const session = current(remembered)
    if (content.kind === 'unsupported') {
      const reply = replies.unsupported()
      const told = { ...session, ...(onlyTextAt && { onlyTextAt }), choices: reply.choices }
      return tellOnce(reply, told, now().getTime())
    }
    const text = clean(content.kind === 'text' ? content.text : content.label)
    if (content.kind === 'choice') {
      const picked = pick(content, session)
      if (picked) return picked
    }
    if (!hasWords(text)) return keep(replies.wordless(), session)
    // Before its length is looked at: who is in danger may tell all of it.
    const emergency = emergencyOf(text)
    if (emergency) return alarm(emergency, session)
    const afraid = session.danger && understand(text).intents.includes('miedo')
    const danger = afraid ? emergencyOf.again(session.danger, now().getTime()) : undefined
    if (danger) return alarm(danger, session)
    if (text.length > MAX_TEXT) return keep(replies.tooLong(MAX_TEXT), session)
    const commanded = command(text, session)
    if (commanded) return commanded
    const language = foreignLanguageOf(text)
    if (language) return keep(replies.otherLanguage(language), place(understand(text), session))
    const choice = chosen(text, session.choices)
    const picked = choice && !namesAnother(text, choice) ? pick(choice, session) : undefined
    if (isBeyond(text, session.choices))
      return keep(questions.chooseAgain(session.choices), session)
    return picked ?? better(text, withMatter(converse(text, session), text, session), context)
  }
}
