import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isAlive } from '../../../../adapters/whatsapp/web/processes.ts'
import { enter, OPERATOR, PASSWORD } from '../../../support/admin.ts'
import { browsersOn, processesWith } from '../../../support/processes.ts'
import { openMachine } from '../../../support/program.ts'
import { CHROMIUM, hasChromium, type Phone, startPhone } from '../../../support/whatsapp-phone.ts'

// The whole program, as its own process, with WhatsApp beside the web.

// A browser takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const ANA = '5492215550001@c.us'

let machine: ReturnType<typeof openMachine>
let phone: Phone
const folder = () => join(machine.path, 'whatsapp')
const environment = (trial: object = {}) => ({
  WHATSAPP_WEB: 'on',
  WHATSAPP_WEB_DIR: folder(),
  CHROMIUM_PATH: CHROMIUM,
  WHATSAPP_WEB_TRIAL: JSON.stringify(phone.trial(trial)),
})
type Program = Awaited<ReturnType<typeof machine.start>>

const problems = async (program: Program) => {
  const body = (await (await program.get('/readyz')).json()) as { problems?: string[] }
  return body.problems?.join(' ') ?? ''
}
const problemIs = (program: Program, words: RegExp) =>
  expect.poll(() => problems(program), { interval: 20, timeout: 15_000 }).toMatch(words)
const logs = (program: Program, words: RegExp) =>
  expect.poll(program.log, { interval: 20, timeout: 15_000 }).toMatch(words)
const nothingIsLeft = () =>
  expect
    .poll(() => [...browsersOn(folder()), ...processesWith('web/worker.ts', folder())], {
      timeout: 10_000,
    })
    .toEqual([])

const linked = async () => {
  const program = await machine.start(environment())
  await problemIs(program, /^whatsapp: hay que vincular el teléfono$/)
  await phone.order('scan')
  await problemIs(program, /^$/)
  return program
}

beforeEach(async () => {
  machine = openMachine()
  phone = await startPhone()
})
afterEach(async () => {
  await machine.close()
  await nothingIsLeft()
  await phone.close()
})

describe.skipIf(!hasChromium)('the program with WhatsApp Web', () => {
  test('answers from the data, tells nobody what it knows, and leaves nothing behind', async () => {
    const program = await linked()
    await phone.says({ from: ANA, body: '¿dónde queda la oficina de Merlo?' })
    const [answer = ''] = await phone.hears(ANA)
    expect(answer).toContain('Merlo')
    expect(answer).not.toMatch(/\*\*|\]\(|##/)
    expect(answer).toMatch(/\n1\. .+\n2\. /)
    await phone.says({ from: ANA, body: '1' })
    const [, second = ''] = await phone.hears(ANA, 2)
    expect(second).toContain('DNI')

    // One at a time on one session: two would answer everything twice.
    const other = { DATABASE_PATH: join(machine.path, 'otra.db'), METRICS_PORT: '0' }
    await logs(
      await machine.start({ ...environment(), ...other }),
      /Otro IAMJus está usando la carpeta/,
    )
    expect(await problems(program)).toBe('')

    const { code, stdout, stderr } = await program.end('SIGTERM')
    expect(code).toBe(0)
    await nothingIsLeft()
    expect(stderr).toContain('"state":"ready"')
    expect(stdout + stderr).not.toMatch(/ref-\d|5492215550001|oficina de Merlo|c\.us/)
  })

  test('shows operators the QR while the phone is to be linked, and only then', async () => {
    const operator = { ADMIN_USER: OPERATOR, ADMIN_PASSWORD: PASSWORD }
    const program = await machine.start({ ...environment(), ...operator })
    await problemIs(program, /^whatsapp: hay que vincular el teléfono$/)
    const headers = await vi.waitFor(() => enter(program), { timeout: 15_000 })
    const whatsapp = async () => {
      const response = await program.get('/admin/api/state', headers)
      const { channels } = (await response.json()) as { channels: object[] }
      return channels.at(-1)
    }
    expect(await whatsapp()).toMatchObject({ channel: 'whatsapp', state: 'needs-login' })
    expect(await whatsapp()).toHaveProperty('qr')
    await phone.order('scan')
    await problemIs(program, /^$/)
    expect(await whatsapp()).toMatchObject({ channel: 'whatsapp', state: 'ready' })
    expect(await whatsapp()).not.toHaveProperty('qr')
  })

  test('leaves nothing behind when it is killed, and goes on without a QR', async () => {
    const before = await linked()
    expect(browsersOn(folder())).not.toEqual([])
    await before.end('SIGKILL')
    await nothingIsLeft()
    const after = await machine.start(environment())
    await problemIs(after, /^$/)
    await phone.says({ from: ANA, body: 'hola' })
    await phone.hears(ANA)
  })

  test('takes the session over from a child that hangs after a kill, with one browser', async () => {
    const before = await linked()
    const [worker = 0] = processesWith('web/worker.ts', folder())
    const [browser = 0] = browsersOn(folder())
    process.kill(worker, 'SIGSTOP')
    await before.end('SIGKILL')
    expect(isAlive(browser)).toBe(true)
    const after = await machine.start(environment())
    await problemIs(after, /^$/)
    expect(browsersOn(folder())).not.toContain(browser)
    process.kill(worker, 'SIGKILL')
    await phone.says({ from: ANA, body: 'hola' })
    await phone.hears(ANA)
  })

  test('answers what was written while it was off', async () => {
    await (await linked()).end('SIGTERM')
    phone.leaves({ from: ANA, body: '¿dónde queda la oficina de Merlo?' })
    await machine.start(environment())
    expect((await phone.hears(ANA))[0]).toContain('Merlo')
  })

  test('serves the web all the same while WhatsApp cannot be reached', async () => {
    const args = ['--host-resolver-rules=MAP * ~NOTFOUND']
    const program = await machine.start(environment({ cache: undefined, args }))
    await logs(program, /No se llega a web\.whatsapp\.com.*Se reintenta en 5 s\./)
    expect(await program.ask({ prompt: 'requisitos en Merlo' })).toMatchObject({
      municipios: ['Merlo'],
    })
    expect((await program.end('SIGTERM')).code).toBe(0)
  })
})

describe('the program without a browser', () => {
  test('serves the web and says what is missing', async () => {
    const program = await machine.start({ ...environment(), CHROMIUM_PATH: '/nada/chromium' })
    await logs(program, /Falta Chromium/)
    // Which is not for everybody.
    expect(await problems(program)).toBe('whatsapp: no anda')
    expect(await program.ask({ prompt: 'requisitos en Merlo' })).toMatchObject({
      municipios: ['Merlo'],
    })
  })

  test('does not even start the child process when WhatsApp is off', async () => {
    const program = await machine.start({ WHATSAPP_WEB_DIR: folder() })
    expect(await problems(program)).toBe('')
    expect(processesWith('web/worker.ts', folder())).toEqual([])
  })
})
