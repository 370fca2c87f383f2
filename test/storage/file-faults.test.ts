import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listBackups, verifyDatabase, writeBackup } from '../../src/storage/backup.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { restoreBackup } from '../../src/storage/restore.ts'
import { temporaryFolder } from '../support/core.ts'

const disk = vi.hoisted(() => ({
  count: 0,
  failAt: 0,
  /** The calls that change something, or look at what there is. */
  calls: `mkdirSync openSync closeSync fsyncSync renameSync rmSync copyFileSync linkSync chmodSync
    readdirSync`.split(/\s+/),
}))

vi.mock(import('node:fs'), async original => {
  const actual = await original()
  const faulty = disk.calls.map(name => {
    const call = actual[name as keyof typeof actual] as (...args: unknown[]) => unknown
    const failing = (...args: unknown[]) => {
      if (++disk.count !== disk.failAt) return call(...args)
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    }
    return [name, failing]
  })
  return { ...actual, ...Object.fromEntries(faulty) }
})

const failAt = (n: number) => Object.assign(disk, { count: 0, failAt: n })
/** Lets no more fail; gives how many calls there were. */
const failNoMore = () => {
  disk.failAt = 0
  return disk.count
}

let folder: ReturnType<typeof temporaryFolder>
let [path, copies] = ['', '']
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'iamjus.db')
  copies = join(folder.path, 'copias')
})
afterEach(() => folder.remove())

const save = async (id: string) => {
  const db = await openDatabase(path)
  await db
    .insertInto('sessions')
    .values({ conversation_id: id, state_json: '{}', updated_at: 1 })
    .execute()
  await db.destroy()
}
const sessions = async () => {
  const db = await openDatabase(path)
  const rows = await db.selectFrom('sessions').select('conversation_id').execute()
  await db.destroy()
  return rows.map(row => row.conversation_id)
}
const day = (n: number) => new Date(Date.UTC(2026, 10, n))

describe('whichever call to the disk fails', () => {
  test('a backup is whole or not there, earlier ones stay, and the next attempt works', async () => {
    await save('web:1')
    const first = writeBackup(path, copies, day(1))
    for (let n = 1, more = true; more; n++) {
      failAt(n)
      try {
        writeBackup(path, copies, day(2))
      } catch (error) {
        expect((error as Error).message).toContain('ENOSPC')
      }
      more = failNoMore() >= n
      const found = listBackups(copies).map(copy => copy.path)
      expect(found).toContain(first)
      for (const copy of found) verifyDatabase(copy)
      writeBackup(path, copies, day(2))
      expect(listBackups(copies)).toHaveLength(2)
    }
    expect(disk.count).toBeGreaterThan(8)
  })

  test('a restore leaves the database as it was, or as the copy is', async () => {
    await save('web:1')
    const copy = writeBackup(path, copies, day(1))
    await save('web:2')
    let refused = 0
    for (let n = 1, more = true; more; n++) {
      failAt(n)
      const restored = await restoreBackup(copy, path, day(n)).catch(() => undefined)
      more = failNoMore() >= n
      expect(await sessions()).toEqual(restored ? ['web:1'] : ['web:1', 'web:2'])
      if (restored) await save('web:2')
      else refused++
    }
    expect(refused).toBeGreaterThan(3)
  })
})
