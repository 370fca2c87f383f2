import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Selectable, Transaction } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { PromptsTable, Schema } from '../storage/schema.ts'

/** One version of what the model is told to be; versions are written once and never changed. */
export interface PromptVersion {
  readonly version: number
  readonly text: string
  readonly author: string
  readonly comment: string
  readonly sha256: string
  readonly createdAt: Date
}

export interface NewPrompt {
  readonly text: string
  readonly author: string
  readonly comment?: string
  /** The published version that the author had before them; another one by now is refused. */
  readonly base?: number
}

export interface Prompts {
  /** How long a text may be. */
  readonly maxLetters: number
  /** The version in use. */
  readonly published: PromptVersion
  /** All versions, newest first. */
  list(): Promise<readonly PromptVersion[]>
  read(version: number): Promise<PromptVersion | undefined>
  /** Writes a new version, without using it yet. Throws `InvalidPrompt` or `StalePrompt`. */
  save(prompt: NewPrompt): Promise<PromptVersion>
  /** Writes a new version and uses it, both or neither; the text in use already makes no new one. */
  saveAndPublish(prompt: NewPrompt): Promise<PromptVersion>
  /** Uses a version from now on. Throws `InvalidPrompt` or `StalePrompt`. */
  publish(version: number, base?: number): Promise<PromptVersion>
}

/** In Spanish, for the person who wrote it. */
export class InvalidPrompt extends Error {
  override name = 'InvalidPrompt'
}

/** Somebody else published another version in the meantime. */
export class StalePrompt extends Error {
  override name = 'StalePrompt'
  readonly published: number
  constructor(published: number) {
    super(`mientras tanto se publicó la versión ${published}`)
    this.published = published
  }
}

/** Letters; what comes on top (question, entries, history, answer) has to fit in the context too. */
export const MAX_PROMPT = 6000
const FILE = 'system_prompt.md'

const fromRow = (row: Selectable<PromptsTable>): PromptVersion => ({
  version: row.version,
  text: row.text,
  author: row.author,
  comment: row.comment,
  sha256: row.sha256,
  createdAt: new Date(row.created_at),
})

/** The text as it is kept. Throws `InvalidPrompt` when it is empty or too long. */
export const checked = (text: string) => {
  const trimmed = text.replace(/\r\n?/g, '\n').trim()
  if (!trimmed) throw new InvalidPrompt('el texto está vacío')
  if (trimmed.length > MAX_PROMPT)
    throw new InvalidPrompt(`el texto tiene ${trimmed.length} letras; entran ${MAX_PROMPT}`)
  return trimmed
}

const readVersion = async (db: Database | Transaction<Schema>, version: number) => {
  const row = await db
    .selectFrom('prompts')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst()
  return row && fromRow(row)
}

const publishedRow = (db: Database | Transaction<Schema>) =>
  db.selectFrom('published_prompt').select(['version', 'chosen']).executeTakeFirst()

const insert = async (tx: Transaction<Schema>, prompt: NewPrompt, now: number) => {
  const text = checked(prompt.text)
  const row = await tx
    .insertInto('prompts')
    .values({
      text,
      author: prompt.author,
      comment: prompt.comment ?? '',
      sha256: hash('sha256', text, 'hex'),
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromRow(row)
}

const point = (tx: Transaction<Schema>, version: number, chosen: 0 | 1) =>
  tx.replaceInto('published_prompt').values({ id: 1, version, chosen }).execute()

/** The default of the data folder becomes a version, and is used until a person publishes one. */
const takeDefault = async (tx: Transaction<Schema>, text: string, now: number) => {
  const published = await publishedRow(tx)
  const current = published && (await readVersion(tx, published.version))
  if (current && (published.chosen || current.text === text)) return current
  const taken = await insert(tx, { text, author: FILE, comment: 'de la carpeta de datos' }, now)
  await point(tx, taken.version, 0)
  return taken
}

/** Throws an error that names the file when it is not as expected. */
const readDefault = (path: string) => {
  try {
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = error instanceof InvalidPrompt ? message : 'no está en UTF-8'
    throw new Error(`${path}: ${code === 'ENOENT' ? 'falta el archivo' : reason}`, { cause: error })
  }
}

interface Deps {
  readonly db: Database
  readonly dataDir: string
  /** Unix milliseconds. */
  readonly now: () => number
}

/** Opens the versions of the system prompt; `data/system_prompt.md` is the default. */
export const openPrompts = async ({ db, dataDir, now }: Deps): Promise<Prompts> => {
  const text = readDefault(join(dataDir, FILE))
  let published = await db.transaction().execute(tx => takeDefault(tx, text, now()))

  const refuseStale = async (tx: Transaction<Schema>, base: number | undefined) => {
    const current = await publishedRow(tx)
    if (base !== undefined && current && current.version !== base)
      throw new StalePrompt(current.version)
  }

  return {
    maxLetters: MAX_PROMPT,
    get published() {
      return published
    },
    list: async () => {
      const rows = await db.selectFrom('prompts').selectAll().orderBy('version', 'desc').execute()
      return rows.map(fromRow)
    },
    read: version => readVersion(db, version),
    save: prompt =>
      db.transaction().execute(async tx => {
        await refuseStale(tx, prompt.base)
        return insert(tx, prompt, now())
      }),
    saveAndPublish: async prompt => {
      published = await db.transaction().execute(async tx => {
        await refuseStale(tx, prompt.base)
        const current = await publishedRow(tx)
        const same = current && (await readVersion(tx, current.version))
        const used = same?.text === checked(prompt.text) ? same : await insert(tx, prompt, now())
        await point(tx, used.version, 1)
        return used
      })
      return published
    },
    publish: async (version, base) => {
      const chosen = await db.transaction().execute(async tx => {
        await refuseStale(tx, base)
        const found = await readVersion(tx, version)
        if (!found) throw new InvalidPrompt(`no existe la versión ${version}`)
        await point(tx, version, 1)
        return found
      })
      published = chosen
      return chosen
    },
  }
}
