import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asked, readEntries } from '../../src/tramites/entries.ts'
import { createKnowledge, RELATED, readKnowledge, termsOf } from '../../src/tramites/knowledge.ts'

const ENTRIES = readEntries('data')
const IDS = new Set(ENTRIES.map(({ id }) => id))
const knowledge = readKnowledge('data')
const best = (question: string) => knowledge.search(question)[0]?.entry.id

const entry = (id: string, titulo: string, preguntas: string[]): Asked => ({
  id,
  titulo,
  preguntas,
  intenciones: [],
  texto: 'Texto.',
})

describe('an entry', () => {
  test('is found by its name', () => {
    expect(knowledge.entry('requisitos')?.id).toBe('requisitos')
  })

  test.each(['', 'no-existe', '__proto__', 'constructor'])('named «%s» is none', id => {
    expect(knowledge.entry(id)).toBeUndefined()
  })
})

describe('a search', () => {
  test('finds the entry by its own title first, in at least 95 of 100', () => {
    const right = ENTRIES.filter(({ id, titulo }) => best(titulo) === id)
    expect(right.length / ENTRIES.length).toBeGreaterThanOrEqual(0.95)
  })

  test('finds the entry by its own ways of asking first, in at least 93 of 100', () => {
    const asked = ENTRIES.flatMap(({ id, preguntas }) => preguntas.map(text => ({ id, text })))
    const right = asked.filter(({ id, text }) => best(text) === id)
    expect(right.length / asked.length).toBeGreaterThanOrEqual(0.93)
  })

  test.each([
    ['perdí el boleto de compraventa', 'perdi-el-boleto'],
    ['soy inquilina, puedo escriturar?', 'alquiler'],
    ['necesito un avogado', 'abogado'],
    ['que es el renabap', 'renabap'],
  ])('finds what is said in other words or with errors: %s', (question, id) => {
    expect(best(question)).toBe(id)
  })

  test.each(['', '   ', '¿?', '😀', 'de la que a'])('for «%s» finds nothing', question => {
    expect(knowledge.search(question)).toEqual([])
  })

  test('for words that no entry has finds nothing', () => {
    expect(knowledge.search('xyzzy plugh')).toEqual([])
  })

  test('gives each entry once, from the best, with its likeness from 0 to 1', () => {
    const found = knowledge.search('qué papeles llevo para la escritura de mi casa')
    expect(found.length).toBeGreaterThan(1)
    expect(new Set(found.map(({ entry: { id } }) => id)).size).toBe(found.length)
    for (const { confidence } of found) {
      expect(confidence).toBeGreaterThanOrEqual(0)
      expect(confidence).toBeLessThanOrEqual(1 + 1e-9)
    }
  })

  test('is sure of a known way of asking and unsure of a story that only shares a word', () => {
    const small = createKnowledge([
      entry('a', 'Perdí el boleto', ['se me perdió el boleto']),
      entry('b', 'Tengo una deuda', ['debo impuestos']),
    ])
    expect(small.search('perdí el boleto')[0]).toMatchObject({ entry: { id: 'a' } })
    expect(small.search('perdí el boleto')[0]?.confidence).toBeCloseTo(1)
    const story = 'mi abuela vendía empanadas en la plaza y un jueves perdió la cartera roja'
    expect(small.search(story)[0]?.confidence).toBeLessThan(0.6)
  })

  test('takes words of one group of synonyms for the same', () => {
    const entries = [
      entry('a', 'El boleto', ['perdí el boleto']),
      entry('b', 'La deuda', ['debo impuestos']),
    ]
    const groups = { perder: ['perdí', 'se lo comió el perro'] }
    const question = 'se lo comió el perro, y en la casa no hay otro'
    expect(createKnowledge(entries, groups).search(question)[0]?.entry.id).toBe('a')
    expect(createKnowledge(entries).search(question)).toEqual([])
  })

  test('tells by two things said together what only the pair tells', () => {
    const small = createKnowledge(
      [
        entry('a', 'Boletos', ['perdí el boleto', 'un contrato extraviado']),
        entry('b', 'Escrituras', ['perdí la escritura', 'un título extraviado']),
        entry('c', 'Qué es el boleto', ['qué vale el boleto', 'para qué el contrato']),
      ],
      {
        perder: ['perdí', 'extraviado'],
        boleto: ['boleto', 'contrato'],
        titulo: ['escritura', 'título'],
      },
    )
    expect(small.search('se me extravió un contrato')[0]?.entry.id).toBe('a')
    expect(small.search('perdí el título')[0]?.entry.id).toBe('b')
  })

  test('doubts an answer to what is asked of somebody else', () => {
    const entries = [
      entry('a', 'El boleto', ['perdí el boleto', 'se me perdió el boleto']),
      entry('b', 'La deuda', ['debo impuestos']),
    ]
    const question = 'perdí el boleto estudiantil'
    const [alone] = createKnowledge(entries).search(question)
    const foreign = ['renovar el boleto estudiantil', 'perdí el boleto estudiantil del colectivo']
    const [doubted] = createKnowledge(entries, {}, foreign).search(question)
    expect(doubted?.entry.id).toBe('a')
    expect(doubted?.confidence).toBeLessThan((alone?.confidence ?? 0) / 1.9)
    expect(doubted?.relevance).toBeLessThan((alone?.relevance ?? 0) / 1.9)
  })

  test('finds what is mistyped, but is not sure of it', () => {
    const small = createKnowledge([
      entry('a', 'Mensura', ['necesito un agrimensor']),
      entry('b', 'Deuda', ['debo impuestos']),
    ])
    const [found] = small.search('agrimnesor')
    expect(found?.entry.id).toBe('a')
    expect(found?.confidence).toBe(0)
  })

  test.each(['soy de Cañuelas, requisitos', 'sos de acá?', 'te quiero mucho asistente'])(
    'is sure of no entry that only looks alike: %s',
    question => {
      expect(knowledge.search(question)[0]?.confidence ?? 0).toBeLessThan(0.75)
    },
  )

  test('tells a question about something else by its relevance', () => {
    const relevance = (question: string) => knowledge.search(question)[0]?.relevance ?? 0
    expect(relevance('pasame una receta de ñoquis')).toBeLessThan(RELATED)
    expect(relevance('perdí el boleto de compraventa')).toBeGreaterThan(RELATED)
  })

  test('in no entries at all finds nothing', () => {
    const nothing = createKnowledge([])
    expect(nothing.search('papeles')).toEqual([])
    expect(nothing.entry('requisitos')).toBeUndefined()
  })

  test('never fails, whatever the question, and finds only entries', () => {
    const word = fc.constantFrom('papeles', 'escritura', '__proto__', 'constructor', '❤️', 'ley')
    const question: fc.Arbitrary<string> = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(word).map(words => words.join(' ')),
    )
    fc.assert(
      fc.property(question, text => {
        for (const found of knowledge.search(text)) {
          if (!IDS.has(found.entry.id)) throw new Error(found.entry.id)
          if (!(found.confidence >= 0 && found.confidence <= 1.000001)) throw new Error(text)
          if (!(found.relevance >= 0 && found.relevance < 1000)) throw new Error(text)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  test('reads no more than the beginning of a very long question', () => {
    const start = 'palabra '.repeat(40)
    expect(knowledge.search(`${start}${'renabap '.repeat(5000)}`)).toEqual(knowledge.search(start))
  })
})

test('the terms of a text are its content words, stemmed, in order', () => {
  expect(termsOf('¿Qué papeles llevo? Los papeles de la casa')).toEqual([
    'papel',
    'yeb',
    'papel',
    'kasa',
  ])
  expect(termsOf('')).toEqual([])
})
