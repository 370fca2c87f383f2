import { describe, expect, test } from 'vitest'
import type { Office } from '../../src/channel.ts'
import { curated } from '../../src/conversation/curated.ts'
import * as officeTexts from '../../src/conversation/office-texts.ts'
import * as questions from '../../src/conversation/questions.ts'
import * as replies from '../../src/conversation/replies.ts'
import { wordsOf } from '../../src/text.ts'
import { readEntries } from '../../src/tramites/entries.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const FULL: Office = {
  municipio: 'Morón',
  dependencia: 'Dirección de Tierras',
  direccion: 'Brown 946',
  telefono: '4489-7777',
  whatsapp: '11 2345-6789',
  horario: '8 a 14',
  email: 'tierras@moron.gob.ar',
  web: 'https://www.moron.gob.ar/',
  fuente: 'https://example.org',
  fecha: '2026-08-07',
}
const TOWN_HALL: Office = {
  municipio: 'Morón',
  dependencia: 'Municipalidad de Morón',
  direccion: 'Belgrano 1',
  telefono: '0800-666-6766',
  fecha: '2026-08-07',
}
const PROVINCIAL: Office = {
  municipio: 'Provincia de Buenos Aires',
  dependencia: 'Escribanía General',
  telefono: '(0221) 429-5500',
}
const WITHOUT_PHONE: Office = { municipio: 'Morón', direccion: 'Brown 946' }
const namesOnly: Office = { municipio: 'Morón', dependencia: 'Oficina de Tierras' }
const directory = (offices: readonly Office[], provincial = [PROVINCIAL], words = '') =>
  officeTexts.describeOffices({ municipio: 'Morón', offices, provincial }, words, NOW)

test.each([
  ['y el horario?', [FULL], undefined],
  ['y el horario?', [TOWN_HALL], 'el horario'],
  ['a que hora atienden?', [TOWN_HALL], 'el horario'],
  ['tienen mail o telefono?', [TOWN_HALL], 'el correo'],
  ['y el whatsapp?', [TOWN_HALL], 'el WhatsApp'],
  ['tenes el wasap', [TOWN_HALL], 'el WhatsApp'],
  ['cual es la direccion', [{ ...PROVINCIAL, municipio: 'Morón' }], 'la dirección'],
  ['esa no es mi direccion', [PROVINCIAL], undefined],
  ['cual es la direccion', [namesOnly], undefined],
  ['mail o telefono', [WITHOUT_PHONE], 'el teléfono ni el correo'],
  ['telefono', [{ municipio: 'Morón', web: 'https://moron.gob.ar/' }], 'el teléfono'],
  // That its telephone is not known is how the answer begins.
  ['tienen telefono?', [namesOnly], undefined],
  ['y el horario?', [TOWN_HALL, FULL], undefined],
  ['y la calle?', [namesOnly], undefined],
  ['me llamo Marta, hace horas que espero, mi correo es m@x.ar', [WITHOUT_PHONE], undefined],
])('what is asked for by name and not known is said: %s', (text, offices, names) => {
  const told = directory(offices, [PROVINCIAL], wordsOf(text).join(' '))
  expect(/^De la oficina de \*\*Morón\*\* no tengo \*\*(.*)\*\*\.$/m.exec(told)?.[1]).toBe(names)
})

test('whether one has to come with an appointment is not known', () => {
  const told = directory([FULL], [PROVINCIAL], 'hay que sacar turno')
  expect(told).toMatch(/^No sé si en \*\*Morón\*\* hay que sacar turno\./)
  expect(told).toContain('4489-7777')
})

test('the hours of a telephone line are not those of the door', () => {
  const line = { ...FULL, horario: 'línea 147: 24 horas' }
  expect(directory([line], [PROVINCIAL], 'abren los sabados')).toContain('no tengo **el horario**')
  expect(directory([FULL], [PROVINCIAL], 'abren los sabados')).not.toContain('no tengo')
})

