import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePhrase, createMatcher } from '../../src/conversation/phrases.ts'

/** The intents that a text matches, with phrases written as "intent: phrase". */
const matcher = (lines: readonly string[], known: readonly string[] = []) => {
  const phrases = lines.map(line => {
    const [intent = '', text = ''] = line.split(': ')
    return compilePhrase(intent, text)
  })
  const match = createMatcher(phrases, word => known.includes(word))
  return (text: string) => match(text).map(found => found.intent)
}

describe('a phrase matches', () => {
  const match = matcher([
    'papers: papel*',
    'where: donde|adonde queda|esta',
    'call: llamo ... tierras',
    'benefit: para que ... sirve',
  ])

  test.each([
    ['a word that begins so', 'mis papelitos', ['papers']],
    ['the first or the second of each pair', 'adonde está', ['where']],
    ['without minding accents, capitals and signs', '¿DÓNDE, queda?', ['where']],
    ['by sound', 'donde keda', ['where']],
    ['over a gap of no words', 'llamo tierras', ['call']],
    ['over a gap of three words', 'llamo a los de tierras', ['call']],
    ['anywhere in the message', 'hola buen día para qué me sirve eso', ['benefit']],
    ['each phrase that stands in it', 'donde queda y para que sirve', ['benefit', 'where']],
  ])('%s', (_, text, intents) => {
    expect(match(text)).toEqual(intents)
  })

  test.each([
    ['part of it', 'donde'],
    ['its words in another order', 'queda donde'],
    ['a word in between where there is no gap', 'donde es que queda'],
    ['a gap of four words', 'llamo a los que ven tierras'],
    ['nothing', ''],
  ])('but not %s', (_, text) => {
    expect(match(text)).toEqual([])
  })

  test('tells where its words are and how many', () => {
    const found = createMatcher([compilePhrase('call', 'llamo ... tierras')], () => false)
    expect(found('hola llamo a tierras')).toEqual([{ intent: 'call', weight: 2, at: [1, 3] }])
  })
})

describe('of two phrases over the same words', () => {
  const match = matcher(['papers: papel*', 'where: donde llevo ... papel*', 'other: gratis'])

  test('the one that explains more words wins', () => {
    expect(match('dónde llevo los papeles')).toEqual(['where'])
  })

  test('the weaker one holds again where the words are its own', () => {
    expect(match('dónde llevo los papeles, qué papeles, es gratis')).toEqual([
      'where',
      'papers',
      'other',
    ])
  })
})

describe('a typing error', () => {
  const match = matcher(['benefit: beneficios', 'free: gratis', 'when: dia'], ['gracias'])

  test('of one letter in a long word is understood', () => {
    expect(match('que benefcios hay')).toEqual(['benefit'])
    expect(match('que beneficcioss hay')).toEqual(['benefit'])
  })

  test('is not seen in a word that is known and right', () => {
    expect(match('gracias')).toEqual([])
    expect(matcher(['free: gratias'])('gracias')).toEqual(['free'])
  })

  test('is not repaired in short words', () => {
    expect(match('dua')).toEqual([])
  })

  test('of two letters is another word', () => {
    expect(match('bonoficias')).toEqual([])
  })
})

test('whatever the text, the matcher gives only its own intents, each word to one of them', () => {
  const words = fc.constantFrom('donde', 'llevo', 'los', 'papeles', 'gratis', '__proto__', '❤️')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words).map(list => list.join(' ')),
  )
  const phrases = ['donde|adonde', 'donde llevo ... papel*', 'papel*', 'gratis'].map((phrase, i) =>
    compilePhrase(`intent ${i}`, phrase),
  )
  const match = createMatcher(phrases, () => false)
  fc.assert(
    fc.property(text, said => {
      const owners = new Map<number, string>()
      for (const { intent, at } of match(said)) {
        expect(intent).toMatch(/^intent [0-3]$/)
        for (const position of at) {
          expect(owners.get(position) ?? intent).toBe(intent)
          owners.set(position, intent)
        }
      }
    }),
  )
})
