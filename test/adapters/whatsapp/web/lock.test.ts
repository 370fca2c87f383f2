import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLock } from '../../../../adapters/whatsapp/web/lock.ts'
import { temporaryFolder } from '../../../support/core.ts'
import type { Race } from '../../../support/lock-racer.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const RACER = resolve(import.meta.dirname, '../../../support/lock-racer.ts')
const ALIVE = process.ppid
/** More than a system gives. */
const DEAD = 2 ** 30

const heldBy = (pid: number, host = hostname(), ageMs = 0, where = folder.path) => {
  const path = join(where, 'iamjus.lock')
  writeFileSync(path, JSON.stringify({ pid, host }))
  const then = new Date(Date.now() - ageMs)
  utimesSync(path, then, then)
}

describe('the lock of the folder', () => {
  test('is free at first, and again when it was released', () => {
    const [one, other] = [
      createLock(join(folder.path, 'new')),
      createLock(join(folder.path, 'new')),
    ]
    expect([one.take(), one.take()]).toEqual([true, true])
    one.release()
    one.release()
    expect(other.take()).toBe(true)
    other.release()
  })

  test.each([
    ['a program that lives', () => heldBy(ALIVE), false],
    ['a program of another machine', () => heldBy(DEAD, 'otra'), false],
    ['a program that has died', () => heldBy(DEAD), true],
    ['a program that had our number', () => heldBy(process.pid), true],
    ['a program of another machine, long ago', () => heldBy(DEAD, 'otra', 60_000), true],
    [
      'another program with the number of one that died long ago',
      () => heldBy(ALIVE, hostname(), 60_000),
      true,
    ],
    ['something else', () => writeFileSync(join(folder.path, 'iamjus.lock'), 'hola'), true],
  ])('held by %s', (_, hold, free) => {
    hold()
    const lock = createLock(folder.path)
    expect(lock.take()).toBe(free)
    lock.release()
  })

  test('is got by one of several that find an old one at the same moment', async () => {
    const folders = Array.from({ length: 40 }, (_, n) => join(folder.path, String(n)))
    for (const path of folders) {
      mkdirSync(path)
      heldBy(DEAD, hostname(), 0, path)
    }
    // They need a while to start.
    const race: Race = { folders, start: Date.now() + 1500 }
    const racers = [1, 2, 3].map(() => spawn(process.execPath, [RACER, JSON.stringify(race)]))
    const got = await Promise.all(
      racers.map(async ({ stdout }) => JSON.parse(String((await once(stdout, 'data'))[0]))),
    )
    for (const { stdin } of racers) stdin.end()
    expect(got.flat().sort()).toEqual(folders.toSorted())
  })
})
