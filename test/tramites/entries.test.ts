import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { SERVICE_INTENTS } from '../../src/conversation/intents.ts'
import { readEntries, readForeign } from '../../src/tramites/entries.ts'
import { temporaryFolder } from '../support/core.ts'

const ENTRIES = readEntries('data')
const GOOD = `---
titulo: ¿Qué es?
intenciones: [requisitos]
preguntas:
  - que es
  - 10830
fuentes:
  - Ley: https://example.org
---
Es **esto**.

Y aquello.
`

/** The entries of a folder that holds these files. */
const readFiles = (files: Record<string, string>) => {
  const folder = temporaryFolder()
  try {
    mkdirSync(join(folder.path, 'tramites'))
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder.path, 'tramites', name), text)
    return readEntries(folder.path)
  } finally {
    folder.remove()
  }
}

describe('reading entries', () => {
  test('gives each file with its name, title, intents, questions and text', () => {
    expect(readFiles({ 'que-es.md': GOOD })).toEqual([
      {
        id: 'que-es',
        titulo: '¿Qué es?',
        intenciones: ['requisitos'],
        preguntas: ['que es', '10830'],
        texto: 'Es **esto**.\n\nY aquello.',
      },
    ])
  })

  test('takes Windows line breaks, and a rule inside the text', () => {
    const text = `${GOOD}\n---\n\nFin.\n`.replaceAll('\n', '\r\n')
    const [entry] = readFiles({ 'que-es.md': text })
    expect(entry?.titulo).toBe('¿Qué es?')
    expect(entry?.texto).toMatch(/^Es [\s\S]*---[\s\S]*Fin\.$/)
  })

  test('is in the order of the names, and only of .md files', () => {
    const files = { 'b.md': GOOD, 'a.md': GOOD, 'notas.txt': 'x', 'c.md~': 'x' }
    expect(readFiles(files).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test.each([
    ['is empty', ''],
    ['has no head', 'Es esto.'],
    ['has a head that does not end', GOOD.replace(/\n---\n/, '\n')],
    ['has no title', GOOD.replace(/titulo.*\n/, '')],
    ['has an empty title', GOOD.replace(/titulo:.*/, 'titulo: "  "')],
    ['has no questions', GOOD.replace(/preguntas:[\s\S]*fuentes/, 'fuentes')],
    [
      'has questions that are no list',
      GOOD.replace(/preguntas:[\s\S]*fuentes/, 'preguntas: a\nfuentes'),
    ],
    ['has no text', GOOD.replace(/Es \*\*[\s\S]*/, '')],
    ['has only space for a text', GOOD.replace(/Es \*\*[\s\S]*/, '   \n')],
    ['has a head that is not YAML', GOOD.replace('[requisitos]', '[requisitos')],
    ['has a head that is a list', GOOD.replace(/titulo:[\s\S]*?(?=---)/, '- a\n')],
  ])('names the file that %s', (_, text) => {
    expect(() => readFiles({ 'a.md': GOOD, 'mala.md': text })).toThrow('mala.md')
  })

  test('of a folder that is not there is an error that names it', () => {
    expect(() => readEntries('/nowhere')).toThrow('/nowhere/tramites')
  })
})

describe('the questions for somebody else', () => {
  test('are the lines of a file, without its comments', () => {
    const folder = temporaryFolder()
    try {
      expect(readForeign(folder.path)).toEqual([])
      writeFileSync(join(folder.path, 'ajenas.txt'), '# Ajenas\r\nsacar el dni\r\n\n  la luz \n')
      expect(readForeign(folder.path)).toEqual(['sacar el dni', 'la luz'])
    } finally {
      folder.remove()
    }
  })

  test('that are shipped are no way of asking for an entry', () => {
    const asked = new Set(ENTRIES.flatMap(({ preguntas }) => preguntas))
    expect(readForeign('data').length).toBeGreaterThan(100)
    expect(readForeign('data').filter(text => asked.has(text))).toEqual([])
  })
})

describe('the entries that are shipped', () => {
  test('are at least 40, each with a name of its own', () => {
    expect(ENTRIES.length).toBeGreaterThanOrEqual(40)
    expect(new Set(ENTRIES.map(({ titulo }) => titulo)).size).toBe(ENTRIES.length)
    expect(ENTRIES).toHaveLength(
      readdirSync('data/tramites').filter(file => file.endsWith('.md')).length,
    )
  })

  test('include the ones that the conversation asks for by name', () => {
    const ids = ENTRIES.map(({ id }) => id)
    expect(ids).toEqual(
      expect.arrayContaining([
        'requisitos',
        'beneficios',
        'estado-del-tramite',
        'fuera-de-la-provincia',
      ]),
    )
  })

  test.each(ENTRIES.map(entry => [entry.id, entry] as const))(
    '%s has ways of asking, a text of a few paragraphs, and only the three intents',
    (_, { preguntas, texto, intenciones }) => {
      expect(preguntas.length).toBeGreaterThanOrEqual(3)
      expect(texto.length).toBeGreaterThan(100)
      expect(texto.length).toBeLessThan(1500)
      for (const intent of intenciones) expect(SERVICE_INTENTS).toContain(intent)
    },
  )

  test.each(ENTRIES.map(({ id }) => id))('%s names its sources and when it was checked', id => {
    const [, head = ''] = readFileSync(`data/tramites/${id}.md`, 'utf8').split(/^---$/m)
    const { fuentes, revisado } = load(head) as { fuentes?: unknown; revisado?: unknown }
    expect(Array.isArray(fuentes)).toBe(true)
    for (const source of Array.isArray(fuentes) ? fuentes : [])
      expect(JSON.stringify(source)).toMatch(/https?:\/\/[^\s"]+\.[^\s"]+/)
    expect(fuentes).not.toEqual([])
    expect(String(revisado)).toMatch(/^\d{4}-\d{2}-\d{2}/)
  })

  test.each([
    ['an amount of money', /\$ ?\d|\d ?(pesos|dólares)\b/i],
    ['a telephone, which belongs in the CSV', /\d{3,4}[- ]\d{4}|\d{7}|0800|\+54/],
    ['a year that belongs to another law', /\b(1992|1989)\b/],
    ['a promise', /te corresponde la escritura/i],
  ])('never say %s', (_, forbidden) => {
    const saying = ENTRIES.filter(({ titulo, texto }) => forbidden.test(`${titulo}\n${texto}`))
    expect(saying.map(({ id }) => id)).toEqual([])
  })
})
