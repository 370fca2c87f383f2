import type { Municipio } from '../municipios/csv.ts'
import { createDetectors, type Detection } from '../municipios/detect.ts'
import { createGazetteer, foreignForms } from '../municipios/gazetteer.ts'
import type { Lexicon } from '../municipios/lexicon.ts'
import { formsOf } from '../municipios/names.ts'
import { remembered } from '../spelling.ts'
import type { Knowledge } from '../tramites/knowledge.ts'
import { createIntentDetector, type Intents, readPhrases } from './intents.ts'
import { createPhrased } from './phrased.ts'

/** What a message says: of which places, and what it asks for. */
export interface Understood extends Detection, Intents {
  /** The entry that its words leave no doubt about. */
  readonly topic?: string
}

export type Understand = (text: string) => Understood

interface Deps {
  readonly dataDir: string
  readonly lexicon: Lexicon
  readonly knowledge: Knowledge
}

/** From this likeness to a known way of asking, a message has the intents of that question. */
const ALIKE = 0.6

/**
 * Gives what builds the reading of messages over municipios: places, then intents by phrases and
 * else by similarity.
 */
export const createUnderstanding = ({ dataDir, lexicon, knowledge }: Deps) => {
  const detectorOf = createDetectors(lexicon)
  const foreign = foreignForms(lexicon.outside, lexicon.traps)
  const known = (word: string) => lexicon.words.has(word)
  const intentsOf = createIntentDetector(readPhrases(dataDir), known)
  const phrased = createPhrased(dataDir, id => knowledge.entry(id) !== undefined, known)
  return (municipios: readonly Municipio[]): Understand => {
    const forms = [...municipios.flatMap(formsOf), ...foreign]
    const detect = detectorOf(createGazetteer(forms))
    // Several steps of the conversation read the same message; it is read once.
    return remembered(text => {
      const places = detect(text)
      // "Hola, soy de Bolívar" says where somebody lives: what the name is like is no question.
      if (places.bare) return { ...places, intents: [], vague: false }
      const { intents, vague } = intentsOf(text)
      const [alike] = intents.length === 0 ? knowledge.search(places.rest) : []
      const similar = alike && alike.confidence >= ALIKE ? alike.entry.intenciones : []
      const topic = phrased(text)
      return {
        ...places,
        intents: intents.length > 0 ? intents : similar,
        vague,
        ...(topic !== undefined && { topic }),
      }
    }, 1)
  }
}
