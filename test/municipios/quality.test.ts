import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLabelled } from '../bench/labelled.ts'
import { createReading, shippedMunicipios } from '../bench/reading.ts'
import { intentMacroF1, isRight, isWrong } from '../bench/score.ts'

const read = createReading(shippedMunicipios())
const FIXTURES = join(import.meta.dirname, '../fixtures')

/** The least share of right municipios and the largest of wrong ones, below what is reached now. */
const FLOORS = [
  ['mensajes.desarrollo.jsonl', 0.96, 0.02],
  ['mensajes.desarrollo-2.jsonl', 0.96, 0.02],
  ['mensajes.desarrollo-3.jsonl', 0.96, 0.02],
  ['mensajes.informe.jsonl', 0.96, 0.02],
  ['mensajes.informe-2.jsonl', 0.96, 0.02],
  // Lives with many places in them, of which the house is at one.
  ['mensajes.historias.jsonl', 0.86, 0.08],
] as const

// The floors that reading must not fall below; `npm run evaluate` prints where it stands.
describe.each(FLOORS)('over %s', (file, right, wrong) => {
  const judged = readLabelled(join(FIXTURES, file)).map(label => ({
    label,
    read: read(label.texto),
  }))

  it('enough messages get the right municipios', () => {
    expect(judged.filter(isRight).length / judged.length).toBeGreaterThanOrEqual(right)
  })

  it('hardly a message gets a wrong municipio', () => {
    expect(judged.filter(isWrong).length / judged.length).toBeLessThanOrEqual(wrong)
  })

  it('the three intents are told apart', () => {
    expect(intentMacroF1(judged)).toBeGreaterThanOrEqual(0.95)
  })
})
