import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEmergencyCheck } from '../../src/conversation/safety.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'

const lexicon = readLexicon('data')
const emergencyOf = createEmergencyCheck('data', word => lexicon.words.has(word))

interface Line {
  readonly texto?: string
  readonly pregunta?: string
  readonly tipo?: string
}

const read = (set: string): Line[] =>
  readFileSync(join(import.meta.dirname, `../fixtures/${set}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

const share = <T>(items: readonly T[], holds: (item: T) => boolean) =>
  items.filter(holds).length / items.length

const said = ({ texto, pregunta }: Line) => emergencyOf(texto ?? pregunta ?? '')?.id

describe.each([
  { half: 'desarrollo', recall: 0.98 },
  { half: 'desarrollo-2', recall: 0.98 },
  { half: 'desarrollo-3', recall: 0.98 },
  // Nobody wrote a rule with these in view: what is heard of them is what will be heard of people.
  { half: 'informe', recall: 0.95, alike: 0.2 },
])('of the crises that somebody else wrote, half $half', ({ half, recall, alike = 0.1 }) => {
  const lines = read(`crisis.${half}`)
  const crises = lines.filter(({ tipo }) => tipo !== 'ninguna')
  const lookAlikes = lines.filter(({ tipo }) => tipo === 'ninguna')

  test(`at least ${recall * 100} in a hundred get help`, () => {
    expect(crises.length).toBeGreaterThanOrEqual(80)
    expect(share(crises, line => said(line) !== undefined)).toBeGreaterThanOrEqual(recall)
  })

  test('nine in ten of those get the help of their kind', () => {
    const heard = crises.filter(line => said(line) !== undefined)
    expect(share(heard, line => said(line) === line.tipo)).toBeGreaterThanOrEqual(0.9)
  })

  test(`at most ${alike * 100} in a hundred of those that only look like one are taken for it`, () => {
    expect(lookAlikes.length).toBeGreaterThanOrEqual(40)
    expect(share(lookAlikes, line => said(line) !== undefined)).toBeLessThanOrEqual(alike)
  })
})

describe('of ordinary messages', () => {
  const sets = [
    'mensajes.desarrollo',
    'mensajes.desarrollo-2',
    'mensajes.desarrollo-3',
    'mensajes.dificiles',
    'mensajes.historias',
    'mensajes.informe',
    'mensajes.informe-2',
    'preguntas.desarrollo',
    'preguntas.desarrollo-2',
    'preguntas.desarrollo-3',
    'preguntas.desarrollo-4',
    'preguntas.ajenas',
    'preguntas.informe',
    'preguntas.informe-2',
  ]

  test('not one in a hundred is taken for a crisis', () => {
    const all = sets.flatMap(read)
    expect(all.length).toBeGreaterThan(3000)
    expect(share(all, line => said(line) !== undefined)).toBeLessThanOrEqual(0.01)
  })

  test('nor of those that no rule was written with in view', () => {
    const unseen = sets.filter(set => set.includes('informe')).flatMap(read)
    expect(share(unseen, line => said(line) !== undefined)).toBeLessThanOrEqual(0.01)
  })
})

describe('in a long story', () => {
  const before =
    'hola buen día le cuento que nosotros compramos el lote en cuotas a una inmobiliaria de Morón ' +
    'pagamos todo y nunca nos dieron nada más que el boleto después construimos de a poco con mi ' +
    'suegro que es albañil y hoy tenemos dos piezas baño y cocina'
  const after =
    'la luz está a mi nombre desde el principio y el municipal también tengo todas las boletas ' +
    'guardadas en una caja y mis vecinos pueden salir de testigos así que quería saber qué papeles ' +
    'hacen falta y si tengo que sacar turno o puedo ir directamente a la oficina'

  test('no crisis is found where there is none', () => {
    expect(emergencyOf(`${before} ${after}`)).toBeUndefined()
  })

  test.each([
    ['violencia', 'y la verdad es que mi marido me faja cuando toma'],
    ['suicidio', 'pero yo ya no quiero vivir más le digo la verdad'],
    ['infancia', 'y ayer mi nena me contó que el abuelo la manosea'],
    ['emergencia', 'espere que se está prendiendo fuego la casilla de al lado'],
  ])('one sentence is enough: %s', (id, sentence) => {
    expect(emergencyOf(`${before} ${sentence} ${after}`)?.id).toBe(id)
  })

  test.each([
    ['suicidio', 'si no me dan los papeles me mato'],
    ['suicidio', 'no puedo más con los impuestos me mato'],
    ['violencia', 'si mi ex ve este papel me mata'],
    ['suicidio', 'me borro, chau, lean este mensaje'],
    ['emergencia', 'me tira con escombros en la cabeza'],
  ])('also beside the words of this counter: %s, «%s»', (id, text) => {
    expect(emergencyOf(text)?.id).toBe(id)
  })

  test('words that stand far apart are not put together', () => {
    expect(emergencyOf(`mi nena ${before}, ${after} sin comer`)).toBeUndefined()
    expect(emergencyOf('mi nena está sin comer')?.id).toBe('infancia')
  })
})

test.each([
  'mi ex tiene perimetral y recién entró a casa',
  'recién entró con un arma',
  'rompió la puerta y recién entró a casa',
  'si no pago las boletas mi marido me mata',
  'llegaron las boletas y me mato hoy',
  'prendí la luz y estaba colgado mi hijo',
  'estoy parada en el puente de mi barrio',
  'estoy en el puente pueyrredón y me tiro',
  'en la comisaría no me toman la denuncia por violencia',
  'la policía no me toma la denuncia y él vuelve esta noche',
  'la vecina me tiró agua caliente y estoy quemada',
  'mi vecino me tira cascotes',
  'se quemó todo anoche, no tengo dónde dormir',
])('what is near to a way of speaking is heard all the same: %s', text => {
  expect(emergencyOf(text)).toBeDefined()
})

test.each([
  'no tengo nada de eso se quemó todo te digo',
  'vivo ahí recién. entro igual?',
  'recién tuve medidor en 2017, antes estaba colgada',
  'lo de las boletas de luz viejas me mató, las tiré todas',
  'el vecino me tira los escombros en el patio, adónde se denuncia',
  'me queda lejos la plata, contestá sí o no',
])('what only sounds like danger is none: %s', text => {
  expect(emergencyOf(text)).toBeUndefined()
})

test('a name that is one slip away from a word of danger is a name', () => {
  for (const text of ['soy Sandra de Morón', 'la casa es de Rolando', 'me llamo Soledad Llamas'])
    expect(emergencyOf(text)).toBeUndefined()
})
