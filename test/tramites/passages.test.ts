import { expect, test } from 'vitest'
import { readKnowledge } from '../../src/tramites/knowledge.ts'

const knowledge = readKnowledge('data')

const TEXT = `Hay dos caminos:

- **Con boleto:** preguntá por la Ley 10.830.
- **Sin boleto:** preguntá por la Ley 24.374.

Si el vendedor murió, llevá los datos de su familia.

El trámite no necesita gestor.`

test.each([
  ['y si el que me vendio ya murio?', 'Si el vendedor murió, llevá los datos de su familia.'],
  ['hace falta un gestor?', 'El trámite no necesita gestor.'],
  ['¿y sin boleto?', TEXT.split('\n\n').slice(0, 2).join('\n\n')],
])('the passage that is asked for: %s', (question, passage) => {
  expect(knowledge.passage(TEXT, question)).toBe(passage)
})

test.each(['y entonces?', 'tengo un perro', '', 'y la casa?', 'qué hago con la escritura'])(
  'no passage says anything of it: «%s»',
  question => {
    expect(knowledge.passage(TEXT, question)).toBeUndefined()
  },
)
