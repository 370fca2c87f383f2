import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCore } from '../support/core.ts'
import { openChat } from '../support/responder.ts'

let core: Awaited<ReturnType<typeof startCore>>
beforeAll(async () => {
  core = await startCore()
})
afterAll(() => core.stop())

const say = (...texts: string[]) => openChat(core.inbox).sayAll(...texts)

test.each(['estoy muy mal', 'me siento re mal', 'ando triste'])(
  'who only says to be unwell is told who listens: %s',
  async text => {
    const { text: said, about } = await say(text)
    expect(said).toContain('135')
    expect(about.source).toBe('safety')
  },
)

test.each(['estoy mal de la vista y no leo bien', 'estoy mal de plata, ¿es gratis?'])(
  'who says why gets what it asks for: %s',
  async text => {
    expect((await say(text)).about.source).not.toBe('safety')
  },
)

test.each(['👎', '😡', '🙄 😤'])('who is not content is asked again: %s', async text => {
  expect((await say('soy de Merlo', text)).text).toMatch(/^Perdón/)
})

test.each([
  ['no te pregunté los papeles. ¿Para qué sirve la escritura?', 'beneficios'],
  ['no te pedí eso, decime dónde queda', 'direcciones'],
])('what was not asked is not told again: %s', async (text, intent) => {
  const { about } = await say('soy de Merlo, ¿qué papeles llevo?', text)
  expect(about.intents).toEqual([intent])
})
