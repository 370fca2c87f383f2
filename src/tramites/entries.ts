import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'

/** A curated answer of `data/tramites`. */
export interface Entry {
  /** The name of its file, without `.md`. */
  readonly id: string
  readonly titulo: string
  /** Which of the three intents a person who asks this has. */
  readonly intenciones: readonly string[]
  /** Markdown subset. */
  readonly texto: string
}

export interface Asked extends Entry {
  /** Ways in which people ask for it. */
  readonly preguntas: readonly string[]
}

const FILE = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]+)$/

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

// The head as an object; anything else that YAML can hold, or no YAML at all, is none.
const headOf = (yaml: string): Record<string, unknown> => {
  try {
    const parsed = load(yaml)
    return typeof parsed === 'object' && parsed ? { ...parsed } : {}
  } catch {
    return {}
  }
}

const readEntry = (dir: string, file: string): Asked => {
  const [, head, body] = FILE.exec(readFileSync(join(dir, file), 'utf8')) ?? []
  const fields = headOf(head ?? '')
  const titulo = typeof fields.titulo === 'string' ? fields.titulo.trim() : ''
  const preguntas = strings(fields.preguntas)
  if (!body?.trim() || !titulo || preguntas.length === 0)
    throw new Error(
      `${join(dir, file)}: se espera un encabezado entre líneas «---» con titulo y preguntas, y un texto`,
    )
  const intenciones = strings(fields.intenciones)
  return { id: file.replace(/\.md$/, ''), titulo, intenciones, preguntas, texto: body.trim() }
}

/** Reads all entries; throws an error that names the file that is not as expected. */
export const readEntries = (dataDir: string): Asked[] => {
  const dir = join(dataDir, 'tramites')
  return readdirSync(dir)
    .filter(file => file.endsWith('.md'))
    .sort()
    .map(file => readEntry(dir, file))
}

/** Reads the questions of `data/ajenas.txt`, which no entry answers; without the file there are none. */
export const readForeign = (dataDir: string): string[] => {
  const file = join(dataDir, 'ajenas.txt')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line && !line.startsWith('#'))
}
