import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SAME_SITE } from './support/admin.ts'
import { HARD_QUESTION } from './support/hard-question.ts'
import { startOllama } from './support/ollama.ts'
import { openMachine } from './support/program.ts'
import { eventsOf, type GenerateJson, newChat } from './support/web.ts'

let machine: ReturnType<typeof openMachine>
beforeEach(() => {
  machine = openMachine()
})
afterEach(() => machine.close())

describe('the program', () => {
  test('serves the page, says that it lives, answers, and ends well when it is told to', async () => {
    const program = await machine.start()
    const page = await program.get('/')
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    for (const path of ['/livez', '/readyz'])
      expect(await (await program.get(path)).json()).toMatchObject({ ok: true })
    expect(await program.ask({ prompt: 'requisitos en Merlo' })).toMatchObject({
      municipios: ['Merlo'],
      intents: ['requisitos'],
    })
    const { code, stdout, stderr } = await program.end('SIGTERM')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).not.toMatch(/warning|deprecat/i)
  })

  test('ends well on Ctrl-C with a browser still connected', async () => {
    const program = await machine.start()
    const socket = connect(Number(new URL(program.url).port), '127.0.0.1')
    await once(socket, 'connect')
    // An answer on a later connection: the first has been accepted by then.
    await program.ask({ prompt: 'hola' })
    const closed = once(socket.resume(), 'close')
    expect((await program.end('SIGINT')).code).toBe(0)
    await closed
  })

  test('ends an answer that the model writes with what the data says', async () => {
    const ollama = await startOllama({ firstTokenMs: 60_000 })
    try {
      const program = await machine.start({ OLLAMA_ENDPOINT_1: ollama.url })
      const prompt = HARD_QUESTION
      const stream = { accept: 'text/event-stream' }
      const response = await program.post('/generate', { prompt }, stream)
      await expect.poll(() => ollama.counters.active, { timeout: 10_000 }).toBe(1)
      const ending = program.end('SIGTERM')
      expect(eventsOf(await response.text()).at(-1)).toMatchObject({
        event: 'done',
        data: { source: 'fallback' },
      })
      expect((await ending).code).toBe(0)
    } finally {
      await ollama.stop()
    }
  })

  test('keeps what was said over a restart', async () => {
    const session_id = newChat()
    const before = await machine.start()
    await before.ask({ prompt: 'soy de Lanús', session_id })
    await before.end('SIGTERM')
    const after = await machine.start()
    const answer = await after.ask({ prompt: '¿dónde queda?', session_id })
    expect(answer.municipios).toEqual(['Lanús'])
    expect(await after.history(session_id)).toHaveLength(2)
  })
})

describe('the first operator', () => {
  const CREATED = /Administración: entrá a \/config con el usuario «admin» y la clave «([\w-]+)»/
  type Program = Awaited<ReturnType<typeof machine.start>>
  const enter = (program: Program, password: string) =>
    program.post('/admin/api/login', { name: 'admin', password }, SAME_SITE)

  test('is made at the first start, with a password that is told once', async () => {
    const before = await machine.start()
    await expect.poll(before.log, { timeout: 10_000 }).toMatch(CREATED)
    const [, password = ''] = CREATED.exec(before.log()) ?? []
    expect((await enter(before, password)).status).toBe(200)
    await before.end('SIGTERM')
    const after = await machine.start()
    expect((await enter(after, password)).status).toBe(200)
    expect((await after.end('SIGTERM')).stderr).not.toMatch(CREATED)
  })

  test('has the configured password, which is shown nowhere', async () => {
    const password = 'mate amargo con peperina'
    const program = await machine.start({ ADMIN_PASSWORD: password })
    await expect.poll(program.log, { timeout: 10_000 }).toContain('se creó el primer usuario')
    expect((await enter(program, password)).status).toBe(200)
    expect((await program.end('SIGTERM')).stderr).not.toMatch(/mate amargo|la clave «/)
  })
})

