import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createIntentDetector,
  readPhrases,
  SERVICE_INTENTS,
} from '../../src/conversation/intents.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { temporaryFolder } from '../support/core.ts'

const lexicon = readLexicon('data')
const detect = createIntentDetector(readPhrases('data'), word => lexicon.words.has(word))
const intentsOf = (text: string) => detect(text).intents
const service = (text: string) =>
  SERVICE_INTENTS.filter(intent => intentsOf(text).includes(intent)).join(' ')

const phrasesOf = (yaml: string) => {
  const folder = temporaryFolder()
  try {
    writeFileSync(join(folder.path, 'intenciones.yaml'), yaml)
    return readPhrases(folder.path)
  } finally {
    folder.remove()
  }
}

describe('the phrases that are shipped', () => {
  test.each([
    ['¿dónde queda la oficina?', 'direcciones'],
    ['¿y el horario?', 'direcciones'],
    ['a q hora abren', 'direcciones'],
    ['pasame el telefono', 'direcciones'],
    ['¿a dónde llevo los papeles?', 'direcciones'],
    ['¿hay que sacar turno?', 'direcciones'],
    ['¿qué papeles llevo?', 'requisitos'],
    ['q rekisitos piden', 'requisitos'],
    ['¿cómo empiezo?', 'requisitos'],
    ['¿quién puede hacer el trámite?', 'requisitos'],
    ['¿para qué sirve la escritura?', 'beneficios'],
    ['¿es gratis?', 'beneficios'],
    ['¿cuánto cuesta?', 'beneficios'],
    ['q gano con escriturar', 'beneficios'],
    ['¿qué papeles llevo y dónde queda?', 'direcciones requisitos'],
    ['¿dónde es, qué papeles llevo y es gratis?', 'direcciones requisitos beneficios'],
    ['', ''],
    ['😀', ''],
    ['mi perro se llama Toby', ''],
  ])('«%s» asks for «%s»', (text, intents) => {
    expect(service(text)).toBe(intents)
  })

  test.each([
    ['hola', 'saludo'],
    ['muchas gracias', 'gracias'],
    ['chau', 'despedida'],
    ['ayuda', 'ayuda'],
    ['quiero hablar con una persona', 'persona'],
    ['¿cómo viene mi trámite?', 'estado'],
    ['otro municipio', 'otro_municipio'],
    ['borrá mis datos', 'borrar_datos'],
    ['dale', 'asentimiento'],
  ])('«%s» is %s', (text, intent) => {
    expect(intentsOf(text)).toContain(intent)
  })

  test('gives each intent once, and the one for "asks nothing" never', () => {
    expect(intentsOf('hola hola buenas, hola')).toEqual(['saludo'])
    expect(intentsOf('¿me podrían decir?')).not.toContain('ninguna')
  })

  test('know the three intents of the service', () => {
    const shipped = new Set(readPhrases('data').map(phrase => phrase.intent))
    expect([...shipped]).toEqual(expect.arrayContaining([...SERVICE_INTENTS]))
  })
})

describe('the file of phrases', () => {
  test('is a list of phrases for each intent', () => {
    const phrases = phrasesOf('saludo:\n  - hola\n  - 10\nclima:\n  - hace ... calor|frio\n')
    expect(phrases.map(({ intent, weight }) => ({ intent, weight }))).toEqual([
      { intent: 'saludo', weight: 1 },
      { intent: 'saludo', weight: 1 },
      { intent: 'clima', weight: 2 },
    ])
  })

  test.each([
    ['is empty', ''],
    ['is only text', 'hola'],
    ['has an intent without a list', 'saludo: hola'],
    ['has an intent without phrases', 'saludo:'],
    ['is not YAML', 'saludo: [hola'],
  ])('that %s is an error that names it', (_, yaml) => {
    expect(() => phrasesOf(yaml)).toThrow('intenciones.yaml')
  })

  test('that has nothing but comments is an error that says so', () => {
    expect(() => phrasesOf('# saludo: [hola]\n\n')).toThrow('está vacío')
  })

  test('that is missing is an error that names it', () => {
    expect(() => readPhrases('/nowhere')).toThrow('/nowhere/intenciones.yaml')
  })
})
