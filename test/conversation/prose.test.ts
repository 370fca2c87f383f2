import { afterEach, describe, expect, test } from 'vitest'
import { startCore } from '../support/core.ts'
import { HARD_QUESTION } from '../support/hard-question.ts'
import { type OllamaDouble, startOllama } from '../support/ollama.ts'
import { until } from '../support/ollama-caller.ts'
import { incoming, openChat, recordingResponder } from '../support/responder.ts'

const GOOD = 'Preguntá en la oficina de tu municipio. Llevá tu DNI y contá cómo es tu casa.'

const opened: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop()
})

const start = async (reply: string, options: { firstTokenMs?: number } = {}) => {
  const double = await startOllama({ firstTokenMs: 0, tokenMs: 0, reply, ...options })
  const core = await startCore({ OLLAMA_ENDPOINT_1: double.url })
  opened.push(core, double)
  // The few words that showed that the model works are no question.
  await until(() => expect(core.model?.status().endpoints[0]?.state).toBe('up'))
  const before = double.counters.chats
  return { double, core, asked: () => double.counters.chats - before }
}

const lastMessage = (double: OllamaDouble) => double.bodies.at(-1)?.messages.at(-1)?.content ?? ''

describe('what the data does not answer', () => {
  test('is written by the model, and says so', async () => {
    const { core, asked } = await start(GOOD)
    const { text, about } = await openChat(core.inbox).say(HARD_QUESTION)
    expect(text).toContain(`${GOOD}\n\nEsto lo redactó un programa y puede equivocarse`)
    expect(text).toContain('Decime tu municipio')
    expect(about.source).toBe('llm')
    expect(asked()).toBe(1)
  })

  test('is shown as it comes, each sentence once it was checked', async () => {
    const { core } = await start(`${GOOD} El trámite tarda 30 días.`)
    const shown: string[] = []
    const responder = { ...recordingResponder(), progress: (text: string) => shown.push(text) }
    const { answered } = await core.inbox.receive(incoming(HARD_QUESTION), responder)
    const { text } = await answered
    expect(shown.length).toBe(2)
    expect(shown.join('')).toBe(GOOD)
    expect(text).not.toContain('30')
  })

  test('is answered honestly from the data when there is no model, or nothing of its text stands', async () => {
    const { core, double } = await start('El trámite sale $ 15.000 y tarda 30 días.')
    const { about } = await openChat(core.inbox).say(HARD_QUESTION)
    expect(about.source).toBe('fallback')
    await double.stop()
    const { text, about: then } = await openChat(core.inbox).say(HARD_QUESTION)
    expect(then.source).toBe('fallback')
    expect(text).toContain('No sé si te entendí bien')
  })

  test('is not asked of a model when it has nothing to do with deeds', async () => {
    const { core, asked } = await start(GOOD)
    const { about } = await openChat(core.inbox).say('me recomendas una pelicula')
    expect(about.source).toBe('fallback')
    expect(asked()).toBe(0)
  })

  test('comes before the data, when the message also asks for that', async () => {
    const { core } = await start(GOOD)
    const story =
      'soy de Morón y mi viejo compró el terreno con un papel firmado hace mucho y no figura en ningún lado la verdad, ¿dónde puedo averiguar algo de eso?'
    const { text, about } = await openChat(core.inbox).say(story)
    expect(about).toMatchObject({
      source: 'llm',
      municipios: ['Morón'],
      intents: ['direcciones', 'requisitos'],
    })
    expect(text.indexOf(GOOD)).toBe(0)
    expect(about.offices.length).toBeGreaterThan(0)
    for (const office of about.offices) if (office.telefono) expect(text).toContain(office.telefono)
  })
})

describe('a question that the data answers', () => {
  test.each([
    'hola',
    'donde queda la oficina de Morón',
    'que papeles llevo en Merlo',
    'es gratis?',
    'gracias',
    'otro municipio',
    'quiero hablar con una persona',
    'me quiero morir',
    'a quien tengo que votar',
    'garantizame que en 30 dias la tengo',
    'where is the office in my town please',
  ])('never waits for a model: «%s»', async text => {
    const { core, asked } = await start(GOOD)
    const { about } = await openChat(core.inbox).say(text)
    expect(about.source).not.toBe('llm')
    expect(asked()).toBe(0)
  })
})

