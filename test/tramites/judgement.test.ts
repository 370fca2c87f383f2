import { describe, expect, test } from 'vitest'
import { createReading, hearAll, type Marks, marksOf } from '../../src/tramites/features.ts'
import { createJudgement } from '../../src/tramites/judgement.ts'
import { createNumbering } from '../../src/tramites/numbering.ts'
import { createSynonyms } from '../../src/tramites/synonyms.ts'

const read = createReading(createSynonyms({}))

/** Learns ways of asking, each with the entries that answer it; gives what judges questions. */
const learn = (asked: readonly (readonly [text: string, entries: readonly number[]])[]) => {
  const features = createNumbering()
  const mark = (text: string, number: (feature: number) => number): Marks =>
    marksOf(read(hearAll(text)), number)
  const examples = asked.map(([text, entries]) => ({ said: mark(text, features.add), entries }))
  const width = 1 + Math.max(...asked.flatMap(([, entries]) => entries))
  const judge = createJudgement(examples, features.size(), width)
  return (text: string) => {
    const sums = new Float32Array(width)
    judge(mark(text, features.of), sums)
    return [...sums]
  }
}

const best = (judged: readonly number[]) => judged.indexOf(Math.max(...judged))

describe('what was learnt', () => {
  const judge = learn([
    ['perdí el boleto de la casa', [0]],
    ['se quemó el boleto de la casa', [0]],
    ['debo impuestos de la casa', [1]],
    ['tengo deuda de impuestos de la casa', [1]],
    ['quiero vender la casa', [2]],
  ])

  test('tells entries apart by the words that only one of them has', () => {
    expect(best(judge('extravié el boleto'))).toBe(0)
    expect(best(judge('me atrasé con los impuestos'))).toBe(1)
    expect(best(judge('la vendo'))).toBe(2)
  })

  test('knows a word by a part of it', () => {
    expect(best(judge('impuestazo'))).toBe(1)
  })

  test('says nothing of words that it never heard', () => {
    expect(judge('xyzzy')).toEqual([0, 0, 0])
    expect(judge('')).toEqual([0, 0, 0])
  })
})

test('a question that two entries answer is taken for either, and no third', () => {
  const judge = learn([
    ['el vendedor murió', [0, 1]],
    ['murió quien vendía', [0]],
    ['los hijos del muerto', [1]],
    ['cuánto sale', [2]],
  ])
  const [first = 0, second = 0, third = 0] = judge('el vendedor murió')
  expect(Math.min(first, second)).toBeGreaterThan(third)
})
