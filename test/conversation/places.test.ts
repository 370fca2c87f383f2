import { expect, test } from 'vitest'
import { createKnow } from '../../src/conversation/known.ts'
import { createEmergencyCheck } from '../../src/conversation/safety.ts'
import { NEW_SESSION } from '../../src/conversation/sessions.ts'
import { createUnderstanding } from '../../src/conversation/understanding.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { fold } from '../../src/text.ts'
import { readKnowledge } from '../../src/tramites/knowledge.ts'
import { shippedDirectory } from '../bench/reading.ts'
import { incoming } from '../support/responder.ts'

const directory = shippedDirectory()
const lexicon = readLexicon('data')
const knowledge = readKnowledge('data')
const emergencyOf = createEmergencyCheck('data', word => lexicon.words.has(word))
const understanding = createUnderstanding({ dataDir: 'data', lexicon, knowledge })
const { respond, understand } = createKnow({
  understanding,
  knowledge,
  emergencyOf,
  writer: undefined,
})(directory)
const answerTo = async (text: string, session = NEW_SESSION) => {
  const { reply } = await respond(incoming(text), session, { history: async () => [] })
  return reply.about
}

const NAMES = [
  ...new Set(
    directory.municipios.flatMap(({ nombre, cabecera, localidades, alias }) => [
      nombre,
      cabecera,
      ...localidades,
      ...alias,
    ]),
  ),
]
/** A cry for help and a crime as well as villages: alone, help comes first. */
const ALSO_DANGERS = ['El Socorro', 'Las Encadenadas']
/** Its number is not read as a part of its name. */
const NOT_READ = ['Dique N° 1']

test.each([
  ['alone', (name: string) => name],
  ['of who lives there', (name: string) => `hola, soy de ${fold(name)}`],
  ['in a sentence about the house', (name: string) => `la casa esta en ${fold(name)}`],
])('a name %s is answered with its office, not with what it looks like', async (how, say) => {
  const wrong: string[] = []
  for (const name of NAMES) {
    const { source } = await answerTo(say(name))
    if (source !== 'directory' && source !== 'clarification') wrong.push(name)
  }
  expect(wrong.sort()).toEqual(
    (how === 'alone' ? [...ALSO_DANGERS, ...NOT_READ] : NOT_READ).toSorted(),
  )
})

test('a name alone asks for nothing, whatever question it looks like', () => {
  const asking = NAMES.filter(name => understand(name).intents.length > 0)
  expect(asking).toEqual([])
  expect(understand('boletos en bolivar').intents).not.toEqual([])
})

test('a name completes what was asked before it', async () => {
  const about = await answerTo('campana', { ...NEW_SESSION, pending: ['requisitos'] })
  expect(about).toMatchObject({ municipios: ['Campana'], intents: ['requisitos'] })
})

test.each(['bueno', 'listo', 'perfecto', 'dale', 'espera'])(
  '"%s" alone is no question',
  async word => {
    expect((await answerTo(word)).source).toBe('clarification')
  },
)

test('the name of a village is no cry for help where somebody lives there', async () => {
  for (const said of [
    'vivo en el socorro, partido de pergamino, donde tengo que ir?',
    'soy de las encadenadas',
  ])
    expect((await answerTo(said)).source).toBe('directory')
  expect((await answerTo('socorro, mi marido me pega')).source).toBe('safety')
  expect((await answerTo('tienen a las nenas encadenadas')).source).toBe('safety')
})

test.each([
  ['tolosa la plata', ['La Plata']],
  ['los hornos la plata', ['La Plata']],
  ['donde queda la oficina? tapiales la matanza', ['La Matanza']],
  ['soy marta tolosa, la plata no me alcanza', []],
  ['me falta la plata', []],
])('a place and then the municipio that it is in are no other words: %s', (text, municipios) => {
  expect(understand(text).municipios).toEqual(municipios)
})

test('what would be mistyped for a place of another municipio than the one after it is none', () => {
  expect(understand('el doque ensenada').municipios).toEqual([])
  expect(understand('kilmes lanus').municipios).toEqual(['Quilmes', 'Lanús'])
})