describe('the card of an office', () => {
  test('has a line for each thing that is known', () => {
    expect(officeTexts.officeCard(FULL)).toBe(
      [
        '**Dirección de Tierras**',
        '- Dirección: Brown 946',
        '- Teléfono: 4489-7777',
        '- WhatsApp: 11 2345-6789',
        '- Horario: 8 a 14',
        '- Correo: tierras@moron.gob.ar',
        '- Página: [www.moron.gob.ar](https://www.moron.gob.ar/)',
      ].join('\n'),
    )
  })

  test.each(['direccion', 'telefono', 'whatsapp', 'horario', 'email', 'web'] as const)(
    'has no line for %s when it is not known',
    field => {
      const { [field]: _, ...rest } = FULL
      const lines = officeTexts.officeCard(rest).split('\n')
      expect(lines).toHaveLength(6)
      for (const line of lines) expect(line).toMatch(/^\*\*.+\*\*$|^- \S+: \S/)
    },
  )

  test('is headed by the municipio when the office has no name', () => {
    expect(officeTexts.officeCard({ municipio: 'Morón', telefono: '147' })).toBe(
      '**Morón**\n- Teléfono: 147',
    )
  })
})

describe('what is known of a municipio', () => {
  test('is its land office, with the advice to confirm the hours', () => {
    const text = directory([FULL, TOWN_HALL])
    expect(text).toMatch(/^En \*\*Morón\*\*:\n\n\*\*Dirección de Tierras\*\*/)
    expect(text).toMatch(/Confirmá el horario antes de ir\.$/)
    expect(text).not.toContain('Municipalidad de Morón')
  })

  test('includes the town hall when the land office has no line of its own', () => {
    const { telefono: _t, whatsapp: _w, email: _e, ...onlyAddress } = FULL
    const text = directory([onlyAddress, TOWN_HALL])
    expect(text).toContain('Brown 946')
    expect(text).toContain('0800-666-6766')
  })

  test('without a land office says so, and for what to ask at the town hall', () => {
    const text = directory([TOWN_HALL])
    expect(text).toContain('No tengo confirmada la oficina de tierras de **Morón**')
    expect(text).toContain('0800-666-6766')
    expect(text).toContain('Preguntá por **Tierras**')
  })

  test('with only the name of the office gives the name and says what is missing', () => {
    const text = directory([namesOnly, TOWN_HALL])
    expect(text).toContain('se encarga **Oficina de Tierras**')
    expect(text).toContain('no tengo confirmados su dirección ni su teléfono')
    expect(text).toContain('0800-666-6766')
  })

  test('when it is nothing, is the contact of the Province', () => {
    for (const offices of [[], [namesOnly]]) {
      const text = directory(offices)
      expect(text).toContain('Acercate a la Municipalidad')
      expect(text).toContain('Escribanía General')
      expect(text).toContain('(0221) 429-5500')
    }
  })

  test('when it is nothing and the Province is not known either, is still advice', () => {
    const text = directory([], [])
    expect(text).toContain('Acercate a la Municipalidad')
    expect(text).not.toContain('En la Provincia')
  })

  test.each([
    ['2024-03-01', true],
    ['2021', true],
    ['2023-09', true],
    ['2025-01-01', false],
    ['2026-08-07', false],
    [undefined, false],
  ])('of %s carries the note that it is old: %s', (fecha, old) => {
    const { fecha: _, ...rest } = FULL
    const text = directory([fecha === undefined ? rest : { ...rest, fecha }])
    expect(text.includes('confirmalos antes de ir')).toBe(old)
    if (old) expect(text).toContain(`Hay datos de ${fecha?.slice(0, 4)}`)
  })

  test('never has an empty line of data, nor three line breaks, nor an "undefined"', () => {
    const fields = ['dependencia', 'direccion', 'telefono', 'horario', 'web', 'fecha'] as const
    for (let mask = 0; mask < 2 ** fields.length; mask++) {
      const known = fields.filter((_, bit) => mask & (1 << bit))
      const office = Object.fromEntries(known.map(field => [field, FULL[field]]))
      for (const offices of [[], [TOWN_HALL], [FULL]]) {
        const text = directory([{ municipio: 'Morón', ...office }, ...offices])
        expect(text).not.toMatch(/undefined|null|NaN|\n{3}|^- [^:]*: *$|\*\*\*\*/m)
        expect(text).toBe(text.trim())
      }
    }
  })
})

