import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listBackups, verifyDatabase, writeBackup } from '../../src/storage/backup.ts'
import { createBackups } from '../../src/storage/backups.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { temporaryFolder } from '../support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
let config: { databasePath: string; backupDir: string }
let db: Database
let clock: number
beforeEach(async () => {
  folder = temporaryFolder()
  config = {
    databasePath: join(folder.path, 'iamjus.db'),
    backupDir: join(folder.path, 'copias'),
  }
  db = await openDatabase(config.databasePath)
  clock = Date.parse('2026-11-22T15:00:00Z')
})
afterEach(async () => {
  await db.destroy()
  folder.remove()
})

const HOUR = 3_600_000

/** Copies in this process; says how often. */
const open = (fail: () => string = () => '') => {
  let made = 0
  const backups = createBackups({
    config,
    now: () => clock,
    copy: async () => {
      if (fail()) throw new Error(fail())
      made++
      writeBackup(config.databasePath, config.backupDir, new Date(clock))
    },
  })
  return { ...backups, made: () => made }
}

describe('the daily copy', () => {
  test('is made at once where there is none, and then not again on that day', async () => {
    const backups = open()
    expect(backups.status()).toEqual({})
    await backups.run()
    expect(backups.status()).toEqual({ at: new Date('2026-11-22T15:00:00Z') })
    clock += 5 * HOUR
    await backups.run()
    expect(backups.made()).toBe(1)
  })

  test('is made from three in the morning of the province on', async () => {
    const backups = open()
    await backups.run()
    clock = Date.parse('2026-11-23T05:59:59Z')
    await backups.run()
    expect(backups.made()).toBe(1)
    clock = Date.parse('2026-11-23T06:00:00Z')
    await backups.run()
    expect(backups.made()).toBe(2)
  })

  test('is known by the next process too', async () => {
    await open().run()
    const next = open()
    await next.run()
    expect([next.made(), next.status().at]).toEqual([0, new Date(clock)])
  })

  test('is made although a wrong clock has made one of the future', async () => {
    const backups = open()
    clock += 1000 * 24 * HOUR
    await backups.run()
    clock -= 1000 * 24 * HOUR
    await backups.run()
    expect(backups.made()).toBe(2)
  })

  test('that fails is told, tried again, and forgotten once it worked', async () => {
    let problem = 'database or disk is full'
    const backups = open(() => problem)
    await expect(backups.run()).rejects.toThrow('disk is full')
    expect(backups.status()).toEqual({ problem: 'database or disk is full' })
    problem = ''
    await backups.run()
    expect(backups.status()).toEqual({ at: new Date(clock) })
  })

  test('is made once, however often it is asked for at the same time', async () => {
    const backups = open()
    await Promise.all([backups.run(), backups.run(), backups.run()])
    expect(backups.made()).toBe(1)
  })
})

describe('in a process of its own', () => {
  test('a copy is made, checked and found', async () => {
    const backups = createBackups({ config })
    await backups.run()
    const [copy] = listBackups(config.backupDir)
    verifyDatabase(copy?.path ?? '')
    expect(backups.status()).toEqual({ at: copy?.at })
  })

  test('a copy that cannot be made says why, in Spanish', async () => {
    writeFileSync(config.backupDir, 'acá no hay carpeta')
    const backups = createBackups({ config })
    await expect(backups.run()).rejects.toThrow()
    expect(backups.status().problem).toMatch(/^no se puede leer la carpeta de copias/)
  })
})
