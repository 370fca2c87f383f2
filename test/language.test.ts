import { expect, test } from 'vitest'
import { foreignLanguageOf } from '../src/language.ts'
import { readFixture } from './support/evidence.ts'

test.each([
  ['en', 'Where is the office of Merlo?'],
  ['en', 'necesito the deed of my house please'],
  ['pt', 'Onde fica o cartório e o que eu preciso levar?'],
  ['pt', 'tenho uma casa sem escritura'],
  ['it', 'Dove sono gli uffici della provincia?'],
  ['fr', 'Où se trouve le bureau pour ma maison?'],
  ['de', 'Wo ist das Büro bitte?'],
  ['other', 'где офис'],
  ['other', '房子的文件'],
])('a text in another language is told: %s, %s', (language, text) => {
  expect(foreignLanguageOf(text)).toBe(language)
})

test.each([
  ['', 'nothing'],
  ['ok', 'a word'],
  ['Ley Pierri', 'a name'],
  ['soy María José do Santos', 'a foreign name'],
  ['me mandaron un mail con el link del home banking', 'borrowed words'],
  ['ñandú, pingüino, 30 m², 😀 №', 'its own letters and signs'],
  ['COMO SACO LA ESCRITURA', 'capitals'],
])('Spanish is not taken for another language: "%s" (%s)', text => {
  expect(foreignLanguageOf(text)).toBeUndefined()
})

test('no question of a citizen among the examples is taken for another language', () => {
  const asked = ['preguntas.desarrollo.jsonl', 'respuestas-buenas.jsonl'].flatMap(name =>
    readFixture<{ pregunta: string; respuesta?: string }>(name).flatMap(
      ({ pregunta, respuesta = '' }) => [pregunta, respuesta],
    ),
  )
  expect(asked.length).toBeGreaterThan(300)
  expect(asked.filter(text => foreignLanguageOf(text))).toEqual([])
})