describe('a curated text', () => {
  const TEXT = 'Es **gratis**.\n\nDecime tu municipio y te paso la oficina.'

  test('closes asking for the municipio, while it is not known', () => {
    expect(curated(TEXT, false)).toBe(TEXT)
  })

  test('does not ask for the municipio that is known', () => {
    expect(curated(TEXT, true)).toBe('Es **gratis**.')
    expect(curated('Va. Decime tu municipio y te paso los datos.', true)).toBe('Va.')
  })

  test('keeps the rest, also where it speaks of the municipio', () => {
    const text = 'Llevalo a tu municipio. Decime si te falta algo.\n\nPreguntá ahí.'
    expect(curated(text, true)).toBe(text)
  })

  test('of those that are shipped none asks for the municipio that is known', () => {
    const asks = /dec[ií](me|rme) (en qué|tu) municipio|¿En qué municipio está/i
    const asking = readEntries('data').filter(({ id, texto }) => {
      // Only shown when the place is outside, so never with a municipio known.
      if (id === 'fuera-de-la-provincia') return false
      return asks.test(curated(texto, true))
    })
    expect(asking.map(({ id }) => id)).toEqual([])
  })

  test('of those that are shipped none loses more than its closing line', () => {
    for (const { id, texto } of readEntries('data')) {
      const paragraphs = curated(texto, true).split('\n\n').length
      expect(paragraphs, id).toBeGreaterThanOrEqual(texto.split('\n\n').length - 1)
      expect(curated(texto, true), id).toMatch(/[.)?:!*]$|\S$/)
    }
  })
})

describe('what may be asked next', () => {
  const labels = (about: Parameters<typeof replies.answer>[1]) =>
    replies.answer('x', about).choices.map(choice => choice.id)

  test('is what was not just answered, and another municipio once there is one', () => {
    expect(labels({ intents: ['requisitos'] })).toEqual(['direcciones', 'beneficios'])
    expect(labels({ intents: ['direcciones'], municipios: ['Morón'] })).toEqual([
      'requisitos',
      'beneficios',
      'otro-municipio',
    ])
  })

  test('among places is each place, with the official name', () => {
    const { text, choices, about } = questions.askAmong(
      ['Lanús', 'Merlo', 'Moreno'],
      ['requisitos'],
    )
    expect(text).toContain('Lanús, Merlo o Moreno')
    expect(choices.map(choice => choice.label)).toEqual(['Lanús', 'Merlo', 'Moreno'])
    expect(about.candidates).toEqual(['Lanús', 'Merlo', 'Moreno'])
    expect(about.source).toBe('clarification')
  })
})

describe('when nothing is known', () => {
  test.each([
    ['unknown', 'No tengo esa información'],
    ['misunderstood', 'Perdón, no te entendí bien'],
    ['unclear', 'Perdón, no fui claro'],
    ['lost', 'hables con una persona'],
  ] as const)('that is said with a contact: %s', (why, words) => {
    const { text, about } = replies.unanswered(why, [PROVINCIAL], [])
    expect(text).toContain(words)
    expect(text).toContain('(0221) 429-5500')
    expect(about).toMatchObject({ source: 'fallback', offices: [PROVINCIAL] })
  })

  test('the office of the municipio goes before that of the Province', () => {
    expect(replies.unanswered('unknown', [PROVINCIAL], [FULL]).about.offices).toEqual([FULL])
    expect(replies.person([PROVINCIAL], [FULL], []).about.offices).toEqual([FULL, PROVINCIAL])
  })

  test('without any contact, none is made up', () => {
    const { text, about } = replies.unanswered('unknown', [], [namesOnly])
    expect(text).not.toContain('Te pueden ayudar acá')
    expect(about.offices).toEqual([])
  })
})

test('a list reads as people speak', () => {
  expect(officeTexts.list([])).toBe('')
  expect(officeTexts.list(['Lanús'])).toBe('Lanús')
  expect(officeTexts.list(['Lanús', 'Merlo'])).toBe('Lanús y Merlo')
  expect(officeTexts.list(['Lanús', 'Merlo', 'Moreno'], 'o')).toBe('Lanús, Merlo o Moreno')
})
