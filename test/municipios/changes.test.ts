import { describe, expect, test } from 'vitest'
import { compareDirectories, doubtsAbout } from '../../src/municipios/changes.ts'
import { parseDirectory } from '../../src/municipios/csv.ts'
import { directoryOf } from '../../src/municipios/directory.ts'

const HEADER = 'MUNICIPIO,LOCALIDADES,CABECERA,ALIAS,DEPENDENCIA,TELEFONO,WEB'
const directory = (...rows: string[]) =>
  directoryOf(parseDirectory(new TextEncoder().encode([HEADER, ...rows].join('\n'))), '')
const changes = (before: readonly string[], after: readonly string[]) =>
  compareDirectories(directory(...before), directory(...after))
const doubts = (before: readonly string[], after: readonly string[]) => {
  const [was, is] = [directory(...before), directory(...after)]
  return doubtsAbout(was, is, compareDirectories(was, is))
}

const MORON = 'Morón,"Castelar, Haedo",Morón,,Tierras,4489-7777,'
const AZUL = 'Azul,Chillar,Azul,,Tierras,02281-1,'
const PROVINCE = 'Provincia de Buenos Aires,,,,Escribanía General,0221-1,'

describe('what changes', () => {
  test('is nothing when only the order of the rows and of the localidades is another', () => {
    const again = 'Morón,"Haedo, Castelar",Morón,,Tierras,4489-7777,'
    expect(changes([MORON, AZUL, PROVINCE], [PROVINCE, AZUL, again])).toEqual({
      added: [],
      changed: [],
      removed: [],
      same: 2,
    })
  })

  test('is a municipio that comes, and one that goes, each with its offices', () => {
    const { added, removed, same } = changes([MORON], [AZUL])
    expect(added).toMatchObject([{ municipio: 'Azul', offices: [{ telefono: '02281-1' }] }])
    expect(removed).toMatchObject([{ municipio: 'Morón', offices: [{ telefono: '4489-7777' }] }])
    expect(same).toBe(0)
  })

  test('is told field by field, and of a list only what comes and goes', () => {
    const after = 'MORON,"Haedo, El Palomar",Morón,Moroncito,Tierras,4489-8888,'
    expect(changes([MORON], [after]).changed).toEqual([
      {
        municipio: 'MORON',
        fields: [
          { field: 'municipio', before: 'Morón', after: 'MORON' },
          { field: 'localidades', before: 'Castelar', after: 'El Palomar' },
          { field: 'alias', before: '', after: 'Moroncito' },
        ],
        added: [],
        changed: [
          {
            dependencia: 'Tierras',
            fields: [{ field: 'telefono', before: '4489-7777', after: '4489-8888' }],
          },
        ],
        removed: [],
      },
    ])
  })

  test('is a field that is lost', () => {
    const [change] = changes([MORON], ['Morón,"Castelar, Haedo",Morón,,Tierras,,']).changed
    expect(change?.changed[0]?.fields).toEqual([
      { field: 'telefono', before: '4489-7777', after: '' },
    ])
  })

  test('is an office more, and an office less', () => {
    const more = 'Morón,,,,Catastro,4489-1,'
    expect(changes([MORON], [MORON, more]).changed).toMatchObject([
      { added: [{ dependencia: 'Catastro' }], changed: [], removed: [] },
    ])
    expect(changes([MORON, more], [MORON]).changed).toMatchObject([
      { added: [], changed: [], removed: [{ dependencia: 'Catastro' }] },
    ])
  })

  test('is the same office when it is the only one and has another name', () => {
    const renamed = 'Morón,"Castelar, Haedo",Morón,,Casa de Tierras,4489-7777,'
    expect(changes([MORON], [renamed]).changed).toMatchObject([
      {
        added: [],
        changed: [
          { fields: [{ field: 'dependencia', before: 'Tierras', after: 'Casa de Tierras' }] },
        ],
        removed: [],
      },
    ])
  })

  test('is the same office under another name when it is reached as before', () => {
    const [first, second] = ['Catastro,4489-1', 'Escribanía,4489-2']
    const list = (a = '', b = '') => [MORON, `Morón,,,,${a},`, `Morón,,,,${b},`]
    const after = list('Hábitat,4489-1', 'Vivienda,4489-2')
    expect(changes(list(first, second), after).changed).toMatchObject([
      {
        added: [],
        changed: [
          { fields: [{ before: 'Catastro', after: 'Hábitat' }] },
          { fields: [{ before: 'Escribanía', after: 'Vivienda' }] },
        ],
        removed: [],
      },
    ])
  })

  test('is found among several offices that have one name', () => {
    const [first, second, third] = [1, 2, 3].map(n => `Morón,,,,Tierras,4489-${n},`)
    const list = [MORON, first, second].map(row => row ?? '')
    expect(changes(list, [MORON, first ?? '', third ?? '']).changed).toMatchObject([
      { changed: [{ fields: [{ before: '4489-2', after: '4489-3' }] }], added: [], removed: [] },
    ])
  })

  test('is also what changes of the offices of the Province', () => {
    const after = PROVINCE.replace('0221-1', '0221-2')
    expect(changes([MORON, PROVINCE], [MORON, after])).toMatchObject({
      changed: [{ municipio: 'Provincia de Buenos Aires', changed: [{ fields: [{}] }] }],
      same: 1,
    })
  })
})

describe('what has to be confirmed', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => `Muni ${i},,,,Tierras,1-${i},`)

  test('is that more than a fifth of the municipios disappear', () => {
    expect(doubts(many(10), many(8))).toEqual([])
    expect(doubts(many(10), many(7))).toEqual(['Desaparecen 3 de los 10 municipios.'])
  })

  test('is that they all have other names', () => {
    const renamed = many(10).map(row => `X${row}`)
    expect(doubts(many(10), renamed)).toEqual(['Desaparecen 10 de los 10 municipios.'])
  })

  test('is that the contact of the Province is lost', () => {
    expect(doubts([MORON, PROVINCE], [MORON])).toEqual([
      expect.stringContaining('No trae la oficina de «Provincia de Buenos Aires»'),
    ])
  })

  test('is that all telephones are lost, as when a column is left out', () => {
    const without = [MORON, AZUL].map(row => row.replace(/,[^,]*,$/, ',,'))
    expect(doubts([MORON, AZUL], without)).toEqual(['No trae ningún teléfono: hoy hay 2.'])
  })

  test('is nothing where all is as before', () => {
    expect(doubts([MORON, AZUL, PROVINCE], [MORON, AZUL, PROVINCE])).toEqual([])
  })
})
