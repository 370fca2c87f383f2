import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeBackup } from '../../src/storage/backup.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { restoreBackup } from '../../src/storage/restore.ts'
import { temporaryFolder } from '../support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
let path: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'iamjus.db')
})
afterEach(() => folder.remove())

const NOW = new Date('2026-11-22T15:04:05Z')
const restore = (file: string) => restoreBackup(file, path, NOW)

const within = async <T>(
  work: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
  file = path,
) => {
  const db = await openDatabase(file)
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}
const save = (...ids: string[]) =>
  within(async db => {
    for (const id of ids)
      await db
        .insertInto('sessions')
        .values({ conversation_id: id, state_json: '{}', updated_at: 1 })
        .execute()
  })
const sessions = (file?: string) =>
  within(async db => {
    const rows = await db.selectFrom('sessions').select('conversation_id').execute()
    return rows.map(row => row.conversation_id)
  }, file)
const backUp = () => writeBackup(path, join(folder.path, 'copias'), NOW)
/** What lies beside the database, without the folder of copies. */
const files = () => readdirSync(folder.path).filter(name => name.startsWith('iamjus.db'))

describe('restoring a copy', () => {
  test('puts it in the place of the database, and keeps that aside', async () => {
    await save('web:1')
    const copy = backUp()
    await save('web:2')
    const { aside = '', turns, closed } = await restore(copy)
    expect({ turns, closed }).toEqual({ turns: 0, closed: 0 })
    expect(basename(aside)).toBe('iamjus.db.antes-2026-11-22T150405')
    expect(await sessions()).toEqual(['web:1'])
    expect(await sessions(aside)).toEqual(['web:1', 'web:2'])
    expect(existsSync(copy)).toBe(true)
  })

  test('works where there is no database any more', async () => {
    await save('web:1')
    const copy = backUp()
    for (const name of files()) rmSync(join(folder.path, name))
    expect(await restore(copy)).toEqual({ turns: 0, closed: 0 })
    expect(await sessions()).toEqual(['web:1'])
  })

  test('works on a machine where there is not even the folder', async () => {
    await save('web:1')
    const copy = backUp()
    path = join(folder.path, 'otra', 'iamjus.db')
    expect(await restore(copy)).toEqual({ turns: 0, closed: 0 })
    expect(await sessions()).toEqual(['web:1'])
  })

  test.runIf(process.getuid?.() === 0)('by root leaves it to whom it belonged', async () => {
    await save('web:1')
    const copy = backUp()
    chownSync(path, 1234, 1235)
    await restore(copy)
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 1235 })
  })

  test('replaces one that is damaged, with its log', async () => {
    await save('web:1')
    const copy = backUp()
    writeFileSync(path, 'rota '.repeat(5000))
    writeFileSync(`${path}-wal`, 'también')
    const { aside } = await restore(copy)
    expect(await sessions()).toEqual(['web:1'])
    expect(files()).toEqual(
      expect.arrayContaining([basename(`${aside}`), basename(`${aside}-wal`)]),
    )
  })

  test('leaves unanswered what was so in the copy: it has been answered since', async () => {
    await within(async db => {
      for (const status of ['pending', 'answered', 'delivered'] as const)
        await sql`insert into inbox (channel, chat_id, message_id, status, received_at, content_json)
          values ('telegram', '1', ${status}, ${status}, 1, '{}')`.execute(db)
    })
    const { closed } = await restore(backUp())
    expect(closed).toBe(2)
    const rows = await within(db => db.selectFrom('inbox').select('status').execute())
    expect(rows.map(({ status }) => status)).toEqual(['failed', 'failed', 'delivered'])
  })
})

describe('nothing is changed', () => {
  const refused = async (file: string, reason: RegExp) => {
    const before = files()
    await expect(restore(file)).rejects.toThrow(reason)
    expect(files()).toEqual(before)
    expect(await sessions()).toEqual(['web:1'])
  }
  beforeEach(() => save('web:1'))

  test('while the service uses the database', async () => {
    const copy = backUp()
    await within(() => refused(copy, /el servicio está en marcha/))
  })

  test('by a file that is no database', async () => {
    const file = join(folder.path, 'fotos.zip')
    writeFileSync(file, 'PK'.repeat(3000))
    await refused(file, /fotos\.zip» no es una base de datos sana de IAMJus/)
  })

  test('by a copy of which a part is damaged', async () => {
    const copy = backUp()
    const bytes = readFileSync(copy)
    writeFileSync(copy, bytes.fill(7, 8192, 12_000))
    await refused(copy, /no es una base de datos sana de IAMJus/)
  })

  test('by a copy of a newer version', async () => {
    const copy = backUp()
    await within(
      db => sql`insert into kysely_migration values ('999-future', '2030')`.execute(db),
      copy,
    )
    await refused(copy, /999-future/)
  })

  test('by a file that is not there', () => refused(join(folder.path, 'nada'), /no existe/))
})
