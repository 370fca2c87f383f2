import { describe, expect, test } from 'vitest'
import { createKnow, createLive } from '../../src/conversation/known.ts'
import type { Writer } from '../../src/conversation/prose.ts'
import { NEW_SESSION } from '../../src/conversation/sessions.ts'
import { createUnderstanding } from '../../src/conversation/understanding.ts'
import { parseDirectory } from '../../src/municipios/csv.ts'
import { directoryOf } from '../../src/municipios/directory.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { readKnowledge } from '../../src/tramites/knowledge.ts'
import { bytesOf, csvOf } from '../support/datasets.ts'
import { incoming } from '../support/responder.ts'

const directory = (text: string) => directoryOf(parseDirectory(bytesOf(text)), text)
const [OLD, NEW] = [
  directory(csvOf('1111-1111')),
  directory(csvOf('2222-2222', ['Rauch,Egaña,,Tierras,Mitre 1,02297-1'])),
]
const STORY =
  'soy de Morón y mi viejo compró el terreno con un papel firmado hace mucho y no figura en ningún lado la verdad, ¿dónde puedo averiguar algo de eso?'

type Question = Parameters<Writer['answer']>[0]

/** A model that begins to write when it is told to. */
const waitingWriter = () => {
  const asked = Promise.withResolvers<Question>()
  const written = Promise.withResolvers<{ text: string; unfinished: boolean }>()
  const writer: Writer = {
    answer: question => {
      asked.resolve(question)
      return written.promise
    },
  }
  return { writer, asked: asked.promise, write: written.resolve }
}

const start = () => {
  const { writer, ...rest } = waitingWriter()
  const knowledge = readKnowledge('data')
  const lexicon = readLexicon('data')
  const know = createKnow({
    understanding: createUnderstanding({ dataDir: 'data', lexicon, knowledge }),
    knowledge,
    emergencyOf: Object.assign(() => undefined, { help: () => undefined, again: () => undefined }),
    writer,
  })
  const live = createLive(know(OLD))
  const say = (text: string) =>
    live.respond(incoming(text), NEW_SESSION, { history: async () => [] })
  return { know, live, say, ...rest }
}

describe('a message that waits for the model while the data are replaced', () => {
  test('is answered from the data that it began with, to the last word', async () => {
    const { know, live, say, asked, write } = start()
    const answered = say(STORY)
    const { evidence } = await asked
    live.use(know(NEW))
    write({ text: 'Preguntá en la oficina.', unfinished: false })
    const { text, about } = (await answered).reply
    expect(about.source).toBe('llm')
    expect(text).toContain('1111-1111')
    expect(text).not.toContain('2222-2222')
    expect(about.offices).toEqual(OLD.officesOf('Morón'))
    expect(evidence.office).toEqual(OLD.officesOf('Morón')[0])
  })

  test('has the names of its own data looked for in what the model writes', async () => {
    const { know, live, say, asked, write } = start()
    const answered = say(STORY)
    const { evidence } = await asked
    live.use(know(NEW))
    expect(evidence.placesIn('Andá a Egaña.')).toEqual([])
    expect(live.understand('Andá a Egaña.').municipios).toEqual(['Rauch'])
    write({ text: 'Preguntá en la oficina.', unfinished: false })
    await answered
  })

  test('and the next one from the new', async () => {
    const { know, live, say, write } = start()
    write({ text: '', unfinished: false })
    live.use(know(NEW))
    expect((await say('¿dónde queda en Morón?')).reply.text).toContain('2222-2222')
    expect((await say('¿dónde queda en Egaña?')).reply.about.municipios).toEqual(['Rauch'])
  })
})
