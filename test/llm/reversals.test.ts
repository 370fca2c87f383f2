import { describe, expect, test } from 'vitest'
import { openGrounding } from '../support/evidence.ts'

const { checkFor, evidenceOf } = openGrounding()
/** What a model may have been given. */
const GIVEN = [
  ['costo', 'requisitos', 'gestores'],
  ['no-tengo-boletas', 'documentos', 'requisitos'],
  ['herederos', 'viudez', 'donde-ir'],
]

const verdictsOn = (sentence: string) =>
  GIVEN.map(entradas => {
    const evidence = evidenceOf({ pregunta: '', municipio: 'Merlo', entradas, respuesta: '' })
    return checkFor(evidence)(sentence, '')
  })

const FALSE = {
  'need not be': [
    'No hace falta que vivas en la casa.',
    'No necesitás DNI para el trámite.',
    'No lleves el DNI original.',
    'No **hace falta** llevar papeles.',
    'No importa si tenés otra casa.',
    'No hace falta pagar los impuestos.',
    'La sucesión no hace falta.',
    'Con la Ley 24.374 no hace falta acreditar la posesión.',
  ],
  'is allowed': [
    'Podés vender la casa al otro día de firmar.',
    'Podés tener otra propiedad y hacer el trámite igual.',
    'Podés hacer el trámite aunque alquiles la casa.',
  ],
  'is to be paid': [
    'El trámite no es gratis.',
    'Tenés que pagar la escritura antes de empezar el trámite.',
    'Tenés que pagarle al escribano antes de ir.',
    'Llevá plata para los gastos del trámite.',
    'Cada papel se paga aparte.',
  ],
  'will be taken away': [
    'Si no hacés el trámite te desalojan de tu casa.',
    'Si debés impuestos te sacan la casa.',
    'El dueño puede sacarte de la casa cuando quiera.',
    'Si tu marido falleció, la casa ya no es tuya.',
  ],
}

describe.each(Object.entries(FALSE))('what no source says that it %s', (_, sentences) => {
  test.each(sentences)('is not shown: %s', sentence => {
    for (const verdict of verdictsOn(sentence)) expect(verdict).toHaveProperty('objection')
  })
})

test('what a source says so is shown', () => {
  const said = (entradas: string[], sentence: string) =>
    checkFor(evidenceOf({ pregunta: '', municipio: null, entradas, respuesta: '' }))(sentence, '')
  for (const [entry, sentence] of [
    ['abogado', 'Para empezar no necesitás abogado.'],
    ['otra-propiedad', 'Si tenés otra casa, contalo: podés ir a consultar igual.'],
    ['beneficios', 'Con ese papel podés vender en regla.'],
  ] as const)
    expect(said([entry], sentence)).toEqual({ text: sentence })
})

describe('of how the matter of one person stands nobody is told', () => {
  test.each([
    'Tu trámite está terminado.',
    'Tu casa ya tiene escritura.',
    'Tu escritura está en la oficina, pasá a buscarla.',
  ])('%s', sentence => {
    for (const verdict of verdictsOn(sentence)) expect(verdict).toHaveProperty('objection')
  })
})

describe('nobody is sent into a trap', () => {
  test.each([
    'No respondas la citación.',
    'Rompé la citación.',
    'No le avises a tus hermanos del trámite.',
    'Podés hacer el trámite sin que los herederos se enteren.',
    'Cambiá la cerradura y no dejes entrar al dueño.',
    'Contame tu número de documento así te busco.',
    'Sacale foto a tu DNI y mandala a la oficina.',
    'Pedile a un vecino que firme por vos.',
    'Firmá la declaración jurada aunque no vivas en la casa.',
    'Dejá los papeles originales en la oficina y no pidas recibo.',
  ])('%s', sentence => {
    for (const verdict of verdictsOn(sentence)) expect(verdict).toHaveProperty('objection')
  })
})
