import { execFileSync, spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMachine } from '../../support/program.ts'
import { type GenerateJson, newChat } from '../../support/web.ts'

// A real write that really fails, without root and without filling a disk: Linux refuses the
// program every byte beyond a size that is lowered and raised while it runs.
const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0

describe.runIf(canLimit)('while the disk takes no more', () => {
  let machine: ReturnType<typeof openMachine>
  beforeEach(() => {
    machine = openMachine()
  })
  afterEach(() => machine.close())

  const limitWrites = (pid: number, bytes: number | 'unlimited') =>
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`])

  const messages = () =>
    Array.from({ length: 5 }, () => ({
      prompt: 'requisitos en Merlo',
      session_id: newChat(),
      message_id: 'm1',
    }))

  test('messages are refused in Spanish, and later answered once, without a restart', async () => {
    const program = await machine.start()
    const [before, ...during] = messages()
    const first = await program.ask(before ?? {})
    limitWrites(program.pid, 4096)
    for (const message of during) {
      const refused = await program.post('/generate', message)
      expect([refused.status, await refused.json()]).toEqual([
        503,
        {
          error: {
            code: 'no_disponible',
            message: 'No pude responderte ahora. Probá de nuevo en un ratito.',
          },
        },
      ])
    }
    expect((await program.get('/livez')).status).toBe(200)
    limitWrites(program.pid, 'unlimited')
    const answers: GenerateJson[] = []
    for (const message of during) {
      answers.push(await program.ask(message))
      expect(await program.history(message.session_id)).toHaveLength(1)
    }
    expect(answers.every(({ municipios }) => municipios[0] === 'Merlo')).toBe(true)
    expect(await program.ask(before ?? {})).toEqual(first)
    expect((await program.end('SIGTERM')).code).toBe(0)
  })

  test('a program killed then starts again with all that was answered', async () => {
    const program = await machine.start()
    const [before = {}, during = {}] = messages()
    const first = await program.ask(before)
    limitWrites(program.pid, 4096)
    expect((await program.post('/generate', during)).status).toBe(503)
    await program.end('SIGKILL')
    const again = await machine.start()
    expect(await again.ask(before)).toEqual(first)
    expect(await again.ask(during)).toMatchObject({ municipios: ['Merlo'] })
  })

  test('it says that it is not ready, and that it is again, without a restart', async () => {
    const program = await machine.start()
    await program.ask({ prompt: 'hola' })
    limitWrites(program.pid, 4096)
    const denied = await program.get('/readyz')
    expect(denied.status).toBe(503)
    expect(await denied.text()).toContain('no se puede escribir en la base de datos')
    limitWrites(program.pid, 'unlimited')
    expect((await program.get('/readyz')).status).toBe(200)
    expect((await program.ask({ prompt: 'requisitos en Merlo' })).municipios).toEqual(['Merlo'])
    expect((await program.end('SIGTERM')).code).toBe(0)
  })
})
