import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDraft } from '../../src/llm/draft.ts'
import type { Check } from '../../src/llm/grounding.ts'

/** Objects to what says "mal", to a role and to a leak of the instructions; fills a slot. */
const check: Check = sentence => {
  if (sentence.includes('mal')) return { objection: 'dato' }
  if (sentence.includes('ROL')) return { objection: 'rol' }
  if (sentence.includes('REGLAS')) return { objection: 'instrucciones' }
  return { text: sentence.replace('{{TELEFONO}}', '4444-5555') }
}

const write = (pieces: readonly string[], cut = false) => {
  const shown: string[] = []
  const draft = createDraft(check, sentence => shown.push(sentence))
  for (const piece of pieces) draft.write(piece)
  return { ...draft.end(cut), shown }
}
const textOf = (text: string) => write([text]).text

describe('a sentence', () => {
  test('is shown as it passed the check, as soon as it did', () => {
    const shown: string[] = []
    const draft = createDraft(check, sentence => shown.push(sentence))
    draft.write('Llamá al {{TELEFONO}}. Des')
    expect(shown).toEqual(['Llamá al 4444-5555.'])
    draft.write('pués andá.')
    expect(shown).toHaveLength(1)
    expect(draft.end()).toEqual({ text: 'Llamá al 4444-5555. Después andá.', objections: [] })
    expect(shown).toEqual(['Llamá al 4444-5555.', ' Después andá.'])
  })

  test('that does not pass is left out, and why is told', () => {
    expect(write(['Uno. Dos mal. Tres.'])).toEqual({
      text: 'Uno. Tres.',
      objections: ['dato'],
      shown: ['Uno.', ' Tres.'],
    })
  })

  test('is checked knowing what will stand before it', () => {
    const seen: string[] = []
    const draft = createDraft((sentence, before) => {
      seen.push(before)
      return check(sentence, before)
    })
    draft.write('Uno. Dos mal.\nTres.')
    draft.end()
    expect(seen).toEqual(['', 'Uno.', 'Uno.', 'Uno.\n'])
  })

  test('that was cut off is not shown', () => {
    expect(write(['Está todo bien. Y ahora te'], true).text).toBe('Está todo bien.')
  })
})

describe('where something was left out', () => {
  test.each([
    ['a line of a list', '- DNI\n- mal\n- Boleto', '- DNI\n- Boleto'],
    ['a line with its own mark', '- DNI.\n- Algo mal.\n- Boleto.', '- DNI.\n- Boleto.'],
    ['the last line of a list', '- DNI\n- mal\n\nDespués andá.', '- DNI\n\nDespués andá.'],
    ['how an item begins', '- DNI.\n- Plano mal. Sellado.', '- DNI.\n- Sellado.'],
    ['how a numbered item begins', '1. DNI.\n2. Plano mal. Sellado.', '1. DNI.\n2. Sellado.'],
    ['how a line ends', 'Bien. Algo mal\nOtra cosa.', 'Bien.\nOtra cosa.'],
    ['how a paragraph ends', 'Bien. Algo mal\n\nOtra cosa.', 'Bien.\n\nOtra cosa.'],
    ['a paragraph', 'Bien.\n\nTodo mal.\n\nOtra cosa.', 'Bien.\n\n\nOtra cosa.'],
    ['the beginning', 'Todo mal. Bien.', 'Bien.'],
    ['the first item', 'Llevá:\n- mal\n- DNI', 'Llevá:\n- DNI'],
  ])('the rest stays in its lines: %s', (_, text, expected) => {
    expect(textOf(text)).toBe(expected)
  })

  test.each([
    ['at the end', 'Sí. Llevá:\n- mal', 'Sí.'],
    ['in bold', 'Sí, se puede.\n\n**Llevá:**\n- mal', 'Sí, se puede.'],
    ['with the number of a law', 'Bien.\nPor la Ley 10.830 llevá:\n- mal', 'Bien.'],
    ['before something else', 'Sí. Llevá:\n- mal\n\nDespués andá.', 'Sí.\n\nDespués andá.'],
    ['with an empty item', 'Sí. Llevá:\n-\n', 'Sí.'],
  ])('nothing introduces what is not there: %s', (_, text, expected) => {
    expect(textOf(text)).toBe(expected)
  })

  test('an introduction is not shown before what it introduces', () => {
    expect(write(['Llevá:\n- DNI\n- Boleto']).shown).toEqual(['Llevá:\n- DNI\n', '- Boleto'])
    expect(write(['Sí. Llevá:\n- mal']).shown).toEqual(['Sí.'])
  })
})

