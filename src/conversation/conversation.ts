import type { Choice } from '../channel.ts'
import { foreignLanguageOf } from '../language.ts'
import type { Directory } from '../municipios/directory.ts'
import type { Suggest } from '../municipios/suggest.ts'
import { clean, hasWords, MAX_TEXT, tokenise } from '../text.ts'
import type { Knowledge } from '../tramites/knowledge.ts'
import { tellOnce } from './albums.ts'
import type { Answer, Context, Respond } from './answering.ts'
import { createAnswers } from './answers.ts'
import { createAsked } from './asked.ts'
import { type Attempt, keep } from './attempts.ts'
import { chosen, isBeyond } from './choices.ts'
import { commandOf } from './commands.ts'
import { SERVICE_INTENTS } from './intents.ts'
import { withMatter } from './matter.ts'
import { namesDocument } from './personal-data.ts'
import { placed } from './placing.ts'
import type { WriteProse } from './prose.ts'
import * as questions from './questions.ts'
import { withoutRejected } from './reactions.ts'
import * as replies from './replies.ts'
import type { Emergency, EmergencyCheck } from './safety.ts'
import { NEW_SESSION, type Session } from './sessions.ts'
import { smallTalk } from './small-talk.ts'
import { topicOf } from './topics.ts'
import type { Understand } from './understanding.ts'

interface Deps {
  readonly understand: Understand
  readonly knowledge: Knowledge
  readonly directory: Directory
  readonly suggest: Suggest
  readonly emergencyOf: EmergencyCheck
  readonly writeProse: WriteProse
  readonly now?: () => Date
}

/** The kind of help for who is unhappy, of which no rule tells the cause. */
const UNHAPPY = 'angustia'
/** A longer message says why. */
const UNHAPPY_WORDS = 4

/** Says how it feels, and neither asks nor thanks for anything. */
const onlyFeels = (feeling: string, intents: readonly string[]) =>
  intents.includes(feeling) &&
  !smallTalk(intents) &&
  !SERVICE_INTENTS.some(i => intents.includes(i))

/** Builds the conversation: one message and the session in, one reply and the session out. */
export const createConversation = (deps: Deps): Respond => {
  const { understand, knowledge, directory, suggest, emergencyOf, writeProse } = deps
  const { now = () => new Date() } = deps
  const answers = createAnswers({ knowledge, directory, suggest, now })
  const answerAsked = createAsked({ knowledge, answers })

  const names = new Set(directory.municipios.map(({ nombre }) => nombre))
  const exists = (municipio: string) => names.has(municipio)

  const ofChoice = (choice: Choice, session: Session): Attempt | undefined => {
    const municipio = questions.municipioOf(choice)
    if (municipio && exists(municipio)) {
      const intents = session.pending?.length ? session.pending : ['direcciones']
      return answers.ofIntents(intents, '', { ...session, municipios: [municipio] })
    }
    const topic = knowledge.entry(topicOf(choice) ?? '')
    if (topic) return answers.ofEntry(topic, session)
    if (choice.id === replies.CHOICES.otro.id) return answers.ask(['direcciones'], session)
    return SERVICE_INTENTS.includes(choice.id)
      ? answers.ofIntents([choice.id], choice.label, session)
      : undefined
  }

  const pick = (choice: Choice, session: Session) => {
    const attempt = ofChoice(choice, session)
    return attempt && withMatter(attempt, choice.label, session)
  }

  /** A place that the message names outright is meant, not the choice that looks most like it. */
  const namesAnother = (text: string, choice: Choice) => {
    const { municipios } = understand(text)
    return municipios.length > 0 && !municipios.includes(questions.municipioOf(choice) ?? '')
  }

  const forget = (): Answer => ({ ...keep(replies.forgotten(), NEW_SESSION), forget: true })

  const alarm = (emergency: Emergency, session: Session): Answer =>
    keep(replies.emergency(emergency), {
      ...session,
      danger: { id: emergency.id, at: now().getTime() },
    })

  /** Who listens, for who only says to be unwell. */
  const comfortFor = (text: string) => {
    const { intents, topic } = understand(text)
    const unhappy = onlyFeels(UNHAPPY, intents) && tokenise(text).length <= UNHAPPY_WORDS
    return unhappy && topic === undefined ? emergencyOf.help(UNHAPPY) : undefined
  }

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

  const converse = (text: string, session: Session): Attempt => {
    const asked = session.matter ? withoutRejected(text) : text
    const said = understand(asked)
    const forgets = said.intents.includes('borrar_datos') && said.municipios.length === 0
    if (forgets) return forget()
    const { matter: _, ...others } = session
    // Who says that this was not asked rejects the matter, too.
    const before = asked === text ? session : others
    return withMatter(answerAsked(asked, said, before), asked, before)
  }

  /** The prose of a model, then the data, where the data alone was only a way out. */
  const better = async (text: string, attempt: Attempt, context: Context): Promise<Answer> => {
    const { told, unsure, entry: _, follows, ...data } = attempt
    if (!told || !unsure) return data
    // What follows something else is no question without it.
    const asked = (follows && attempt.session?.matter?.said) || text
    const prose = await writeProse(asked, told.session.municipios, context)
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
      if (picked) return better(text, picked, context)
    }
    if (!hasWords(text)) {
      const { choices, misses } = session
      if (replies.isDispleased(text)) return answers.apologise('misunderstood', session)
      const isAnswered = choices.length > 0 && misses === 0 && !questions.isWaiting(session)
      const thanks = isAnswered && replies.isThankful(text)
      return keep(thanks ? replies.thanks() : replies.wordless(), session)
    }
    // Before its length is looked at: who is in danger may tell all of it.
    const emergency = emergencyOf(text)
    if (emergency) return alarm(emergency, session)
    if (text.length > MAX_TEXT) return keep(replies.tooLong(MAX_TEXT), session)
    const afraid = session.danger && onlyFeels('miedo', understand(text).intents)
    const danger = afraid ? emergencyOf.again(session.danger, now().getTime()) : undefined
    if (danger) return alarm(danger, session)
    const commanded = command(text, session)
    if (commanded) return commanded
    const language = foreignLanguageOf(text)
    if (language) return keep(replies.otherLanguage(language), placed(understand(text), session))
    const choice = chosen(text, session.choices)
    const picked = choice && !namesAnother(text, choice) ? pick(choice, session) : undefined
    if (!picked && isBeyond(text, session.choices))
      return keep(questions.chooseAgain(session.choices), session)
    const comfort = picked ? undefined : comfortFor(text)
    if (comfort) return keep(replies.emergency(comfort), session)
    const answer = await better(text, picked ?? converse(text, session), context)
    return namesDocument(text) ? { ...answer, reply: replies.withoutData(answer.reply) } : answer
  }
}
