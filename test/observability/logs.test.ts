import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { SAME_SITE } from '../support/admin.ts'
import { startGraph } from '../support/graph.ts'
import { startOllama } from '../support/ollama.ts'
import { openMachine } from '../support/program.ts'
import { FAILURES, startTelegram, TOKEN } from '../support/telegram.ts'
import { newChat } from '../support/web.ts'
import { CLOUD, change, envelope, failedStatus, payload, post } from '../support/whatsapp-posts.ts'

// The whole program as it runs in production, with people on every channel, things going wrong, and
// then a search in all that it has written.
const ANA = { phone: '5492214567890', userId: 'AR.1234567890123456' }
const TELEGRAM_CHAT = 987_654_321
const SESSION = newChat()
const PASSWORD = 'mate amargo con peperina'
const REQUEST = 'feedfacefeedfacefeedfacefeedface'
const SAID = 'quisiera saber por la escritura de mi tía Eulalia, DNI 38.112.904, tel 221 456-7890'

const PRIVATE = [
  ...['Eulalia', 'tía', '38.112.904', '38112904', '221 456-7890'],
  ...[ANA.phone, ANA.userId, String(TELEGRAM_CHAT), SESSION],
  ...[TOKEN, CLOUD.token, CLOUD.appSecret, CLOUD.verifyToken],
  ...[PASSWORD, 'clave equivocada', 'iamjus_chat', 'iamjus_admin'],
]

interface Line {
  readonly level: string
  readonly msg: string
  readonly [name: string]: unknown
}

let output = ''
let lines: Line[] = []
let cookies: string[] = []

/** Checks again and again: it comes true, or the test fails. */
const until = (check: () => boolean) => vi.waitUntil(check, { timeout: 15_000, interval: 20 })

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

const run = async () => {
  const machine = openMachine()
  const [telegram, graph] = [await startTelegram(), await startGraph()]
  const reply = 'Preguntá en la oficina de tu municipio. Llevá tu DNI y contá cómo es tu casa.'
  const ollama = await startOllama({ reply })
  closing.push(machine.close, telegram.stop, graph.stop, ollama.stop)
  const program = await machine.start({
    ...graph.env,
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: telegram.url,
    OLLAMA_ENDPOINT_1: ollama.url,
    ADMIN_PASSWORD: PASSWORD,
    METRICS_PORT: '0',
  })
  const webhook = `${program.url}/webhooks/whatsapp`
  graph.hookTo(webhook)

  const web = async () => {
    const headers = { 'x-request-id': REQUEST }
    const first = await program.post('/generate', { prompt: SAID }, headers)
    cookies = first.headers.getSetCookie().map(one => one.split(/[=;]/)[1] ?? '')
    const body = { prompt: SAID, session_id: SESSION }
    await (await program.post('/generate', body, { accept: 'text/event-stream' })).text()
    await program.history(SESSION)
    await program.post('/generate', { ...body, session_id: 1 })
    await program.post('/clear', { session_id: SESSION })
  }
  /** What the data does not say goes to the model, as soon as that is seen to work. */
  const byTheModel = async () => {
    const prompt = 'tengo una duda con el medidor de la casa que compartimos con Eulalia'
    const ask = () => program.post('/generate', { prompt })
    const asked = () => JSON.stringify(ollama.bodies).split('medidor').length
    await vi.waitUntil(async () => (await ask()).ok && asked() > 1, { timeout: 15_000 })
    const before = asked()
    ollama.fault('500-runner')
    await vi.waitUntil(async () => (await ask()).ok && asked() > before, { timeout: 15_000 })
  }
  const login = (password: string) =>
    program.post('/admin/api/login', { name: 'admin', password }, SAME_SITE)
  const administration = async () => {
    await login('clave equivocada')
    const [cookie = ''] = (await login(PASSWORD)).headers.getSetCookie()
    cookies.push(cookie.split(/[=;]/)[1] ?? '')
    await program.get('/get_prompt', { cookie })
  }
  const onTelegram = async () => {
    telegram.fault('sendMessage', n =>
      n === 0 ? FAILURES.unparsable : n === 1 ? FAILURES.broken : undefined,
    )
    telegram.says(TELEGRAM_CHAT, SAID)
    await until(() => telegram.sent.length > 0)
    telegram.fault('sendMessage', () => FAILURES.blocked)
    const last = telegram.says(TELEGRAM_CHAT, 'hola')
    await until(() => telegram.isSettled(last))
  }
  const onWhatsapp = async () => {
    graph.says(ANA, SAID)
    await until(() => graph.sent.length > 0)
    await post(
      webhook,
      payload(change({ statuses: [{ ...failedStatus(131_026), recipient_id: ANA.phone }] })),
    )
    await post(webhook, envelope([{ from: ANA.phone, type: 'text' }], [ANA]))
    const forged = JSON.stringify(envelope([], [ANA]))
    const headers = { 'x-hub-signature-256': 'sha256=0' }
    await fetch(webhook, { method: 'POST', headers, body: forged })
  }
  const withoutDatabase = async () => {
    const other = new SQLite(join(machine.path, 'iamjus.db'))
    other.exec('begin immediate')
    const refused = await program.post('/generate', { prompt: SAID, session_id: SESSION })
    expect(refused.status).toBe(503)
    other.exec('rollback')
    other.close()
  }

  await Promise.all([web(), byTheModel(), administration(), onTelegram(), onWhatsapp()])
  await withoutDatabase()
  const { stdout, stderr } = await program.end('SIGTERM')
  return stdout + stderr
}

beforeAll(async () => {
  output = await run()
  lines = output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}, 60_000)

describe('the log of a day on which everything happens', () => {
  const turns = () => lines.filter(({ msg }) => msg === 'turno')

  test('has one line for each message that was answered, and no more of it', () => {
    for (const turn of turns())
      expect(turn).toEqual({
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        pid: expect.any(Number),
        hostname: expect.any(String),
        request: expect.stringMatching(/^([0-9a-f]{32}|\d+)$/),
        channel: expect.stringMatching(/^(web|telegram|whatsapp)$/),
        chat: expect.stringMatching(/^[\w-]{10}$/),
        source: expect.any(String),
        intents: expect.any(Number),
        ms: expect.any(Number),
        msg: 'turno',
      })
    const of = (channel: string) => turns().filter(turn => turn.channel === channel)
    expect(of('web').length).toBeGreaterThanOrEqual(4)
    expect([of('telegram').length, of('whatsapp').length]).toEqual([2, 1])
    expect(of('web').map(({ source }) => source)).toContain('llm')
    expect(of('telegram')[0]?.chat).toBe(of('telegram')[1]?.chat)
  })

  test('names a request as the proxy does', () => {
    expect(turns().filter(({ request }) => request === REQUEST)).toHaveLength(1)
  })

  test('tells what went wrong', () => {
    const messages = lines.filter(({ level }) => level !== 'info').map(({ msg }) => msg)
    expect(messages).toEqual(
      expect.arrayContaining([
        'intento fallido de entrar a la administración',
        'pedido sin respuesta',
        'Telegram no leyó el formato',
        'un mensaje no se entregó',
      ]),
    )
  })

  test.each(PRIVATE)('does not hold «%s»', secret => expect(output).not.toContain(secret))

  test('holds no cookie', () => {
    expect(cookies.filter(value => value.length > 20)).toHaveLength(2)
    for (const cookie of cookies) expect(output).not.toContain(cookie)
  })
})
