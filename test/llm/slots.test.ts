import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Office } from '../../src/channel.ts'
import { fillSlots, slotsOf, withoutMarks, withSlots } from '../../src/llm/slots.ts'

const MERLO: Office = {
  municipio: 'Merlo',
  dependencia: 'Casa de Tierras',
  direccion: 'Av. Libertador 391',
  telefono: '(0220) 483-8272',
  email: 'tierras@merlo.gob.ar',
  web: 'merlo.gob.ar',
}

describe('the slots of an office', () => {
  test('are those that it can fill', () => {
    expect(slotsOf(MERLO)).toEqual([
      '{{DEPENDENCIA}}',
      '{{DIRECCION}}',
      '{{TELEFONO}}',
      '{{EMAIL}}',
      '{{WEB}}',
    ])
    expect(slotsOf({ municipio: 'Azul' })).toEqual([])
    expect(slotsOf(undefined)).toEqual([])
  })
})

describe('filling', () => {
  test('puts in what stands in the record, letter for letter', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(value, value, (telefono, direccion) => {
        const office = { municipio: 'Merlo', telefono, direccion }
        expect(fillSlots('Llamá al {{TELEFONO}}, en {{DIRECCION}}.', office)).toBe(
          `Llamá al ${telefono}, en ${direccion}.`,
        )
      }),
    )
  })

  test.each(['{{TELEFONO}}', '{TELEFONO}', '{{ TELEFONO }}', '{{telefono}}', '{{TELÉFONO}}'])(
    'takes the slot as models write it: %s',
    slot => {
      expect(fillSlots(slot, MERLO)).toBe('(0220) 483-8272')
    },
  )

  test.each([
    ['an unknown slot', '{{FAX}}'],
    ['one that the record cannot fill', 'al {{WHATSAPP}}'],
    ['a field that is no slot', '{{municipio}}'],
    ['what every object has', '{{constructor}}'],
    ['half a slot', 'al {{TELEFONO'],
    ['a slot in another', '{{{{TELEFONO}}}}'],
    ['a slot without a name', '{{}}'],
    ['a brace', 'a } b'],
  ])('refuses %s', (_, text) => {
    expect(fillSlots(text, MERLO)).toBeUndefined()
  })

  test('refuses any slot where the office is not known, and leaves other text as it is', () => {
    expect(fillSlots('{{TELEFONO}}', undefined)).toBeUndefined()
    expect(fillSlots('Andá tranquila.', undefined)).toBe('Andá tranquila.')
  })

  test('leaves no brace, whatever comes', () => {
    const unit = fc.constantFrom('{', '{{', '}', '}}', 'TELEFONO', 'WEB', ' ', 'x')
    fc.assert(
      fc.property(fc.string({ unit }), text => {
        expect(fillSlots(text, MERLO) ?? '').not.toMatch(/[{}]/)
      }),
    )
  })
})

describe('hiding', () => {
  test('makes a slot of everything that reaches an office, and filling undoes it', () => {
    const { direccion, telefono, email, web } = MERLO
    const text = `Andá a ${direccion}, llamá al ${telefono} o al ${telefono}, ${email}, ${web}.`
    const hidden = withSlots(text, [MERLO])
    expect(hidden).toBe(
      'Andá a {{DIRECCION}}, llamá al {{TELEFONO}} o al {{TELEFONO}}, {{EMAIL}}, {{WEB}}.',
    )
    expect(fillSlots(hidden, MERLO)).toBe(text)
  })

  test('leaves no part of a value that holds another, of whichever office', () => {
    const one: Office = { municipio: 'Merlo', telefono: '483-8272', whatsapp: '11 483-8272' }
    const other: Office = { municipio: 'Morón', telefono: '0220 483-8272' }
    expect(withSlots('11 483-8272, 0220 483-8272, 483-8272', [one, other])).toBe(
      '{{WHATSAPP}}, {{TELEFONO}}, {{TELEFONO}}',
    )
  })

  test('keeps the name of the office: it reaches nobody', () => {
    expect(withSlots('la Casa de Tierras', [MERLO])).toBe('la Casa de Tierras')
  })
})

test('in the text of a person nothing is left of a slot or a mark, and it stays as long', () => {
  expect(withoutMarks('{{TELEFONO}} <end_of_turn>')).toBe('((TELEFONO)) ‹end_of_turn›')
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '<', '>', 'a', '\n') }), text => {
      expect(withoutMarks(text)).not.toMatch(/[{}<>]/)
      expect(withoutMarks(text)).toHaveLength(text.length)
    }),
  )
})
