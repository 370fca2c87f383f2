import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tokenise } from '../../src/text.ts'
import { keyOfText } from '../../src/tramites/numbering.ts'
import { hear } from '../../src/tramites/stem.ts'
import { createSynonyms, type Groups, readSynonyms } from '../../src/tramites/synonyms.ts'
import { temporaryFolder } from '../support/core.ts'

const readFile = (text: string) => {
  const folder = temporaryFolder()
  try {
    writeFileSync(join(folder.path, 'sinonimos.yaml'), text)
    return readSynonyms(folder.path)
  } finally {
    folder.remove()
  }
}

const groupsIn = (groups: Groups, text: string) => {
  const synonyms = createSynonyms(groups)
  const roots = tokenise(text).map(token => keyOfText(hear(token).root))
  return synonyms.groupsIn(roots).map(group => synonyms.names[group])
}

describe('the file of synonyms', () => {
  test('gives each group with its words and phrases', () => {
    const text = '# Ayuda\nmuerte: murió, en paz descanse\nplata: guita,\n  mango, 2006..2008\n'
    expect(readFile(text)).toEqual({
      muerte: ['murió', 'en paz descanse'],
      plata: ['guita', 'mango', '2006..2008'],
    })
  })

  test.each([
    ['is not YAML', 'muerte: [murió', /./],
    ['is empty', '', /se esperan renglones/],
    ['has only comments', '# muerte: murió, falleció\n', /se esperan renglones/],
    ['is a list', '- a, b', /se esperan renglones/],
    ['has a list for a group', 'muerte: [murió, falleció]', /«muerte» necesita al menos dos/],
    ['has a group of one', 'muerte: murió', /«muerte» necesita al menos dos/],
    ['has a group of none', 'muerte:', /«muerte» necesita al menos dos/],
    ['has a comma too many', 'muerte: murió, falleció,', /«muerte».*no tiene palabras/],
    ['has only signs', 'muerte: murió, ¿?', /«muerte».*«¿\?» no tiene palabras/],
    ['begins a phrase with a gap', 'dar: dar, ... dar', /no puede empezar ni terminar/],
    ['ends a phrase with a gap', 'dar: dar, dar ...', /no puede empezar ni terminar/],
    ['has a range the wrong way', 'años: 2008..2006, b', /del número menor al mayor/],
    ['has an endless range', 'años: 1..99999999999, b', /del número menor al mayor/],
  ])('that %s is an error that names it and says why', (_, text, why) => {
    expect(() => readFile(text)).toThrow(why)
    expect(() => readFile(text)).toThrow('sinonimos.yaml')
  })

  test('that is not there is an error that names it', () => {
    expect(() => readSynonyms('/nowhere')).toThrow('/nowhere/sinonimos.yaml')
  })

  test('that is shipped has many groups', () => {
    expect(Object.keys(readSynonyms('data')).length).toBeGreaterThan(100)
  })
})

describe('a group of synonyms', () => {
  const GROUPS = {
    muerte: ['murió', 'en paz descanse', 'partió ... cielo'],
    tarde: ['2006..2010', 'hace poco'],
    pagar: ['pagar', 'poner un mango'],
  }

  test.each([
    ['se murió mi padre', ['#muerte']],
    ['mi abuelo, que EN PAZ DESCANSE', ['#muerte']],
    ['descanse en paz', []],
    ['partió hacia el ancho cielo', ['#muerte']],
    ['partió al cielo', ['#muerte']],
    ['partió y nunca más se lo vio en el cielo', []],
    ['llegué en 2008', ['#tarde']],
    ['llegué en 2011', []],
    ['hay que poner un mango? pagué', ['#pagar']],
    ['hace poco murió', ['#tarde', '#muerte']],
    ['', []],
  ])('is found in «%s» as it should', (text, expected) => {
    expect(groupsIn(GROUPS, text)).toEqual(expected)
  })

  test('takes the short forms of phones for the words', () => {
    const groups = { dar: ['lo que dan', 'entregan'] }
    expect(groupsIn(groups, 'lo q dan')).toEqual(['#dar'])
  })

  test('does not take «paran» for «para»', () => {
    expect(groupsIn({ parar: ['paran', 'detienen'] }, 'es para mí')).toEqual([])
  })

  test('named like a property of all objects is a group like any', () => {
    expect(groupsIn({ constructor: ['a b', 'c d'], ['__proto__']: ['e', 'f'] }, 'a b')).toEqual([
      '#constructor',
    ])
  })

  test('is found in any text without failing', () => {
    const synonyms = createSynonyms(GROUPS)
    fc.assert(
      fc.property(fc.array(fc.constantFrom('...', '.', 'parti', 'sielo', '', 'x')), roots => {
        for (const group of synonyms.groupsIn(roots.map(keyOfText)))
          expect(synonyms.names[group]).toMatch(/^#/)
      }),
    )
  })
})
