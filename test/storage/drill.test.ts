import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import SQLite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openMachine } from '../support/program.ts'
import { newChat } from '../support/web.ts'

// The drill that a sysadmin does, with the commands that they type, while people write.
let machine: ReturnType<typeof openMachine>
let database: string
let copies: string
beforeAll(() => {
  machine = openMachine()
  database = join(machine.path, 'iamjus.db')
  copies = join(machine.path, 'backups')
})
afterAll(() => machine.close())

const runScript = async (script: string, ...args: string[]) => {
  const env = { PATH: process.env.PATH, DATABASE_PATH: database }
  return promisify(execFile)(process.execPath, [`src/${script}.ts`, ...args], { env }).then(
    ({ stdout }) => ({ ok: true, said: stdout }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      return { ok: false, said: stdout + stderr }
    },
  )
}

const counts = (path: string) => {
  const db = new SQLite(path, { readonly: true })
  const count = (table: string) => db.prepare(`select count(*) from ${table}`).pluck().get()
  const all = ['inbox', 'turns', 'sessions', 'oficinas', 'prompts'].map(table => [
    table,
    count(table),
  ])
  db.close()
  return Object.fromEntries(all) as Record<string, number>
}

/** People who write one message after another until they are told to stop. */
const openTraffic = (ask: (body: object) => Promise<unknown>) => {
  let going = true
  let answered = 0
  const write = async () => {
    for (let n = 0; going; n++) {
      await ask({ prompt: 'requisitos en Merlo', session_id: newChat(), message_id: `${n}` })
      answered++
    }
  }
  const all = Promise.all(Array.from({ length: 8 }, write))
  return {
    reached: (count: number) =>
      expect.poll(() => answered, { timeout: 15_000 }).toBeGreaterThan(count),
    stop: async () => {
      going = false
      await all
    },
  }
}

describe('copied while people write, lost, and restored', () => {
  let copy = ''

  test('the copy holds all that was answered before it, and no half turn', async () => {
    const program = await machine.start()
    const traffic = openTraffic(program.ask)
    await traffic.reached(100)
    const { ok, said } = await runScript('backup')
    expect({ ok, said }).toEqual({
      ok: true,
      said: expect.stringContaining(`Copia hecha y comprobada: ${copies}`),
    })
    copy = said.trim().split(' ').at(-1) ?? ''
    await traffic.reached(150)
    await traffic.stop()
    const { turns = 0, inbox = 0, sessions } = counts(copy)
    expect(turns).toBeGreaterThanOrEqual(100)
    // A message that is being answered is in the inbox alone.
    expect(inbox - turns).toBeLessThanOrEqual(8)
    expect(sessions).toBe(turns)
    const refused = await runScript('restore', copy)
    expect(refused).toEqual({
      ok: false,
      said: 'No se restauró nada: el servicio está en marcha: detenelo y probá de nuevo\n',
    })
    expect((await program.end('SIGTERM')).code).toBe(0)
  })

  test('restored, it counts what the copy counts, and the service goes on with it', async () => {
    const before = counts(copy)
    const { ok, said } = await runScript('restore', copy)
    expect({ ok, said }).toEqual({ ok: true, said: expect.stringContaining(`${before.turns} pre`) })
    expect(counts(database)).toEqual(before)
    const program = await machine.start()
    expect(await program.ask({ prompt: '¿dónde queda en Lanús?' })).toMatchObject({
      municipios: ['Lanús'],
    })
    expect((await program.end('SIGTERM')).code).toBe(0)
    expect(counts(database).turns).toBe((before.turns ?? 0) + 1)
  })

  test('asked to restore nothing, it shows the copies that there are', async () => {
    const { ok, said } = await runScript('restore')
    expect(ok).toBe(false)
    expect(said).toContain(copy)
  })
})
