import { join } from 'node:path'
import { readKeys } from '../yaml.ts'
import { compilePhrase, createMatcher, type Phrase } from './phrases.ts'

/** The three that the programme is about; the others are what a person at a counter also meets. */
export const SERVICE_INTENTS: readonly string[] = ['direcciones', 'requisitos', 'beneficios']

const NO_INTENT = 'ninguna'
/** Lists of this ending count only when nothing was asked for in a clearer way. */
const BY_DEFAULT = '_por_defecto'

/** All that a message asks for. */
export interface Intents {
  /** The strongest first. */
  readonly intents: readonly string[]
  /** What it asks for of the three was only guessed, from words that may ask for other things too. */
  readonly vague: boolean
}

export type DetectIntents = (text: string) => Intents

/** Reads `data/intenciones.yaml`; throws an error that names the file when it is not as expected. */
export const readPhrases = (dataDir: string): Phrase[] => {
  const file = join(dataDir, 'intenciones.yaml')
  const parsed = readKeys(file)
  return Object.entries(parsed).flatMap(([intent, phrases]) => {
    if (!Array.isArray(phrases))
      throw new Error(`${file}: «${intent}» debe ser una lista de frases`)
    return phrases.map(text => compilePhrase(intent, String(text)))
  })
}

/** A longer message is a story; what is asked stands in its questions. */
const STORY_WORDS = 25
const REQUEST =
  /\b(quer[ií]a|quiero|kiero|quisiera|necesit[oa]|nec[ei]sito)( \S+)? (saber|preguntar|averiguar|consultar|que me|preguntarle)\b|\b(decime|d[ií]game|dec[ií]s|pregunt[oa]|consulto|mi pregunta|mi consulta|podr[ií]as?|podes|podés)\b/i

/** Parts of a message in which it may ask for something, the likeliest first. */
const questionsOf = (text: string): string[] => {
  if (text.split(/\s+/).length <= STORY_WORDS) return [text]
  const sentences = text.match(/[^.!?\n]+[.!?\n]*/g) ?? [text]
  const asked = sentences.filter(sentence => /[?]/.test(sentence)).join(' ')
  const request = REQUEST.exec(text)
  const from = request ? text.slice(request.index) : ''
  return [asked, from, sentences.slice(-2).join(' '), text].filter(Boolean)
}

/** Builds the detector of intents from phrases: all that a message asks for, strongest first. */
export const createIntentDetector = (
  phrases: readonly Phrase[],
  known: (word: string) => boolean,
): DetectIntents => {
  const match = createMatcher(phrases, known)
  const read = (text: string) => {
    const found = [...new Set(match(text).map(({ intent }) => intent))]
    const asked = found.filter(intent => SERVICE_INTENTS.includes(intent))
    const fallback = found
      .filter(intent => intent.endsWith(BY_DEFAULT))
      .map(intent => intent.slice(0, -BY_DEFAULT.length))
    const other = found.filter(
      intent =>
        !SERVICE_INTENTS.includes(intent) && !intent.endsWith(BY_DEFAULT) && intent !== NO_INTENT,
    )
    return { asked, fallback, other }
  }
  return text => {
    const parts = questionsOf(text).map(read)
    const clear = parts.find(part => part.asked.length > 0)?.asked
    const vague = parts.find(part => part.fallback.length > 0)?.fallback
    const other = parts.at(-1)?.other ?? []
    const status = other.includes('estado') || other.includes('borrar_datos')
    const guessed = clear === undefined && vague !== undefined
    return { intents: [...(clear ?? (status ? [] : (vague ?? []))), ...other], vague: guessed }
  }
}
