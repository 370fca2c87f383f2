import type { About, Choice } from '../channel.ts'
import type { Entry } from '../tramites/entries.ts'
import { type Found, RELATED } from '../tramites/knowledge.ts'
import { MAIN, reply } from './replies.ts'

// What is offered when it is not sure which entry is meant: to choose by a number or a tap costs
// less than to find other words.

const OF_TOPIC = 'tema:'

const choiceOfTopic = ({ id, titulo }: Entry): Choice => ({
  id: `${OF_TOPIC}${id}`,
  label: titulo,
})

/** The entry that a choice is of, by its id, if it is of one. */
export const topicOf = ({ id }: Choice): string | undefined =>
  id.startsWith(OF_TOPIC) ? id.slice(OF_TOPIC.length) : undefined

/** So many topics are offered; among the first three the right one is nearly always. */
const MAX_TOPICS = 3

/** Choices of what a message may be about, when that is not sure; without what was told. */
export const topicsIn = (found: readonly Found[], told?: string): readonly Choice[] =>
  found
    .filter(({ entry, relevance }) => relevance >= RELATED && entry.id !== told)
    .slice(0, MAX_TOPICS)
    .map(({ entry }) => choiceOfTopic(entry))

/** Asks which of these is meant, when none is sure, or one of the three things that was asked for. */
export const askTopic = (topics: readonly Choice[], about: Partial<About> = {}) =>
  reply(
    `No sé si te entendí bien. ${topics.length > 1 ? '¿Es por alguno de estos temas?' : '¿Es por esto?'} ` +
      'Si no, contámelo con otras palabras, o escribí «hablar con una persona».',
    { ...about, source: 'fallback' },
    [...topics, ...MAIN.filter(({ id }) => about.intents?.includes(id))],
  )

/** Before choices of what else may be meant. */
export const OTHER_TOPICS = '¿Era por otra cosa? Elegí un tema, o contámelo con otras palabras.'

/** Asked about the business of others. */
export const notOurs = (municipios: readonly string[]) =>
  reply(
    'Con eso no te puedo ayudar: solo sé de la escritura de tu casa. ' +
      'Preguntá en la oficina que atiende ese trámite.',
    { source: 'fallback', municipios },
    MAIN,
  )
