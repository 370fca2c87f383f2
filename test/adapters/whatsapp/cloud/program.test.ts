import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { render } from '../../../../adapters/whatsapp/render.ts'
import { type GraphDouble, startGraph } from '../../../support/graph.ts'
import { HARD_QUESTION } from '../../../support/hard-question.ts'
import { type OllamaDouble, startOllama } from '../../../support/ollama.ts'
import { openMachine } from '../../../support/program.ts'
import { ANA, BETO, CLARA } from '../../../support/whatsapp-cloud.ts'
import { contentOf, envelope, post, wireMessage } from '../../../support/whatsapp-posts.ts'

// The whole program, as its own process, with people on the other side of a strict Graph API.
let graph: GraphDouble
let ollama: OllamaDouble
let machine: ReturnType<typeof openMachine>
beforeAll(async () => {
  machine = openMachine()
  graph = await startGraph()
  ollama = await startOllama({ firstTokenMs: 1000 })
})
afterAll(async () => {
  await machine.close()
  await graph.stop()
  await ollama.stop()
})

const PATH = '/webhooks/whatsapp'
const seenBy = (address: string) => graph.sentTo(address).map(({ seen }) => seen)
const hears = async (address: string, count: number) => {
  await expect.poll(() => seenBy(address).length, { timeout: 15_000 }).toBe(count)
  return seenBy(address)
}

describe('the program on WhatsApp', () => {
  let program: Awaited<ReturnType<typeof machine.start>>
  beforeAll(async () => {
    program = await machine.start({ ...graph.env, OLLAMA_ENDPOINT_1: ollama.url })
    graph.hookTo(program.url + PATH)
  })

  test('takes part in the handshake of Meta', async () => {
    const query = (token: string) =>
      `?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}`
    const verify = (token: string) => program.get(PATH + query(token))
    expect(await (await verify(graph.config.verifyToken)).text()).toBe('42')
    expect((await verify('otro')).status).toBe(403)
  })

  test('answers what is written, said, tapped and numbered, each by one message', async () => {
    graph.says(CLARA, 'hola')
    expect((await hears(CLARA.userId, 1))[0]).toContain('*IAMJus*')
    graph.says(CLARA, 'soy de Lanús')
    await hears(CLARA.userId, 2)
    graph.taps(CLARA, 'Qué papeles llevo')
    expect((await hears(CLARA.userId, 3))[2]).toContain('DNI')
    graph.says(CLARA, { type: 'audio', audio: { id: '1', voice: true } })
    expect((await hears(CLARA.userId, 4))[3]).toContain('solo puedo leer texto')
    expect(graph.refusals).toEqual([])
  })

  test('gives each of twelve people at once their own answer', async () => {
    const places = ['Merlo', 'Lanús', 'Tigre', 'Quilmes', 'Azul', 'Tandil', 'Junín', 'Pilar']
    places.push('Berisso', 'Ensenada', 'Dolores', 'Luján')
    const asked = places.map((place, i) => {
      return { phone: `54911555500${i + 10}`, prompt: `¿dónde queda la oficina en ${place}?` }
    })
    const messages = asked.map(({ phone, prompt }) => wireMessage({ phone }, contentOf(prompt)))
    graph.push(envelope(messages))
    const expected = await Promise.all(
      asked.map(async ({ prompt }) => render((await program.ask({ prompt })).response)),
    )
    expect(new Set(expected).size).toBe(places.length)
    expect(await Promise.all(asked.map(({ phone }) => hears(phone, 1)))).toEqual(
      expected.map(text => [text]),
    )
  })

  test('answers a message that is delivered again once, also at the same time', async () => {
    const twice = envelope([wireMessage(BETO, contentOf('gracias'))], [BETO])
    await Promise.all([1, 2, 3].map(() => post(program.url + PATH, twice)))
    expect(await post(program.url + PATH, twice)).toBe(200)
    graph.says(BETO, 'hola')
    await graph.screenOf(BETO.phone).sees('IAMJus')
    expect(seenBy(BETO.phone)).toHaveLength(2)
  })

  test('says of a whole album once that it cannot be read, for each answer is paid', async () => {
    const dora = { phone: '5492215551250' }
    const photos = Array.from({ length: 12 }, (_, n) =>
      wireMessage(dora, { type: 'image', image: { id: String(n) } }),
    )
    await post(program.url + PATH, envelope(photos))
    await hears(dora.phone, 1)
    graph.push(envelope([wireMessage(dora, contentOf('soy de Lanús'))]))
    const [first = '', second = ''] = await hears(dora.phone, 2)
    expect(first).toContain('solo puedo leer texto')
    expect(second).toContain('Lanús')
  })

  test('says 200 at once while a model writes, and shows that it is writing', async () => {
    const wire = wireMessage(ANA, contentOf(HARD_QUESTION))
    expect(await post(program.url + PATH, envelope([wire], [ANA]))).toBe(200)
    expect(seenBy(ANA.phone)).toEqual([])
    await expect.poll(() => graph.receipts).toContain(wire.id)
    expect(seenBy(ANA.phone)).toEqual([])
    await hears(ANA.phone, 1)
  })

  test('ends well, and has logged no warning, token, secret or number', async () => {
    const { code, stderr } = await program.end('SIGTERM')
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/warning|deprecat/i)
    expect(stderr).not.toMatch(/EAAdoble|secreto-de|inventado|5492215551234|1502/)
  })
})

test('a token that Meta does not know leaves the page working, and the operator is told', async () => {
  const program = await machine.start({ ...graph.env, WHATSAPP_CLOUD_TOKEN: 'otro' })
  await expect.poll(program.log).toContain('no reconoce el token')
  // Which is not for everybody.
  expect(await (await program.get('/readyz')).json()).toMatchObject({
    problems: ['whatsapp: no anda'],
  })
  expect((await program.ask({ prompt: 'hola' })).response).toContain('IAMJus')
  expect((await program.end('SIGTERM')).code).toBe(0)
})

test('a token without the rest stops the start, and says what is missing', async () => {
  const { code, stderr } = await machine.runToEnd({ WHATSAPP_CLOUD_TOKEN: 'EAA' })
  expect(code).toBe(1)
  expect(stderr).toContain('WHATSAPP_CLOUD_PHONE_ID, WHATSAPP_CLOUD_APP_SECRET')
})
