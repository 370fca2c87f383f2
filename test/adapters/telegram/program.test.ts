import { createRequire } from 'node:module'
import type {
  TelegramServer as Server,
  TelegramServerConfig,
} from 'telegram-test-api/lib/telegramServer.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { render } from '../../../adapters/telegram/render.ts'
import { HARD_QUESTION } from '../../support/hard-question.ts'
import { type OllamaDouble, startOllama } from '../../support/ollama.ts'
import { freePort, openMachine } from '../../support/program.ts'
import { startTelegram, TOKEN } from '../../support/telegram.ts'

// The whole program, as its own process, against a Bot API that others have written.
const TelegramServer = createRequire(import.meta.url)('telegram-test-api') as new (
  config: Partial<TelegramServerConfig>,
) => Server

const closing: (() => unknown)[] = []
let machine: ReturnType<typeof openMachine>
beforeAll(() => {
  machine = openMachine()
})
afterAll(async () => {
  await machine.close()
  for (const close of closing) await close()
})

const startForeign = async () => {
  const port = await freePort()
  const server = new TelegramServer({ port, host: '127.0.0.1', storeTimeout: 600 })
  await server.start()
  closing.push(() => server.stop())
  const textsTo = (id: number) =>
    server.storage.botMessages.flatMap(({ message }) =>
      Number(message.chat_id) === id ? [message.text] : [],
    )
  interface Keyboard {
    readonly inline_keyboard: { readonly text: string; readonly callback_data: string }[][]
  }
  const buttonOf = (id: number, label: string) => {
    for (const { message } of server.storage.botMessages.toReversed()) {
      const { inline_keyboard = [] } = (message.reply_markup ?? {}) as Partial<Keyboard>
      const button = inline_keyboard.flat().find(({ text }) => text === label)
      if (button && Number(message.chat_id) === id)
        return { message: { text: message.text, reply_markup: { inline_keyboard } }, button }
    }
    throw new Error(`there is no button «${label}»`)
  }
  return {
    env: { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` },
    person: (id: number) => {
      const client = server.getClient(TOKEN, { userId: id, chatId: id })
      return {
        says: (text: string) => client.sendMessage(client.makeMessage(text)),
        commands: (text: string) => client.sendCommand(client.makeCommand(text)),
        taps: (label: string) => {
          const { message, button } = buttonOf(id, label)
          return client.sendCallback(client.makeCallbackQuery(button.callback_data, { message }))
        },
        texts: () => textsTo(id),
        /** Resolves with the answers once there are this many. */
        hears: async (count: number) => {
          await expect.poll(() => textsTo(id).length, { timeout: 15_000 }).toBe(count)
          return textsTo(id)
        },
      }
    },
  }
}

describe('the program in Telegram', () => {
  let program: Awaited<ReturnType<typeof machine.start>>
  let ollama: OllamaDouble
  let person: Awaited<ReturnType<typeof startForeign>>['person']
  beforeAll(async () => {
    const foreign = await startForeign()
    ollama = await startOllama({ firstTokenMs: 1000 })
    closing.push(() => ollama.stop())
    person = foreign.person
    program = await machine.start({ ...foreign.env, OLLAMA_ENDPOINT_1: ollama.url })
  })

  test('answers what is written, commands and buttons, as it does on the page', async () => {
    const ana = person(41)
    await ana.commands('/start merlo')
    expect((await ana.hears(1))[0]).toContain('IAMJus')
    await ana.says('soy de Lanús')
    await ana.hears(2)
    await ana.taps('Qué papeles llevo')
    expect((await ana.hears(3))[2]).toContain('DNI')
    await ana.commands('/ayuda')
    expect((await ana.hears(4))[3]).toContain('asistente automático')
    await ana.commands('/borrar')
    expect((await ana.hears(5))[4]).toContain('borré')
  })

  test('gives each of twenty people at once their own answer', async () => {
    const places = ['Merlo', 'Lanús', 'Tigre', 'Quilmes', 'Azul', 'Tandil', 'Junín', 'Pilar']
    places.push('Berisso', 'Ensenada', 'Dolores', 'Balcarce', 'Necochea', 'Olavarría', 'Zárate')
    places.push('Campana', 'Luján', 'Chivilcoy', 'Pergamino', 'Avellaneda')
    const asked = places.map((place, i) => {
      return { ...person(100 + i), prompt: `¿dónde queda la oficina en ${place}?` }
    })
    await Promise.all(asked.map(({ says, prompt }) => says(prompt)))
    const expected = await Promise.all(
      asked.map(async ({ prompt }) => render((await program.ask({ prompt })).response)[0]?.html),
    )
    expect(new Set(expected).size).toBe(places.length)
    expect(await Promise.all(asked.map(({ hears }) => hears(1)))).toEqual(
      expected.map(html => [html]),
    )
  })

  test('does not let one person wait for the answer that a model writes for another', async () => {
    const [ana, beto] = [person(51), person(52)]
    await ana.says(HARD_QUESTION)
    await expect.poll(() => ollama.counters.active).toBe(1)
    await beto.says('¿qué papeles llevo en Merlo?')
    expect((await beto.hears(1))[0]).toContain('DNI')
    expect([ollama.counters.active, ana.texts()]).toEqual([1, []])
    await ana.hears(1)
  })

  test('ends well, and has logged no warning and no token', async () => {
    const { code, stderr } = await program.end('SIGTERM')
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/warning|deprecat/i)
    expect(stderr).not.toContain(TOKEN)
  })
})

describe('a Telegram that does not work', () => {
  test('leaves the page working, and tells the operator until it works again', async () => {
    const telegram = await startTelegram()
    closing.push(() => telegram.stop())
    await telegram.stop()
    const program = await machine.start({
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
    })
    const problems = async () =>
      ((await (await program.get('/readyz')).json()) as { problems: string[] }).problems
    await expect.poll(program.log).toContain('No hay conexión con Telegram')
    expect(await problems()).toEqual(['telegram: todavía no está conectado'])
    expect((await program.ask({ prompt: 'requisitos en Merlo' })).municipios).toEqual(['Merlo'])
    await telegram.restart()
    telegram.says(61, 'hola')
    await telegram.screenOf(61).sees('IAMJus')
    expect(await problems()).toEqual([])
    await program.end('SIGTERM')
  })

  test('because of its token leaves the page working', async () => {
    const telegram = await startTelegram()
    closing.push(() => telegram.stop())
    const env = { TELEGRAM_BOT_TOKEN: '1:otro', TELEGRAM_API_ROOT: telegram.url }
    const program = await machine.start(env)
    await expect.poll(program.log).toContain('no reconoce el token')
    // Which is not for everybody.
    expect(await (await program.get('/readyz')).text()).toContain('telegram: no anda')
    expect((await program.ask({ prompt: 'hola' })).response).toContain('IAMJus')
    expect((await program.end('SIGTERM')).code).toBe(0)
  })
})
