import type { Office } from '../channel.ts'
import type { Evidence } from '../llm/grounding.ts'
import type { Exchange } from '../llm/request.ts'
import { withSlots } from '../llm/slots.ts'
import type { Directory } from '../municipios/directory.ts'
import type { Entry } from '../tramites/entries.ts'
import { type Knowledge, RELATED } from '../tramites/knowledge.ts'
import type { Context } from './answering.ts'
import { curated } from './curated.ts'
import { hasContact } from './office-texts.ts'
import { maskPersonalData } from './personal-data.ts'
import type { Turn } from './turns.ts'
import type { Understand } from './understanding.ts'

interface Written {
  readonly text: string
  /** It ended before all was said. */
  readonly unfinished: boolean
}

/** Text of a model that may be shown. */
export interface Prose extends Written {
  /** Offices of which it tells how to reach them. */
  readonly offices: readonly Office[]
}

/** What the conversation needs of a model; rejects never, gives nothing when there is no answer. */
export interface Writer {
  answer(question: {
    readonly evidence: Evidence
    readonly history: () => Promise<readonly Exchange[]>
    readonly signal?: AbortSignal | undefined
    readonly onText?: (sentence: string) => void
  }): Promise<Written | undefined>
}

export type WriteProse = (
  text: string,
  municipios: readonly string[],
  context: Context,
) => Promise<Prose | undefined>

interface Deps {
  /** Absent where no model is configured. */
  readonly writer: Writer | undefined
  readonly knowledge: Knowledge
  readonly directory: Directory
  readonly understand: Understand
}

/** How the entry about them calls places that are not of the Province. */
const OUTSIDE = 'otras provincias'

/** The places that a text of a model names, or may name. */
export const placesNamed =
  (understand: Understand) =>
  (text: string): string[] => {
    const { municipios, candidates, outside } = understand(text)
    return [...municipios, ...candidates, ...(outside ? [OUTSIDE] : [])]
  }

/** Curated entries that a model is given. */
const MAX_ENTRIES = 3

/** An entry as a model reads it. */
export const asEvidence = ({ titulo, texto }: Entry) => `${titulo}\n${curated(texto, true)}`

const reaches = (text: string, { direccion, telefono, whatsapp, email, web }: Office) =>
  [direccion, telefono, whatsapp, email, web].some(value => value && text.includes(value))

/** What was said, as a model may see it: the ways to reach an office are slots again. */
const exchangeOf = ({ text, reply }: Turn, provincial: readonly Office[]): Exchange => ({
  question: text,
  answer: maskPersonalData(withSlots(reply.text, [...reply.about.offices, ...provincial])),
})

/** Builds what asks a model for prose, with all that it may know of the matter. */
export const createProse = (deps: Deps): WriteProse => {
  const { writer, knowledge, directory, understand } = deps
  const placesIn = placesNamed(understand)
  const officeOf = (municipio: string | undefined): Office | undefined =>
    municipio === undefined ? undefined : directory.officesOf(municipio).find(hasContact)

  return async (text, municipios, { history, progress, signal: signalOf }) => {
    if (!writer) return undefined
    const signal = signalOf?.()
    if (signal?.aborted) return undefined
    const found = knowledge.search(text).slice(0, MAX_ENTRIES)
    // About something else altogether: a model would only make something up.
    if (!found[0] || found[0].relevance < RELATED) return undefined
    // Of several municipios, whose telephone it is would be a guess.
    const [municipio] = municipios.length === 1 ? municipios : []
    const office = officeOf(municipio)
    const written = await writer.answer({
      evidence: {
        ...(municipio && { municipio }),
        ...(office && { office }),
        entries: found.map(({ entry }) => asEvidence(entry)),
        question: maskPersonalData(text),
        placesIn,
      },
      // What a person in danger wrote, and the help they got, is nobody else's.
      history: async () =>
        (await history())
          .filter(turn => turn.reply.about.source !== 'safety')
          .map(turn => exchangeOf(turn, directory.provincial)),
      ...(signal && { signal }),
      ...(progress && { onText: progress }),
    })
    if (!written) return undefined
    const offices = office && reaches(written.text, office) ? [office] : []
    return { ...written, offices }
  }
}
