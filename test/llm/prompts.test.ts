import { hash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MAX_PROMPT, openPrompts, StalePrompt } from '../../src/llm/prompts.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { temporaryFolder } from '../support/core.ts'

const NOW = Date.UTC(2026, 10, 22)
let folder: ReturnType<typeof temporaryFolder>
let db: Database

const writeDefault = (text: string) => writeFileSync(join(folder.path, 'system_prompt.md'), text)
const open = () => openPrompts({ db, dataDir: folder.path, now: () => NOW })
const ana = (text: string, base?: number) => ({
  text,
  author: 'Ana',
  ...(base !== undefined && { base }),
})
const stored = async () => {
  const row = await db.selectFrom('published_prompt').select('version').executeTakeFirst()
  return row?.version
}

beforeEach(async () => {
  folder = temporaryFolder()
  db = await openDatabase(':memory:')
  writeDefault('Sos IAMJus.\n')
})
afterEach(async () => {
  await db.destroy()
  folder.remove()
})

describe('the default of the data folder', () => {
  test('is the first version, and in use', async () => {
    const prompts = await open()
    expect(prompts.published).toEqual({
      version: 1,
      text: 'Sos IAMJus.',
      author: 'system_prompt.md',
      comment: 'de la carpeta de datos',
      sha256: hash('sha256', 'Sos IAMJus.', 'hex'),
      createdAt: new Date(NOW),
    })
    expect(await prompts.list()).toEqual([prompts.published])
  })

  test('is not taken again at the next start', async () => {
    await open()
    expect(await (await open()).list()).toHaveLength(1)
  })

  test('once changed is taken as a new version', async () => {
    await open()
    writeDefault('Sos otro.')
    const prompts = await open()
    expect(prompts.published).toMatchObject({ version: 2, text: 'Sos otro.' })
    expect(await prompts.list()).toHaveLength(2)
  })

  test('stays away once a person has gone back to an older version of it', async () => {
    const prompts = await open()
    writeDefault('Sos otro.')
    const { published } = await open()
    await prompts.publish(1, published.version)
    writeDefault('Sos el último.')
    expect((await open()).published.version).toBe(1)
  })

  test('once changed is taken also where a person has written a version and not published it', async () => {
    await (await open()).save(ana('Sos Ana.'))
    writeDefault('Sos otro.')
    expect((await open()).published.text).toBe('Sos otro.')
  })

  test('once changed is not taken where a person has published', async () => {
    const before = await open()
    await before.publish((await before.save(ana('Sos Ana.'))).version)
    writeDefault('Sos otro.')
    const prompts = await open()
    expect(prompts.published.text).toBe('Sos Ana.')
    expect(await prompts.list()).toHaveLength(2)
  })

  test.each([
    ['empty', ' \n'],
    ['too long', 'a'.repeat(MAX_PROMPT + 1)],
  ])('that is %s is an error, and nothing is written', async (_, text) => {
    writeDefault(text)
    await expect(open()).rejects.toThrow(/system_prompt\.md: el texto/)
    expect(await stored()).toBeUndefined()
  })
})

