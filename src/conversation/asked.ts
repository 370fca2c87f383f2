import { fold, tokenise } from '../text.ts'
import type { Entry } from '../tramites/entries.ts'
import type { Found } from '../tramites/knowledge.ts'
import { askedFor, GOOD_ENTRY } from './answers.ts'
import { type Attempt, keep, nothingTold, offering, understood } from './attempts.ts'
import { SERVICE_INTENTS } from './intents.ts'
import { followed } from './matter.ts'
import { createPlacing, ELSEWHERE, NAME_WORDS, placed } from './placing.ts'
import { createReactions } from './reactions.ts'
import * as replies from './replies.ts'
import type { Session } from './sessions.ts'
import { createSettled } from './settled.ts'
import { declined, SMALL_TALK_WORDS, smallTalk } from './small-talk.ts'
import type { Asked, Sources } from './steps.ts'
import { topicOf, topicsIn } from './topics.ts'
import type { Understood } from './understanding.ts'
import { BARE_WORDS } from './ways-out.ts'

// What a free message gets, step by step: what cannot wait; which place it is about, or the question
// that has to be asked first; what leaves no doubt; what it reacts to; what needs no entry; and the
// entry, or the contact, that answers it.

/** The entry of another door than that of the municipio. */
const CENTRAL = 'escribania-general'
/** The entry of what everybody is told who asks where to go. */
const WAY = 'donde-ir'
/** From this one, it is the answer whatever the phrases say. */
const SURE_ENTRY = 0.75
/** So many of the first are looked at for one that is asked for in these very words. */
const BESIDE = 3
/** What is as likely as this, of the likeliest, is asked for in almost the same words. */
const ALMOST = 0.9
/** So much more relevant than what is told, another entry may be meant. */
const OTHERWISE = 1.5
/** Below this relevance, a message in the middle of a matter is not about another one. */
const SLIGHT = 20
/** A longer one asks about a case of its own; general papers and places are half of an answer. */
const STORY_WORDS = 20
/** Relevance from which an entry may be meant although the words are others, and how far ahead. */
const EVIDENT = 35
const AHEAD = 2

const isEvident = (best: Found, second: Found | undefined) =>
  best.relevance >= EVIDENT && best.relevance >= AHEAD * (second?.relevance ?? 0)

/** The way to the office, outright. */
const WHERE_TO =
  /\b(?:a?donde|dnd|adnd)\b.*\b(?:ir|voy|vamos|queda|acerco|acercarme|presento|atienden)\b/

/** What else is said in one breath with a question, before it. */
const OPENING: readonly string[] = ['saludo', 'ayuda']

/** Which of the entries found is meant, and how surely. */
const meantOf = (found: readonly Found[], { service, before }: Asked) => {
  const [best, second] = found
  const relevance = best?.relevance ?? 0
  // Of a few common words, what was said before tells more than what they are like.
  const slight = before.matter !== undefined && relevance < SLIGHT
  // The first is the likeliest by all that it says; one beside it may be asked for in these very words.
  const worded = found
    .slice(0, BESIDE)
    .find(({ confidence }, i) => confidence >= (i === 0 ? GOOD_ENTRY : SURE_ENTRY))
  const covers = (entry: Entry) => service.some(intent => entry.intenciones.includes(intent))
  // Of two that are asked for in almost these words, the one that is about what is asked.
  const least = Math.max(SURE_ENTRY, ALMOST * (best?.confidence ?? 0))
  const known = slight ? [] : found.filter(({ confidence }) => confidence >= least)
  const first = known.find(({ entry }) => covers(entry)) ?? best
  return {
    relevance,
    covers,
    /** Asked for in these words, or nearly. */
    near: slight ? undefined : worded?.entry,
    /** It is the answer whatever the phrases say. */
    sure: known[0] === best ? first?.entry : undefined,
    /** All that is said is of this one and no other; what the phrases make of it is a part of that. */
    told: best && isEvident(best, second) ? best.entry : undefined,
  }
}

