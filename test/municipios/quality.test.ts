import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLabelled } from '../bench/labelled.ts'
import { createReading, shippedMunicipios } from '../bench/reading.ts'
import { intentMacroF1, isRight, isWrong } from '../bench/score.ts'

const read = createReading(shippedMunicipios())
const FIXTURES = join(import.meta.dirname, '../fixtures')

// The floors that reading must not fall below; `npm run evaluate` prints where it stands.
describe.each(['mensajes.desarrollo.jsonl', 'mensajes.informe.jsonl'])('over %s', file => {
  const judged = readLabelled(join(FIXTURES, file)).map(label => ({
    label,
    read: read(label.texto),
  }))

  it('at least 96 of 100 messages get the right municipios', () => {
    expect(judged.filter(isRight).length / judged.length).toBeGreaterThanOrEqual(0.96)
  })

  it('at most 2 of 100 messages get a wrong municipio', () => {
    expect(judged.filter(isWrong).length / judged.length).toBeLessThanOrEqual(0.02)
  })

  it('the three intents are told apart', () => {
    expect(intentMacroF1(judged)).toBeGreaterThanOrEqual(0.95)
  })
})
