import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskPersonalData } from '../../src/conversation/personal-data.ts'
import { createEmergencyCheck } from '../../src/conversation/safety.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { temporaryFolder } from '../support/core.ts'
import { CRISIS, ORDINARY } from '../support/crisis.ts'

const lexicon = readLexicon('data')
const emergencyOf = createEmergencyCheck('data', word => lexicon.words.has(word))

describe('a message that cannot wait', () => {
  test('is looked for with enough examples', () => {
    expect(CRISIS.length).toBeGreaterThanOrEqual(40)
    expect(new Set(CRISIS.map(([id]) => id)).size).toBe(4)
    expect(new Set(CRISIS.map(([, text]) => text)).size).toBe(CRISIS.length)
  })

  test.each(CRISIS)('is heard: %s, «%s»', (id, text) => {
    expect(emergencyOf(text)?.id).toBe(id)
  })

  test('is heard with a typing error, without accents and in capitals', () => {
    expect(emergencyOf('PIENSO EN EL SUISIDIO')?.id).toBe('suicidio')
    expect(emergencyOf('mi marido me golpeea')?.id).toBe('violencia')
  })

  test('is heard inside a question about the deed', () => {
    const text = 'hola, mi marido me pega, ¿dónde queda la oficina de tierras de Morón?'
    expect(emergencyOf(text)?.id).toBe('violencia')
  })

  test.each([
    ['pienso en el suicidio todos los días', '135'],
    ['mi marido me pega', '144'],
    ['el padre le pega al nene', '102'],
    ['llamen a una ambulancia', '911'],
  ])('gets words and a telephone: «%s», %s', (text, number) => {
    const found = emergencyOf(text)
    expect(found?.texto).toMatch(/\S/)
    expect(found?.telefonos.map(line => line.numero)).toContain(number)
    for (const line of found?.telefonos ?? []) expect(line.para).toMatch(/\S/)
  })
})

describe('an ordinary message', () => {
  test('is looked for with enough examples', () => {
    expect(new Set(ORDINARY).size).toBeGreaterThanOrEqual(60)
  })

  test.each(ORDINARY)('is no emergency: «%s»', text => {
    expect(emergencyOf(text)).toBeUndefined()
  })

  test('never makes the check fail, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(() => emergencyOf(text)).not.toThrow()
      }),
    )
    expect(emergencyOf('__proto__ constructor toString')).toBeUndefined()
  })
})

const checkOf = (yaml: string) => {
  const folder = temporaryFolder()
  try {
    writeFileSync(join(folder.path, 'emergencias.yaml'), yaml)
    return createEmergencyCheck(folder.path, word => word === 'helado')
  } finally {
    folder.remove()
  }
}

test('the phrases and the words are those of the file', () => {
  const check = checkOf(
    `granizo:\n  frases:\n    - cae|caen piedra*\n  texto: Entrá.\n  telefonos:\n    - { numero: '103', para: defensa civil }\n`,
  )
  expect(check('¡están cayendo y caen piedras!')).toEqual({
    id: 'granizo',
    texto: 'Entrá.',
    telefonos: [{ numero: '103', para: 'defensa civil' }],
  })
  expect(check('hace calor')).toBeUndefined()
})

describe('a rule of the file', () => {
  const check = checkOf(`
grupos:
  lugar: [casa|rancho, mi cuadra]
  calles: [<lugar>, avenida]
granizo:
  frases:
    - cae ... piedra en? <calles>
    - granizo|temporal_de_piedra & techo
    - helada <numero> grados
    - pedrada
  texto: Entrá.
nieve:
  frases: [nieva, nieva mucho]
  texto: Abrigate.
ninguna:
  frases: [cae la piedra en casa, nieva en la tele, pedrada de risa]
`)

  test.each([
    ['may use groups, and groups of groups', 'cae una piedra rancho'],
    ['may use a group of several words', 'cae piedra en mi cuadra'],
    ['may leave out a word', 'cae mucha piedra avenida'],
    ['may join two things in one order', 'granizo sobre el techo'],
    ['may join two things in the other order', 'el techo con este temporal de piedra'],
    ['may ask for a number', 'helada de 4 grados... helada 4 grados'],
    ['may be one word', 'fue una pedrada'],
    ['understands a typing error in one of several words', 'graniso sobre el tehco, granzio techo'],
  ])('%s', (_, text) => {
    expect(check(text)?.id).toBe('granizo')
  })

  test.each([
    ['does not take a mistyped word alone', 'fue una pedarda'],
    ['does not join what is far', 'granizo uno dos tres cuatro cinco seis siete ocho nueve techo'],
    ['does not ask for a number written otherwise', 'helada cuatro grados'],
    ['does not hold where what only looks like it explains as much', 'pedrada de risa'],
    ['does not hold where what only looks like it explains more', 'cae la piedra en casa'],
  ])('%s', (_, text) => {
    expect(check(text)).toBeUndefined()
  })

  test('holds elsewhere in the message, whatever looks like it', () => {
    expect(check('nieva en la tele pero acá también nieva')?.id).toBe('nieve')
  })

  test('gives way to those of another kind that explain more words', () => {
    expect(check('pedrada, nieva mucho')?.id).toBe('nieve')
    expect(check('nieva, granizo en el techo')?.id).toBe('granizo')
  })
})

