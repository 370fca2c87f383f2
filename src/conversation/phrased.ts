import { join } from 'node:path'
import { tokenise } from '../text.ts'
import { createRuleChoice, LOOK_ALIKE, readKinds } from './rule-choice.ts'

/** Gives the id of the entry that the words of a message ask for beyond doubt. */
export type Phrased = (text: string) => string | undefined

/** A longer message is a story, which says much besides what it asks. */
const MOST_WORDS = 45

/**
 * Reads `data/frases.yaml`; throws an error that names the file when it is not as expected, or when
 * an entry does not exist.
 */
export const createPhrased = (
  dataDir: string,
  exists: (entry: string) => boolean,
  known: (word: string) => boolean,
): Phrased => {
  const read = (lines: unknown, id: string): readonly string[] => {
    if (id !== LOOK_ALIKE && !exists(id))
      throw new Error('no hay una ficha con ese nombre en tramites/')
    if (!Array.isArray(lines)) throw new Error('debe ser una lista de frases')
    return lines
  }
  const kinds = readKinds(join(dataDir, 'frases.yaml'), read, lines => lines)
  const choose = createRuleChoice(kinds, known)
  return text => (tokenise(text).length <= MOST_WORDS ? choose(text) : undefined)
}
