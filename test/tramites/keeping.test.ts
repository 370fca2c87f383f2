import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepIn } from '../../src/tramites/keeping.ts'
import { createKnowledge } from '../../src/tramites/knowledge.ts'
import { temporaryFolder } from '../support/core.ts'

const ENTRIES = [
  {
    id: 'a',
    titulo: 'El boleto',
    preguntas: ['perdí el boleto'],
    intenciones: [],
    texto: 'Texto.',
  },
  { id: 'b', titulo: 'La deuda', preguntas: ['debo impuestos'], intenciones: [], texto: 'Texto.' },
]

test('what was learnt is kept, and the next start finds the same with it', () => {
  const folder = temporaryFolder()
  const keeping = keepIn(join(folder.path, 'var'))
  const search = () => createKnowledge(ENTRIES, {}, [], keeping).search('perdí un boleto')
  const [first, files] = [search(), readdirSync(join(folder.path, 'var'))]
  expect(files).toHaveLength(1)
  expect(search()).toEqual(first)
  // What is cut short is learnt anew.
  writeFileSync(join(folder.path, 'var', files[0] ?? ''), 'x')
  expect(search()).toEqual(first)
  folder.remove()
})

test('only the last is kept, and a folder that cannot be written is no error', () => {
  const folder = temporaryFolder()
  const keeping = keepIn(folder.path)
  keeping.store('uno', Buffer.from('1'))
  keeping.store('dos', Buffer.from('2'))
  expect(readdirSync(folder.path)).toEqual(['dos'])
  expect(keeping.load('uno')).toBeUndefined()
  const nowhere = keepIn(join(folder.path, 'dos', 'nada'))
  nowhere.store('uno', Buffer.from('1'))
  expect(nowhere.load('uno')).toBeUndefined()
  folder.remove()
})
