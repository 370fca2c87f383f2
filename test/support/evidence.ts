import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasContact } from '../../src/conversation/office-texts.ts'
import { placesNamed } from '../../src/conversation/prose.ts'
import { createGrounding, type Evidence } from '../../src/llm/grounding.ts'
import { systemMessage } from '../../src/llm/request.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { readEntries } from '../../src/tramites/entries.ts'
import { termsOf } from '../../src/tramites/knowledge.ts'
import { createReading, shippedDirectory } from '../bench/reading.ts'

/** What a model wrote to a question, and what it had been given. */
export interface Written {
  readonly pregunta: string
  readonly municipio: string | null
  readonly entradas: readonly string[]
  readonly respuesta: string
}

/** The lines of a file of test/fixtures. */
export const readFixture = <T>(name: string): T[] =>
  readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)

/** The check over the shipped data, and the evidence for what was written from it. */
export const openGrounding = () => {
  const directory = shippedDirectory()
  const entries = new Map(
    readEntries('data').map(({ id, titulo, texto }) => [id, `${titulo}\n${texto}`]),
  )
  const lexicon = readLexicon('data')
  const placesIn = placesNamed(createReading(directory.municipios))
  const instructions = systemMessage(readFileSync('data/system_prompt.md', 'utf8'))
  const groundingOf = createGrounding({
    corpus: [...entries.values()],
    isSpanish: word => lexicon.words.has(word),
    termsOf,
  })
  const checkFor = (evidence: Evidence) => groundingOf(evidence, instructions)
  const evidenceOf = ({ pregunta, municipio, entradas }: Written): Evidence => {
    const office = municipio ? directory.officesOf(municipio).find(hasContact) : undefined
    return {
      ...(municipio && { municipio }),
      ...(office && { office }),
      entries: entradas.map(id => entries.get(id) ?? ''),
      question: pregunta,
      placesIn,
    }
  }
  return { checkFor, evidenceOf, instructions }
}
