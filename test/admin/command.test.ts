import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdmin } from '../../src/admin/admin.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { silent, temporaryFolder } from '../support/core.ts'

const COMMAND = 'src/admin/command.ts'

let folder: ReturnType<typeof temporaryFolder>
let env: Record<string, string>
beforeAll(() => {
  folder = temporaryFolder()
  env = { PATH: process.env.PATH ?? '', DATABASE_PATH: join(folder.path, 'iamjus.db') }
})
afterAll(() => folder.remove())

/** Runs it where there is nobody to type. */
const run = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
    const child = execFile(process.execPath, [COMMAND, ...args], { env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), stdout: out, stderr: err }),
    )
    child.stdin?.end()
  })

/** Runs it on a terminal and types each line once its question is shown; gives the screen. */
const type = (args: string, answers: readonly (readonly [question: string, answer: string])[]) =>
  new Promise<string>(resolve => {
    const line = `'${process.execPath}' ${COMMAND} ${args}`
    const child = spawn('/usr/bin/script', ['-qec', line, '/dev/null'], { env })
    let screen = ''
    const left = [...answers]
    child.stdout.on('data', data => {
      screen += data
      const [next] = left
      if (!next || !screen.endsWith(next[0])) return
      left.shift()
      child.stdin.write(`${next[1]}\r`)
    })
    child.on('close', () => resolve(screen))
  })

/** The admin over what the command left. */
const look = async <T>(read: (admin: ReturnType<typeof createAdmin>) => Promise<T>) => {
  const db = await openDatabase(env.DATABASE_PATH ?? '')
  const admin = createAdmin({ db, config: { user: 'admin' }, log: silent, now: Date.now })
  return read(admin).finally(() => db.destroy())
}
const logIn = (name: string, password: string) =>
  look(async ({ logins }) => (await logins.login({ name, password }, '192.0.2.1')).kind)

describe('npm run admin', () => {
  test('adds an operator with a password that is shown once and has to be changed', async () => {
    const { code, stdout } = await run('add', 'Beto')
    expect(code).toBe(0)
    const [, password = ''] = /^Clave: (\S+)$/m.exec(stdout) ?? []
    expect(await logIn('beto', password)).toBe('in')
    expect((await run('list')).stdout).toMatch(
      /^beto +sin código +última entrada: 20\d\d-\d\d-\d\d \d\d:\d\d +tiene que cambiar la clave\n$/,
    )
    expect(await look(({ audit }) => audit.list({ limit: 9 }))).toMatchObject([
      { user: 'beto', action: 'entrar' },
      { user: 'consola', action: 'agregar-usuario', detail: 'Beto' },
    ])
  })

  test('gives another password, takes the code away, and removes', async () => {
    await look(async ({ operators }) => operators.setTotp('beto', 'GEZDGNBVGY3TQOJQ'))
    expect((await run('code', 'beto')).stdout).toContain('entra sin código')
    const { stdout } = await run('password', 'beto')
    const [, password = ''] = /^Clave: (\S+)$/m.exec(stdout) ?? []
    expect(await logIn('beto', password)).toBe('in')
    expect((await run('remove', 'beto')).code).toBe(0)
    expect(await look(({ operators }) => operators.list())).toEqual([])
  })

  test.each([
    [['remove', 'nadie'], 'No existe el usuario «nadie».\n'],
    [['add', 'a b'], 'El usuario lleva de 2 a 40 letras o números, sin espacios.\n'],
  ])('says in one sentence why it could not: %j', async (args, reason) => {
    expect(await run(...args)).toEqual({ code: 1, stdout: '', stderr: reason })
  })

  test('explains itself where it is not understood', async () => {
    for (const args of [['volar', 'alto'], ['add']]) {
      const { code, stdout } = await run(...args)
      expect([code, stdout]).toEqual([1, expect.stringContaining('npm run admin -- add NOMBRE')])
    }
  })
})

// On Linux; util-linux brings it.
describe.skipIf(!existsSync('/usr/bin/script'))('npm run admin on a terminal', () => {
  const ASKED = 'Clave de «carla» (Enter: una al azar): '
  const AGAIN = 'Otra vez: '
  const PASSWORD = 'la vaca come pasto'

  test('takes a password typed twice, and shows none of it', async () => {
    const screen = await type('add carla', [
      [ASKED, PASSWORD],
      [AGAIN, PASSWORD],
    ])
    expect(screen).toContain('Se agregó el usuario «carla».')
    expect(screen).not.toMatch(/vaca|Clave:/)
    expect(await logIn('carla', PASSWORD)).toBe('in')
    expect(await look(({ operators }) => operators.find('carla'))).toMatchObject({
      mustChange: false,
    })
  })

  test('changes nothing when the two differ', async () => {
    const screen = await type('password carla', [
      [ASKED, 'la vaca come trébol'],
      [AGAIN, 'la vaca come trigo'],
    ])
    expect(screen).toContain('No coinciden. No se hizo nada.')
    expect(await logIn('carla', PASSWORD)).toBe('in')
  })
})