describe('a new version', () => {
  test('is kept with who wrote it and its hash, and not used yet', async () => {
    const prompts = await open()
    const saved = await prompts.save({ ...ana('  Sos Ana.\r\nHola.\n'), comment: 'más corto' })
    expect(saved).toEqual({
      version: 2,
      text: 'Sos Ana.\nHola.',
      author: 'Ana',
      comment: 'más corto',
      sha256: hash('sha256', 'Sos Ana.\nHola.', 'hex'),
      createdAt: new Date(NOW),
    })
    expect(await prompts.read(2)).toEqual(saved)
    expect((await prompts.list()).map(({ version }) => version)).toEqual([2, 1])
    expect(prompts.published.version).toBe(1)
  })

  test.each([
    ['empty', ''],
    ['of white space', ' \n\t'],
    ['too long', 'a'.repeat(MAX_PROMPT + 1)],
  ])('is refused in Spanish when it is %s', async (_, text) => {
    const prompts = await open()
    await expect(prompts.save(ana(text))).rejects.toThrow(
      /^el texto (está vacío|tiene 6001 letras)/,
    )
    expect(await prompts.list()).toHaveLength(1)
  })

  test('may be as long as is allowed, not counting the space around it', async () => {
    const prompts = await open()
    expect((await prompts.save(ana(` ${'a'.repeat(MAX_PROMPT)}\n`))).version).toBe(2)
  })

  test('is refused when another was published since its author read the base', async () => {
    const prompts = await open()
    await prompts.publish((await prompts.save(ana('Sos Ana.', 1))).version, 1)
    const stale = prompts.save(ana('Sos Eva.', 1))
    await expect(stale).rejects.toThrow(StalePrompt)
    await expect(stale).rejects.toMatchObject({ published: 2 })
    expect(await prompts.list()).toHaveLength(2)
  })
})

describe('publishing', () => {
  test('uses the version from now on, also after a restart', async () => {
    const prompts = await open()
    const saved = await prompts.save(ana('Sos Ana.'))
    expect(await prompts.publish(2, 1)).toEqual(saved)
    expect(prompts.published).toEqual(saved)
    expect((await open()).published).toEqual(saved)
  })

  test('goes back to an older version without a copy of it', async () => {
    const prompts = await open()
    await prompts.publish((await prompts.save(ana('Sos Ana.'))).version)
    await prompts.publish(1, 2)
    expect(prompts.published.version).toBe(1)
    expect(await prompts.list()).toHaveLength(2)
  })

  test('refuses a version that does not exist, and keeps the one in use', async () => {
    const prompts = await open()
    await expect(prompts.publish(7)).rejects.toThrow('no existe la versión 7')
    expect([prompts.published.version, await stored()]).toEqual([1, 1])
  })

  test('of two at once tells the second, and overwrites nothing', async () => {
    const prompts = await open()
    const [one, other] = await Promise.all([
      prompts.save(ana('Sos Ana.', 1)),
      prompts.save({ text: 'Sos Eva.', author: 'Eva', base: 1 }),
    ])
    const outcomes = await Promise.allSettled([
      prompts.publish(one.version, 1),
      prompts.publish(other.version, 1),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(outcomes[1]).toMatchObject({ reason: new StalePrompt(one.version) })
    expect([prompts.published.text, await stored()]).toEqual(['Sos Ana.', one.version])
    expect(await prompts.read(other.version)).toEqual(other)
  })

  test('at once without a base leaves in use what the database says', async () => {
    const prompts = await open()
    for (const text of ['dos', 'tres', 'cuatro']) await prompts.save(ana(text))
    await Promise.all([4, 2, 3].map(version => prompts.publish(version)))
    expect(prompts.published.version).toBe(await stored())
  })
})

describe('the versions', () => {
  test.each([
    ['changed', sql`update prompts set text = 'otra cosa'`],
    ['deleted', sql`delete from prompts`],
  ])('cannot be %s by anybody', async (_, change) => {
    const prompts = await open()
    await expect(change.execute(db)).rejects.toThrow('never changed')
    expect(await prompts.list()).toEqual([prompts.published])
  })

  test('are never numbered again', async () => {
    const prompts = await open()
    await db
      .transaction()
      .execute(async tx => {
        await sql`insert into prompts values (null, 'x', 'x', '', 'x', 1)`.execute(tx)
        throw new Error('halfway')
      })
      .catch(() => undefined)
    expect((await prompts.save(ana('Sos Ana.'))).version).toBe(2)
    expect(await prompts.read(3)).toBeUndefined()
  })

  test('in use are one at most, and one that exists', async () => {
    await open()
    await expect(sql`insert into published_prompt values (2, 1, 1)`.execute(db)).rejects.toThrow(
      'CHECK',
    )
    await expect(sql`update published_prompt set version = 9`.execute(db)).rejects.toThrow(
      'FOREIGN KEY',
    )
  })
})