describe('a mistake in the file stops the start and is named', () => {
  const kind = (frases: string) => `granizo:\n  frases: ${frases}\n  texto: Entrá.\n`

  test.each([
    [
      'a group that is not there',
      kind(`['cae <cosa>']`),
      '«granizo»: «cae <cosa>»: el grupo <cosa>',
    ],
    [
      'a group that comes later',
      'grupos:\n  a: [<b>]\n  b: [c]\n',
      '«grupos»: «<b>»: el grupo <b>',
    ],
    ['groups that are no lists', 'grupos:\n  a: b\n', '«a» debe ser una lista'],
    ['groups that are nothing', 'grupos:\n', 'se esperan listas'],
    ['an empty alternative', kind(`['cae|']`), 'tiene un lugar vacío'],
    ['an empty phrase', kind(`['']`), 'tiene un lugar vacío'],
    ['a gap at the end', kind(`['cae ...']`), '«...» va entre dos palabras'],
    ['only words that may be missing', kind(`['cae?']`), 'no hay ninguna palabra'],
    ['phrases that are no list', kind('cae'), '«granizo»: frases debe ser una lista'],
    ['a kind that is nothing', 'granizo:\n', '«granizo»: frases debe ser una lista'],
    ['a telephone without its use', `${kind('[cae]')}  telefonos: [{ numero: '1' }]`, 'teléfonos'],
  ])('%s', (_, yaml, message) => {
    expect(() => checkOf(yaml)).toThrow(message)
    expect(() => checkOf(yaml)).toThrow('emergencias.yaml')
  })
})

describe('personal data', () => {
  test.each([
    ['a document with points', 'mi dni es 12.345.678', 'mi dni es [dni]'],
    ['an old document', 'LE 4123456', 'LE [dni]'],
    ['a CUIL with dashes', 'cuil 20-12345678-9', 'cuil [cuil]'],
    ['a CUIL in one piece', '27301234564', '[cuil]'],
    ['a CUIL with spaces', '20 12345678 9', '[cuil]'],
    ['a telephone of the capital', 'llamame al 011 4489-7777', 'llamame al [teléfono]'],
    ['a mobile', '11-2345-6789', '[teléfono]'],
    ['a mobile in one piece', 'mi cel 1123456789', 'mi cel [teléfono]'],
    ['a mobile with the country', '+54 9 11 2345-6789', '[teléfono]'],
    ['a telephone without area', '4489-7777 de tarde', '[teléfono] de tarde'],
    ['an e-mail', 'juan.perez+casa@gmail.com', '[correo]'],
    ['an e-mail with ñ', 'a: jose_ñandu@hotmail.com.ar.', 'a: [correo].'],
    ['a CBU', 'cbu 0140999801234567890123', 'cbu [cbu]'],
    ['a card', '4509 1234 5678 9012', '[tarjeta]'],
  ])('is masked: %s', (_, text, masked) => {
    expect(maskPersonalData(text)).toBe(masked)
  })

  test.each([
    'dni: 12 345 678',
    'D.N.I. Nº 12.345.678',
    'documento 12345678',
    'soy Ana 32345678 gracias',
    '(0237) 466-1234',
    '20-12.345.678-9',
    'cbu 01409998 01234567890123',
  ])('leaves no long number behind: %s', text => {
    expect(maskPersonalData(text)).not.toMatch(/\d{3}/)
  })

  test('is masked every time that it stands in a message', () => {
    const text = 'DNI 12.345.678 y 23.456.789, tel 4489-7777 o 4489-8888, a@b.com y c@d.com'
    expect(maskPersonalData(text)).toBe(
      'DNI [dni] y [dni], tel [teléfono] o [teléfono], [correo] y [correo]',
    )
  })
})

describe('what is not personal stays as it is', () => {
  test.each([
    'Libertad 843 e/ Rosas y Balbín',
    '25 de Mayo 1234, piso 2',
    'Ruta 8 km 60',
    'vivo acá desde 1998',
    'de 1998 a 2006',
    'entre 1998 y 2006',
    '1998-2006',
    'la ley 24.374',
    'la ley 10.830 y la 24.374',
    'ley 24374 y ley 10830',
    'el 1/1/2006',
    'el 12/05/2006',
    'el 12-05-2006',
    'el 12.05.2006',
    'el 2006-05-12',
    'el 5 de mayo de 2006',
    'CP 1708',
    'código postal B1708ABC',
    'manzana 12 lote 34',
    'de 8 a 14 hs',
    '8:30 a 14:00',
    'somos 5 y pagamos 350 cuotas de 12.500 pesos',
    'tengo 67 años',
  ])('%s', text => {
    expect(maskPersonalData(text)).toBe(text)
  })
})

test('help that was given is found again for two hours', () => {
  const at = Date.parse('2026-11-22T12:00:00Z')
  const hour = 60 * 60 * 1000
  expect(emergencyOf.again({ id: 'suicidio', at }, at + hour)?.id).toBe('suicidio')
  expect(emergencyOf.again({ id: 'suicidio', at }, at + 3 * hour)).toBeUndefined()
  expect(emergencyOf.again({ id: '__proto__', at }, at)).toBeUndefined()
})