describe('a program that cannot start says why in one Spanish sentence and ends with 1', () => {
  test.each([
    ['a bad PORT', { PORT: 'ochenta' }, /PORT: se esperaba un número entero .*«ochenta»/],
    ['a PORT out of range', { PORT: '65536' }, /PORT: se esperaba un número entero .*«65536»/],
    [
      'an ADMIN_PASSWORD that anybody would try',
      { ADMIN_PASSWORD: 'contraseña123' },
      /ADMIN_PASSWORD: Esa/,
    ],
    ['no CSV', { DATA_DIR: '/nada/por/aca' }, /\/nada\/por\/aca\/datos_tierras\.csv: no existe/],
  ])('%s', async (_, env, reason) => {
    const { code, stdout, stderr } = await machine.runToEnd(env)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^IAMJus no pudo arrancar\. [^\n]+\n$/)
    expect(stderr).toMatch(reason)
  })

  test('a port that another program uses', async () => {
    const { url } = await machine.start()
    const { port } = new URL(url)
    const elsewhere = { DATABASE_PATH: join(machine.path, 'other.db') }
    const { code, stderr } = await machine.runToEnd({ PORT: port, ...elsewhere })
    expect(stderr).toContain(
      `IAMJus no pudo arrancar. PORT: el puerto ya está en uso por otro programa (127.0.0.1:${port})`,
    )
    expect(code).toBe(1)
  })

  test('a database from which another answers, until that one has ended, however it did', async () => {
    const first = await machine.start()
    const { code, stderr } = await machine.runToEnd({ PORT: '0' })
    expect(stderr).toMatch(/DATABASE_PATH: otro IAMJus ya atiende con la base/)
    expect(code).toBe(1)
    expect(await first.ask({ prompt: 'hola' })).toMatchObject({ source: 'smalltalk' })
    await first.end('SIGKILL')
    const second = await machine.start()
    expect(await second.ask({ prompt: 'hola' })).toMatchObject({ source: 'smalltalk' })
    expect((await second.end('SIGTERM')).code).toBe(0)
  })
})

describe('the chat in the terminal', () => {
  test('answers each line, remembers the last, and ends with the input', async () => {
    const { code, stdout, stderr } = await machine.runToEnd(
      {},
      ['--chat'],
      'soy de Lanús\n\n¿qué papeles llevo?\ngracias',
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/Lanús[\s\S]*DNI[\s\S]*¡De nada!/)
    expect(stdout).not.toMatch(/\*\*|\]\(/)
  })
})

describe('killed in the middle of twenty conversations', () => {
  const PROMPTS = ['hola', 'soy de Tigre', '¿dónde queda?', '¿qué papeles llevo?', '¿es gratis?']
  const chats = () =>
    Array.from({ length: 20 }, () => {
      const session_id = newChat()
      return PROMPTS.map((prompt, i) => ({ prompt, session_id, message_id: `m${i}` }))
    })

  test.each([5, 50])('after %i answers, no message is lost and none answered twice', async acks => {
    const conversations = chats()
    const answers = new Map<object, GenerateJson>()
    const first = await machine.start()
    let killed: ReturnType<typeof first.end> | undefined
    await Promise.all(
      conversations.map(async messages => {
        for (const message of messages) {
          const answer = await first.ask(message).catch(() => undefined)
          if (!answer) return
          answers.set(message, answer)
          if (answers.size >= acks) killed ??= first.end('SIGKILL')
        }
      }),
    )
    expect(await killed).toMatchObject({ signal: 'SIGKILL' })
    expect(answers.size).toBeLessThan(conversations.flat().length)

    const second = await machine.start()
    for (const messages of conversations) {
      for (const message of messages) {
        const answer = await second.ask(message)
        expect(answer).toEqual(answers.get(message) ?? answer)
      }
      const history = await second.history(messages[0]?.session_id ?? '')
      expect(history.map(turn => [turn.message_id, turn.prompt])).toEqual(
        messages.map(message => [message.message_id, message.prompt]),
      )
    }
    expect((await second.end('SIGTERM')).code).toBe(0)
  })
})