describe('what a model gets to see', () => {
  test('is no contact of an office, now or from before, and what it writes has the ones of the record', async () => {
    const { core, double } = await start('Llamá al {{TELEFONO}} y preguntá.')
    const chat = openChat(core.inbox)
    const card = await chat.say('donde queda la oficina de Morón')
    const { text, about } = await chat.say(HARD_QUESTION)
    const phone = card.about.offices.find(({ telefono }) => telefono)?.telefono ?? 'none'
    expect(text).toContain(`Llamá al ${phone} y preguntá.`)
    expect(about.offices.map(({ telefono }) => telefono)).toContain(phone)
    const wire = JSON.stringify(double.bodies)
    expect(wire).toContain('{{TELEFONO}}')
    for (const { telefono, direccion } of card.about.offices)
      for (const value of [telefono, direccion]) if (value) expect(wire).not.toContain(value)
  })

  test('is nobody’s document or telephone', async () => {
    const { core, double } = await start(GOOD)
    const chat = openChat(core.inbox)
    await chat.say(`${HARD_QUESTION}, mi dni es 23.456.789 y mi cel 11 5555-4444`)
    const wire = JSON.stringify(double.bodies)
    for (const secret of ['23.456.789', '5555-4444']) expect(wire).not.toContain(secret)
    expect(lastMessage(double)).toMatch(/\[dni\].*\[teléfono\]/)
  })

  test('is what was said before in this chat, and never what was said in another', async () => {
    const { core, double } = await start(GOOD)
    const chat = openChat(core.inbox)
    await openChat(core.inbox).say(`${HARD_QUESTION} Rufina`)
    await chat.say(`${HARD_QUESTION} Eulalia`)
    await chat.say('y con mi suegra pasa lo mismo con el medidor?')
    const last = double.bodies.at(-1)?.messages.map(({ content }) => content) ?? []
    expect(last.join()).toContain('Eulalia')
    expect(last.join()).not.toContain('Rufina')
    expect(last.length).toBe(4)
  })
})

describe('a person who leaves', () => {
  test('frees the slot, and finds the answer of the data later', async () => {
    const { core, double } = await start(GOOD, { firstTokenMs: 60_000 })
    const left = new AbortController()
    const responder = { ...recordingResponder(), signal: left.signal }
    const { answered } = await core.inbox.receive(incoming(HARD_QUESTION), responder)
    await until(() => expect(double.counters.active).toBe(1))
    left.abort()
    await until(() => expect(double.counters.active).toBe(0))
    expect((await answered).about.source).toBe('fallback')
  })
})

test('a person whose page connects again is waited for, and sees what is written', async () => {
  const double = await startOllama({ firstTokenMs: 300, reply: GOOD })
  const core = await startCore({ OLLAMA_ENDPOINT_1: double.url })
  opened.push(core, double)
  const message = incoming(HARD_QUESTION)
  const left = new AbortController()
  const first = { ...recordingResponder(), progress: () => {}, signal: left.signal }
  await core.inbox.receive(message, first)
  await until(() => expect(double.counters.active).toBe(1))
  const shown: string[] = []
  const again = { ...recordingResponder(), progress: (text: string) => shown.push(text) }
  const { duplicate, answered } = await core.inbox.receive(message, again)
  left.abort()
  expect(duplicate).toBe(true)
  expect((await answered).about.source).toBe('llm')
  expect(shown.join('')).toBe(GOOD)
})

test('closing answers from the data whoever waits for a model', async () => {
  const { core, double } = await start(GOOD, { firstTokenMs: 60_000 })
  const { answered } = await core.inbox.receive(incoming(HARD_QUESTION), recordingResponder())
  await until(() => expect(double.counters.active).toBe(1))
  const [{ about }] = await Promise.all([answered, core.close(400)])
  expect(about.source).toBe('fallback')
})
