import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseMarkup, toSpans } from '../../adapters/markup.ts'
import { conversationId } from '../../src/channel.ts'
import { startCore } from '../support/core.ts'
import { incoming, recordingResponder } from '../support/responder.ts'

let core: Awaited<ReturnType<typeof startCore>>
let chats = 0

/** A chat of its own on this channel; gives what it is sent. */
const openOn = (channel: 'telegram' | 'whatsapp' | 'web') => {
  const chatId = `${++chats}`
  const responder = recordingResponder()
  const say = async (text: string, messageId?: string) => {
    const message = incoming(text, { channel, chatId, ...(messageId && { messageId }) })
    const { answered } = await core.inbox.receive(message, responder)
    return answered
  }
  const sendPictures = async (count: number) => {
    const content = { kind: 'unsupported', type: 'photo' } as const
    const pictures = Array.from({ length: count }, () => incoming('', { channel, chatId, content }))
    const taken = await Promise.all(pictures.map(one => core.inbox.receive(one, responder)))
    await Promise.all(taken.map(({ answered }) => answered))
  }
  return { id: conversationId(channel, chatId), say, sendPictures, sent: responder.sent }
}
const shown = (text: string) =>
  toSpans(parseMarkup(text), '•')
    .map(span => span.text)
    .join('')
let settings: typeof core.admin.settings

beforeAll(async () => {
  core = await startCore()
  settings = core.admin.settings
})
afterEach(async () => {
  for (const channel of ['web', 'telegram', 'whatsapp']) await settings.open(channel, '', 'ana')
  await settings.setBanner('', undefined, 'ana')
})
afterAll(() => core.stop())

describe('a channel that is switched off', () => {
  test('gives one polite answer with the official contact, whatever is asked', async () => {
    await settings.close('telegram', 'datos en revisión', 'ana')
    const { say } = openOn('telegram')
    for (const text of ['¿dónde queda en Merlo?', 'hola', '/start', '👍']) {
      const { text: said, about } = await say(text)
      expect(said).toContain('no está atendiendo')
      expect(said).toContain('https://www.gba.gob.ar/escribaniageneral')
      expect(said).not.toContain('datos en revisión')
      expect(about).toMatchObject({ source: 'safety', intents: ['canal_apagado'], municipios: [] })
    }
  })

  test('answers each message once, and leaves the other channels alone', async () => {
    await settings.close('telegram', 'datos en revisión', 'ana')
    const chat = openOn('telegram')
    await chat.say('hola', 'm1')
    await chat.say('hola', 'm1')
    expect(chat.sent).toHaveLength(1)
    expect((await openOn('whatsapp').say('¿dónde queda en Merlo?')).about.municipios).toEqual([
      'Merlo',
    ])
  })

  test('says so once for all the pictures of an album', async () => {
    await settings.close('telegram', 'datos en revisión', 'ana')
    const { sendPictures, sent } = openOn('telegram')
    await sendPictures(5)
    expect(sent.map(({ text }) => text)).toEqual([expect.stringContaining('no está atendiendo')])
  })

  test('remembers the chat for when it is on again', async () => {
    const { say } = openOn('telegram')
    await say('¿qué papeles llevo en Merlo?')
    await settings.close('telegram', 'un rato', 'ana')
    await say('¿y dónde queda?')
    await settings.open('telegram', '', 'ana')
    expect((await say('¿y dónde queda?')).about.municipios).toEqual(['Merlo'])
  })

  test.each(['/borrar', 'borrá todos mis datos'])(
    'still deletes what it has of a person: %s',
    async text => {
      const { id, say } = openOn('telegram')
      await say('¿dónde queda en Merlo?')
      await settings.close('telegram', 'un rato', 'ana')
      expect((await say(text)).about.intents).toEqual(['borrar_datos'])
      expect(await core.chats.history(id)).toEqual([])
    },
  )

  test('still gives the help lines to who is in danger', async () => {
    await settings.close('whatsapp', 'un rato', 'ana')
    const { text } = await openOn('whatsapp').say('me quiero matar')
    expect(text).toContain('135')
  })

  test('is not in the queue of what was not understood', async () => {
    await settings.close('telegram', 'un rato', 'ana')
    await openOn('telegram').say('algo que quedó sin leer')
    const { items } = await core.admin.review.page({ channel: 'telegram' }, 50)
    expect(items.map(({ text }) => text)).not.toContain('algo que quedó sin leer')
  })
})

describe('the banner', () => {
  test('ends the greeting, as the operator wrote it, and no other answer', async () => {
    const words = 'El 24 *no* atendemos_ [mirá](x): https://www.gba.gob.ar/a_b_c <b>#1</b>'
    await settings.setBanner(words, undefined, 'ana')
    const { say } = openOn('whatsapp')
    const { text } = await say('hola')
    expect(shown(text)).toMatch(/elegí una opción\./)
    expect(shown(text).endsWith(`Aviso: ${words}`)).toBe(true)
    expect((await say('¿dónde queda en Merlo?')).text).not.toContain('Aviso')
  })

  test('is shown by the web page, which repeats it in no greeting', async () => {
    await settings.setBanner('El 24 no atendemos.', undefined, 'ana')
    expect((await openOn('web').say('hola')).text).not.toContain('El 24')
    expect(core.notice('web')).toBe('El 24 no atendemos.')
  })

  test('gives way to what matters more: that nobody answers', async () => {
    await settings.setBanner('El 24 no atendemos.', undefined, 'ana')
    await settings.close('web', 'un rato', 'ana')
    expect(core.notice('web')).toContain('no está atendiendo')
    expect(core.notice('telegram')).toBe('El 24 no atendemos.')
  })
})
