import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { conversationId } from '../../src/channel.ts'
import { startCore } from '../support/core.ts'
import { HARD_QUESTION } from '../support/hard-question.ts'
import { type OllamaDouble, startOllama } from '../support/ollama.ts'
import { until } from '../support/ollama-caller.ts'
import { openChat } from '../support/responder.ts'

const GOOD = 'Preguntá en la oficina de tu municipio. Llevá tu DNI y contá cómo es tu casa.'

let ollama: OllamaDouble
let core: Awaited<ReturnType<typeof startCore>>
beforeAll(async () => {
  ollama = await startOllama({ firstTokenMs: 0, tokenMs: 0 })
  core = await startCore({ OLLAMA_ENDPOINT_1: ollama.url })
  await until(() => expect(core.model?.status().endpoints[0]?.state).toBe('up'))
})
afterAll(async () => {
  await core?.stop()
  await ollama?.stop()
})
beforeEach(() => ollama.reply(GOOD))

const systemText = () => ollama.bodies.at(-1)?.messages[0]?.content ?? ''

describe('a trial', () => {
  test('asks the model with the draft, behind the rules that nobody can edit away', async () => {
    const { reply } = await core.admin.trials.run(HARD_QUESTION, 'Sos un borrador.')
    expect(reply).toMatchObject({ about: { source: 'llm' } })
    expect(reply.text).toContain(GOOD)
    expect(systemText()).toMatch(/^Reglas que valen siempre[\s\S]*Sos un borrador\.$/)
  })

  test('without a draft is what citizens get', async () => {
    const { reply } = await core.admin.trials.run(HARD_QUESTION)
    expect(systemText()).toContain(core.admin.prompts.published.text)
    expect(reply).toEqual(await openChat(core.inbox).say(HARD_QUESTION))
  })

  test('goes through the same checks, and those know the draft', async () => {
    const draft = 'Contá siempre con mucha calma y sin apuro que la paciencia todo lo alcanza.'
    ollama.reply(`${GOOD} El trámite tarda 30 días y la oficina te llama al 4555-1234.`)
    const checked = await core.admin.trials.run(HARD_QUESTION, draft)
    expect(checked.reply.text).toContain('Preguntá en la oficina')
    expect(checked.reply.text).not.toMatch(/30 días|4555/)
    ollama.reply(draft)
    const { reply } = await core.admin.trials.run(HARD_QUESTION, draft)
    expect(reply.about.source).toBe('fallback')
  })

  test('is kept nowhere and counts nowhere', async () => {
    const before = core.model?.status().answers
    await core.admin.trials.run(HARD_QUESTION, 'Sos un borrador.')
    expect(core.model?.status().answers).toEqual(before)
    expect(await core.chats.history(conversationId('web', 'prueba'))).toEqual([])
    expect(await core.open()).toMatchObject({ count: 0 })
    expect(await core.admin.prompts.list()).toHaveLength(1)
  })

  test.each([
    ['empty', ' '],
    ['too long', 'a'.repeat(6001)],
  ])('of a draft that is %s is refused as publishing it would be', async (_, draft) => {
    await expect(core.admin.trials.run(HARD_QUESTION, draft)).rejects.toThrow(/^el texto/)
  })

  test('waits for the one before it, and too many are refused', async () => {
    const runs = Array.from({ length: 6 }, () => core.admin.trials.run(HARD_QUESTION, 'Sos otro.'))
    const outcomes = await Promise.allSettled(runs)
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array(4).fill('fulfilled'),
      'rejected',
      'rejected',
    ])
    expect(ollama.counters.maxActive).toBe(1)
  })

  test('that nobody waits for any more does not ask the model', async () => {
    const before = ollama.counters.chats
    const run = core.admin.trials.run(HARD_QUESTION, 'Sos otro.', AbortSignal.abort())
    await expect(run).rejects.toThrow('se detuvo')
    expect(ollama.counters.chats).toBe(before)
  })
})

describe('the saved questions', () => {
  test('are ten to begin with, and most of them ask the model', async () => {
    const questions = await core.admin.trials.list()
    expect(questions).toHaveLength(10)
    const replies = []
    for (const { text } of questions) replies.push((await core.admin.trials.run(text)).reply)
    const written = replies.filter(({ about }) => about.source === 'llm')
    expect(written.length).toBeGreaterThanOrEqual(6)
  })

  test('are added and taken away, none twice, none empty, and not without end', async () => {
    const { trials } = core.admin
    await trials.add('  ¿atienden los sábados?  ')
    expect((await trials.list()).at(-1)?.text).toBe('¿atienden los sábados?')
    await expect(trials.add('¿atienden los sábados?')).rejects.toThrow('ya está guardada')
    for (const text of [' ', 'a'.repeat(501)])
      await expect(trials.add(text)).rejects.toThrow('de 1 a 500 letras')
    for (const { id } of await trials.list()) await trials.remove(id)
    expect(await trials.list()).toEqual([])
    for (let i = 0; i < 30; i++) await trials.add(`pregunta ${i}`)
    await expect(trials.add('una más')).rejects.toThrow('hasta 30')
  })
})
