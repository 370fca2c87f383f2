import { tokenise } from '../text.ts'
import { type Attempt, keep, understood } from './attempts.ts'
import * as questions from './questions.ts'
import * as replies from './replies.ts'
import type { Asked, Sources } from './steps.ts'
import { topicOf } from './topics.ts'

// How a person reacts in a few words to what was just said or asked.

/** Up to this length. */
const FEW_WORDS = 4
/** A complaint may be longer, and asks for nothing. */
const COMPLAINT_WORDS = 8

const YES =
  /^\s*(s[ií]+p?|claro|dale|ok(ey|a)?|correcto|exacto|eso|as[ií] es)( (es|vivo|est[aá]))?( (ah[ií]|ese|esa|all[ií]|ac[aá]))?[\s.!👍]*$/iu
const NO = /^\s*(no+p?|nono)[\s.!]*$/i
const NONE_OF_THEM =
  /^\s*(no+p?|ningun[oa]( de (es[oa]s|ell[oa]s))?|otra cosa|nada de eso)[\s.!]*$/i
/** Asked again, by who did not understand the answer. */
const HUH = /^[\s¿]*(y |pero )?(c[oó]mo( as[ií])?|qu[eé]|eh|ein|mande)[\s?¿!.]*$/i

/** "No te pregunté los papeles. Te digo que no podemos ir." */
const REJECTED =
  /^\s*(?:(?:pero|che|perd[oó]n),? )?no te (?:pregunt|ped|habl)\p{L}* (?!antes|d[oó]nde|que|qué|cu[aá]nto|c[oó]mo|si\b)[^.,;:!?\n]*[.,;:!?\n]+/iu

/** The text without what it says that was not asked; whole where nothing else is left. */
export const withoutRejected = (text: string) => {
  const rest = text.replace(REJECTED, '').trim()
  return tokenise(rest).length > 1 ? rest : text
}

/** Asks on, of nothing that was told. */
const AND_THEN = /^[\s¿]*(y )?(entonces|ahora)[\s?¿!.]*$/i

const EXCUSES =
  /^\s*((ay|uy|no|ok|est[aá] bien),? )*(perd[oó]n([aá]|ame)?|disculp[aáe](me)?)[\s.!]*$/i

/** Builds what answers a reaction; nothing where the message says something of its own. */
export const createReactions = ({ knowledge, answers }: Sources) => {
  /** Of what was asked with choices, a yes or a no. */
  const toChoices = ({ text, before, waiting }: Asked): Attempt | undefined => {
    const { choices } = before
    const proposed = questions.proposedIn(choices)
    if (proposed && YES.test(text))
      return answers.ofIntents(waiting, '', { ...before, municipios: [proposed] })
    if (proposed && NO.test(text)) return answers.ask(waiting, before)
    const [topic, other] = choices.flatMap(choice => topicOf(choice) ?? [])
    if (topic && NONE_OF_THEM.test(text)) return keep(replies.goOn(), before)
    const entry = topic && !other && YES.test(text) && knowledge.entry(topic)
    return entry ? answers.ofEntry(entry, before) : undefined
  }

  return (reaction: Asked): Attempt | undefined => {
    const { text, said, length, before } = reaction
    const [meant, other] = questions
      .candidatesIn(before.choices)
      .filter(name => said.near.includes(name) || said.municipios.includes(name))
    if (meant && !other && length <= FEW_WORDS)
      return answers.ofIntents(reaction.waiting, '', { ...before, municipios: [meant] })
    if (said.municipios.length > 0) return undefined
    const complains = said.intents.includes('descontento') && !text.includes('?')
    if (complains && length <= COMPLAINT_WORDS) return answers.apologise('misunderstood', before)
    if (length > FEW_WORDS) return undefined
    const chosen = toChoices(reaction)
    if (chosen) return chosen
    const { choices, pending } = before
    if (said.intents.includes('duda') && questions.isWaiting(before))
      return understood(questions.howToTell(choices, pending ?? []), before)
    const lost = HUH.test(text) || (!before.matter && AND_THEN.test(text))
    if (choices.length > 0 && (lost || said.intents.includes('no_entiende')))
      return answers.apologise('unclear', before)
    // A word as short as "bueno" looks like a word of some question, too.
    const nods = length === 1 && said.intents.includes('asentimiento')
    return nods || EXCUSES.test(text) ? keep(replies.goOn(), before) : undefined
  }
}
