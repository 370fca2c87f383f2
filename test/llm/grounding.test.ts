import { describe, expect, test } from 'vitest'
import { createDraft } from '../../src/llm/draft.ts'
import type { Evidence } from '../../src/llm/grounding.ts'
import { plain } from '../../src/llm/numbers.ts'
import { sentencesOf } from '../../src/llm/sentences.ts'
import { fillSlots } from '../../src/llm/slots.ts'
import { openGrounding, readFixture, type Written } from '../support/evidence.ts'

interface Planted {
  readonly frase: string
  readonly falso: readonly string[]
  readonly tipo: string
}

const GOOD = readFixture<Written>('respuestas-buenas.jsonl')
const BAD = readFixture<Written & { readonly por: string }>('respuestas-malas.jsonl')
const PLANTED = readFixture<Planted>('completaciones-hostiles.jsonl')
/** Answers into which each falsehood is planted. */
const HOSTS = 4

const grounding = openGrounding()

const outcomeOf = (evidence: Evidence, text: string) => {
  const shown: string[] = []
  const draft = createDraft(grounding.checkFor(evidence), sentence => shown.push(sentence))
  // As it comes from a model, a few letters at a time.
  for (const piece of text.match(/[\s\S]{1,5}/g) ?? []) draft.write(piece)
  return { ...draft.end(), shown: shown.join('') }
}

const mentions = (text: string, falsehood: string) =>
  text.includes(falsehood) || plain(text).includes(plain(falsehood))

describe('an answer written from what was given', () => {
  test('is looked at with enough examples, of all entries', () => {
    expect(GOOD.length).toBeGreaterThanOrEqual(200)
    expect(new Set(GOOD.map(({ entradas }) => entradas[0])).size).toBeGreaterThanOrEqual(80)
  })

  test('is shown as it was written, with the slots filled, in 99 of 100', () => {
    const altered = GOOD.filter(written => {
      const evidence = grounding.evidenceOf(written)
      const wanted = fillSlots(written.respuesta, evidence.office)?.trim()
      return outcomeOf(evidence, written.respuesta).text !== wanted
    })
    expect(altered.length).toBeLessThanOrEqual(GOOD.length / 100)
  })
})

describe('what stands in no source', () => {
  const planted = PLANTED.flatMap((falsehood, i) =>
    Array.from({ length: HOSTS }, (_, j) => {
      // Where its own municipio is named, nothing is false about that.
      const others = GOOD.filter(
        ({ municipio }) => !municipio || !falsehood.frase.includes(municipio),
      )
      const host = others[(i * 7 + j * 53) % others.length] as Written
      const sentences = sentencesOf(host.respuesta)
      const at = (i + j) % (sentences.length + 1)
      const text = sentences.toSpliced(at, 0, ` ${falsehood.frase}\n`).join('')
      return { falsehood, evidence: grounding.evidenceOf(host), text }
    }),
  )

  test('is planted in enough answers', () => {
    expect(planted.length).toBeGreaterThanOrEqual(1000)
  })

  test.each([...new Set(PLANTED.map(({ tipo }) => tipo))])('never reaches a person: %s', tipo => {
    const reached = planted
      .filter(({ falsehood }) => falsehood.tipo === tipo)
      .filter(({ falsehood, evidence, text }) => {
        const { text: final, shown } = outcomeOf(evidence, text)
        return falsehood.falso.some(part => mentions(final, part) || mentions(shown, part))
      })
    expect(reached.map(({ falsehood }) => falsehood.frase)).toEqual([])
  })
})

describe('a text that is no answer', () => {
  const shown = BAD.filter(written => {
    const { text } = outcomeOf(grounding.evidenceOf(written), written.respuesta)
    return text !== ''
  })

  test.each([...new Set(BAD.map(({ por }) => por))].filter(por => por !== 'otro-municipio'))(
    'is not shown: %s',
    por => {
      expect(
        shown.filter(written => written.por === por).map(({ respuesta }) => respuesta),
      ).toEqual([])
    },
  )

  test('about the office of another municipio never sends anybody there', () => {
    const texts = BAD.filter(({ por }) => por === 'otro-municipio').map(
      written => outcomeOf(grounding.evidenceOf(written), written.respuesta).text,
    )
    for (const text of texts) expect(text).not.toMatch(/oficina de|municipalidad de/i)
  })
})

test('its instructions are never told, whole or in parts', () => {
  const [written] = GOOD
  const evidence = grounding.evidenceOf(written as Written)
  for (const sentence of sentencesOf(grounding.instructions).filter(line => line.length > 60))
    expect(outcomeOf(evidence, `Claro. ${sentence}`).text).not.toContain(sentence.trim())
  expect(outcomeOf(evidence, grounding.instructions).text).toBe('')
})
