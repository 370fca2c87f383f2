import type { Directory } from '../municipios/directory.ts'
import { createSuggest } from '../municipios/suggest.ts'
import type { Knowledge } from '../tramites/knowledge.ts'
import type { Respond } from './answering.ts'
import { createConversation } from './conversation.ts'
import { createProse, type WriteProse, type Writer } from './prose.ts'
import type { EmergencyCheck } from './safety.ts'
import type { Understand } from './understanding.ts'

// Names, offices and answers come from one dataset. All that is made from it is one value, and a
// message is answered from the value that was there when its turn came: however often the data are
// replaced meanwhile, it sees no other.

/** What the assistant knows: a dataset, and all that is made from it. */
export interface Known {
  readonly directory: Directory
  readonly understand: Understand
  readonly writeProse: WriteProse
  readonly respond: Respond
  /** Answers as `respond` does, with this writer in place of the model. */
  respondBy(writer: Writer): Respond
}

interface Deps {
  /** Builds the reading of messages that may name these municipios. */
  readonly understanding: (municipios: Directory['municipios']) => Understand
  readonly knowledge: Knowledge
  readonly emergencyOf: EmergencyCheck
  /** Absent where no model is configured. */
  readonly writer: Writer | undefined
}

/** Makes what is known of a directory; some 100 ms of work. */
export type Know = (directory: Directory) => Known

/** Gives what makes knowledge of directories, one after another. */
export const createKnow =
  ({ understanding, knowledge, emergencyOf, writer }: Deps): Know =>
  directory => {
    const { municipios } = directory
    const understand = understanding(municipios)
    const suggest = createSuggest(municipios)
    const proseBy = (by: Writer | undefined) =>
      createProse({ writer: by, knowledge, directory, understand })
    const parts = { understand, knowledge, directory, suggest, emergencyOf }
    const writeProse = proseBy(writer)
    return {
      directory,
      understand,
      writeProse,
      respond: createConversation({ ...parts, writeProse }),
      respondBy: by => createConversation({ ...parts, writeProse: proseBy(by) }),
    }
  }

/** What is known now; `use` puts another in its place, for the messages that come after. */
export const createLive = (first: Known) => {
  let known = first
  const respond: Respond = (message, session, context) => known.respond(message, session, context)
  const understand: Understand = text => known.understand(text)
  const writeProse: WriteProse = (text, municipios, context) =>
    known.writeProse(text, municipios, context)
  return {
    respond,
    understand,
    writeProse,
    known: () => known,
    use: (next: Known) => {
      known = next
    },
  }
}

export type Live = ReturnType<typeof createLive>