/** Builds what answers a message that is no command and no choice, from the data. */
export const createAsked = ({ knowledge, answers }: Sources) => {
  const ofPlace = createPlacing({ knowledge, answers })
  const ofReaction = createReactions({ knowledge, answers })
  const { urgent, beyondDoubt, ofOthers } = createSettled({ knowledge, answers })

  /** Topics that are rather meant than the way to the office. */
  const elsewhereIn = ({ rest }: Asked['said']) => {
    const found = knowledge.search(rest)
    const way = found.find(({ entry }) => entry.id === WAY)?.relevance ?? 0
    const least = Math.max(EVIDENT, OTHERWISE * way)
    const nearer = found.filter(({ relevance }) => relevance >= least)
    return topicsIn(nearer, WAY)
  }

  /** What the words of the message settle by themselves. */
  const atOnce = (asked: Asked, session: Session) => {
    const { text, said, service, named, length, before, waiting } = asked
    const completes = named && service.length === 0 && before.pending?.length
    if (said.bare || (completes && length <= NAME_WORDS))
      return answers.ofIntents(waiting, '', session)
    if (service.length !== 1 || service[0] !== 'direcciones' || length > STORY_WORDS)
      return undefined
    const clear = session.municipios.length > 0 || length <= NAME_WORDS || WHERE_TO.test(fold(text))
    const topics = clear || said.intents.includes('persona') ? [] : elsewhereIn(said)
    if (topics.length > 0) return answers.askFor(service, topics, session)
    const central = !named && /\bescriban[ií]a\b/i.test(text) && knowledge.entry(CENTRAL)
    if (central) return answers.ofEntry(central, session)
    const detail = named || length > NAME_WORDS ? undefined : answers.ofDetail(text, session)
    return detail ?? answers.ofIntents(service, text, session)
  }

  const fromEntries = (asked: Asked, session: Session): Attempt => {
    const { text, said, service, named, length, before, waiting } = asked
    const all = knowledge.search(said.rest)
    // "vivo en Capital pero la casa está en Mar del Plata"
    const found = named ? all.filter(({ entry }) => entry.id !== ELSEWHERE) : all
    const { relevance, near, sure, told, covers } = meantOf(found, asked)
    const where = service.includes('direcciones')
    if (service.length === 0) {
      const status = said.intents.includes('estado') && knowledge.entry('estado-del-tramite')
      if (status) return answers.ofEntry(sure ?? near ?? status, session)
      if (said.intents.includes('persona')) return answers.person(session)
    }
    const talk = smallTalk(said.intents)
    if (sure && !covers(sure) && !where && !talk) return answers.ofEntry(sure, session, named)
    const short = length <= SMALL_TALK_WORDS
    const nods = said.intents.includes('asentimiento')
    const no = near ? undefined : declined(said.intents)
    const asks = text.includes('?') ? SLIGHT : EVIDENT
    const onlyTalks = talk ? short || relevance < asks : nods && short
    // Who only names a place is told where to go, whatever was said before.
    const onlyNames = named && length <= NAME_WORDS && !text.includes('?')
    const choosing = length < SMALL_TALK_WORDS && before.choices.some(topicOf)
    if (!near && !no && !onlyTalks && !where && !onlyNames && !choosing) {
      const follows = followed(knowledge, before.matter, said.rest)
      const entry = follows[0]?.entry
      const others = topicsIn(follows, entry?.id)
      if (entry)
        return answers.following(
          askedFor(entry, service),
          { text: said.rest, session, named },
          others,
        )
    }
    if (told && service.length > 0 && !where)
      return answers.ofEntry(askedFor(told, service), session, named)
    if (service.length > 0) {
      const data = answers.ofIntents(service, said.rest, session)
      const answered = { ...data, unsure: length > STORY_WORDS && !near }
      const general = found.find(({ entry }) => entry.id === data.entry)?.relevance ?? 0
      const located = where && session.municipios.length > 0
      const clear = near || located || length <= SMALL_TALK_WORDS || relevance < OTHERWISE * general
      if (clear) return answered
      // What is told to everybody is hardly the answer where another entry is that much nearer.
      const topics = topicsIn(found, data.entry)
      const guessed = said.vague && !where && topics.length > 0
      return guessed ? answers.askFor(service, topics, session) : offering(answered, topics)
    }
    if (no) return understood(no, session)
    if (near && named) return answers.ofEntry(near, session, named)
    if (named) {
      const data = answers.ofIntents(waiting, '', session)
      return offering({ ...data, unsure: length > NAME_WORDS }, topicsIn(found))
    }
    if (talk && short) return understood(talk, session)
    if (near) return answers.ofEntry(near, session)
    const topics = topicsIn(found)
    const opens = talk?.about.intents.some(intent => OPENING.includes(intent))
    if (talk && (topics.length === 0 || !opens))
      return { ...understood(talk, session), told: nothingTold(session), unsure: true }
    if (nods && length <= BARE_WORDS) return keep(replies.goOn(), session)
    return answers.miss(text, session, topics)
  }

  return (text: string, said: Understood, before: Session): Attempt => {
    const asked: Asked = {
      text,
      said,
      service: SERVICE_INTENTS.filter(intent => said.intents.includes(intent)),
      named: said.municipios.length > 0,
      length: tokenise(text).length,
      before,
      waiting: before.pending?.length ? before.pending : ['direcciones'],
    }
    const session = placed(said, before)
    return (
      urgent(asked, session) ??
      ofPlace(asked) ??
      beyondDoubt(asked, session) ??
      ofReaction(asked) ??
      ofOthers(asked, session) ??
      atOnce(asked, session) ??
      fromEntries(asked, session)
    )
  }
}
