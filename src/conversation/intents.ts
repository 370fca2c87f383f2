import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { compilePhrase, createMatcher, type Phrase } from './phrases.ts'

/** The three that the programme is about; the others are what a person at a counter also meets. */
export const SERVICE_INTENTS: readonly string[] = ['direcciones', 'requisitos', 'beneficios']

const NO_INTENT = 'ninguna'

export type DetectIntents = (text: string) => string[]

/** Reads `data/intenciones.yaml`; throws an error that names the file when it is not as expected. */
export const readPhrases = (dataDir: string): Phrase[] => {
  const file = join(dataDir, 'intenciones.yaml')
  const parsed: unknown = parse(readFileSync(file, 'utf8'))
  if (typeof parsed !== 'object' || !parsed) throw new Error(`${file}: no tiene intenciones`)
  return Object.entries(parsed).flatMap(([intent, phrases]) => {
    if (!Array.isArray(phrases))
      throw new Error(`${file}: «${intent}» debe ser una lista de frases`)
    return phrases.map(text => compilePhrase(intent, String(text)))
  })
}

/** Builds the detector of intents from phrases: all that a message asks for, strongest first. */
export const createIntentDetector = (
  phrases: readonly Phrase[],
  known: (word: string) => boolean,
): DetectIntents => {
  const match = createMatcher(phrases, known)
  return text => {
    const intents = match(text).map(found => found.intent)
    return [...new Set(intents)].filter(intent => intent !== NO_INTENT)
  }
}