describe('a text is rejected', () => {
  test.each([
    'NO_SE',
    'NO_SE.',
    '**NO_SÉ**',
    'NO\\_SE',
    'No sé.',
    '_NO_SE_',
    'NO_SE. Pero podés ir a ver.',
  ])('that says that it does not know: %s', text => {
    expect(write([text])).toEqual({
      text: '',
      objections: [],
      rejected: 'no-sabe',
      shown: [],
    })
  })

  test.each([
    'No tengo información sobre ese tema.',
    'Lo siento, no puedo responder esa pregunta.',
    'No cuento con datos de eso. Preguntá en la oficina.',
  ])('that admits it in its own words, in short: %s', text => {
    expect(write([text])).toMatchObject({ text: '', rejected: 'no-sabe' })
  })

  test('of which more was left out than kept', () => {
    expect(write(['Bien. Esto mal. Eso mal.'])).toMatchObject({ text: '', rejected: 'mayoria' })
    expect(write(['Bien. Esto mal.']).text).toBe('Bien.')
  })

  test.each(['ROL', 'REGLAS'])('in which one thing is grave, and no more is shown: %s', grave => {
    const { text, rejected, shown } = write([`Uno. Dos. Un ${grave}. Tres. Cuatro`, '. Cinco.'])
    expect({ text, rejected, shown }).toEqual({
      text: '',
      rejected: 'grave',
      shown: ['Uno.', ' Dos.'],
    })
  })

  test.each(['', '  \n ', '...', '- \n- '])('that says nothing: "%s"', text => {
    expect(textOf(text)).toBe('')
  })
})

describe('an answer that does not know all', () => {
  const HONEST = 'No tengo ese dato de tu barrio.'
  const rest = `${' La escritura la hace la Escribanía General de Gobierno.'.repeat(3)}`

  test('is an answer; its first words wait for the next', () => {
    const shown: string[] = []
    const draft = createDraft(check, sentence => shown.push(sentence))
    draft.write(`${HONEST} `)
    expect(shown).toEqual([])
    draft.write(rest)
    expect(shown[0]).toContain(HONEST)
    expect(draft.end().text).toBe(`${HONEST} ${rest}`.trim())
  })

  test('does not show the word for not knowing', () => {
    expect(write(['Podés ir a la oficina. NO_SE'])).toMatchObject({
      text: 'Podés ir a la oficina.',
      objections: [],
    })
  })
})

test('what is shown bit by bit is the answer, whatever the pieces', () => {
  const unit = fc.constantFrom(
    ...['Hola', ' Bien', '.', '. ', '\n', '\n\n', '- ', '1. ', ' mal', 'Llevá:\n', 'NO_SE', '**'],
    ...['No tengo datos', ' ROL', ' '],
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), units => {
      const whole = write([units.join('')])
      const { text, shown, rejected } = write(units)
      expect({ text, shown, rejected }).toEqual({
        text: whole.text,
        shown: whole.shown,
        rejected: whole.rejected,
      })
      expect(text).not.toMatch(/mal|ROL|NO_SE/)
      // Nothing is taken back but an introduction, and only the end may have waited.
      if (!rejected && text) expect(text.startsWith(shown.join('').trim())).toBe(true)
    }),
    { numRuns: 3000 },
  )
})
