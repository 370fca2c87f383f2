import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readUpdate } from '../../../adapters/telegram/updates.ts'
import { replyOf } from '../../support/responder.ts'
import {
  openTelegramAdapter,
  type TelegramHarness,
  wordsOf,
} from '../../support/telegram-adapter.ts'
import { messageUpdate } from '../../support/telegram-messages.ts'

let harness: TelegramHarness
const LONG_ID = `municipio:${'General Juan Madariaga de la Costa '.repeat(3)}`
const CHOICES = [
  { id: 'requisitos', label: 'Qué papeles llevo' },
  { id: 'municipio:Coronel de Marina Leonardo Rosales', label: 'Coronel Rosales' },
  { id: LONG_ID, label: 'Madariaga' },
]

beforeEach(async () => {
  harness = await openTelegramAdapter(message => ({
    ...replyOf(`oí: ${wordsOf(message)}.`),
    choices: CHOICES,
  }))
  await harness.start()
})
afterEach(() => harness.close())

const group = { id: -5, type: 'supergroup', title: 'Barrio' }
const callsOf = (method: string) =>
  harness.telegram.calls.filter(call => call.method === method).map(call => call.payload)

describe('what arrives', () => {
  test.each([
    ['voice', { voice: { file_id: 'x', duration: 3 } }],
    ['photo', { photo: [{ file_id: 'x' }] }],
    ['sticker', { sticker: { file_id: 'x', emoji: '👍' } }],
    ['location', { location: { latitude: -34.9, longitude: -57.9 } }],
    ['contact', { contact: { phone_number: '1', first_name: 'Ana' } }],
    ['document', { document: { file_id: 'x' } }],
    ['animation', { animation: { file_id: 'x' }, document: { file_id: 'x' } }],
  ])('as a %s is told to be one', async (type, content) => {
    harness.telegram.says(41, content)
    await harness.telegram.screenOf(41).sees(`oí: ${type}.`)
    expect(harness.received[0]?.content).toEqual({ kind: 'unsupported', type })
  })

  test('under a photo counts as the text', async () => {
    harness.telegram.says(41, { photo: [{ file_id: 'x' }], caption: '¿esto sirve?' })
    await harness.telegram.screenOf(41).sees('oí: ¿esto sirve?.')
  })

  test('as a command is passed on with what follows it', async () => {
    harness.telegram.says(41, {
      text: '/start merlo',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    })
    await harness.telegram.screenOf(41).sees('oí: /start merlo.')
  })

  test('carries the time at which it was sent', async () => {
    harness.telegram.says(41, { text: 'hola', date: 1_700_000_000 })
    await harness.telegram.screenOf(41).sees('oí: hola.')
    expect(harness.received[0]?.sentAt).toEqual(new Date(1_700_000_000_000))
  })

  test('has another id when it was written to another bot', () => {
    const update = messageUpdate(7, 1, 41, { text: 'hola' })
    const idOf = (bot: string) => {
      const event = readUpdate(update, bot)
      return event?.kind === 'message' ? event.message.messageId : undefined
    }
    expect(idOf('123')).toBe(idOf('123'))
    expect(idOf('123')).not.toBe(idOf('456'))
  })

  test('from nobody, by another bot or in a form unheard of is left alone', async () => {
    harness.telegram.says(41, { pinned_message: { message_id: 1 } })
    harness.telegram.says(41, { text: 'soy un bot', from: { id: 9, is_bot: true } })
    harness.telegram.push({ update_id: 5000, edited_message: { text: 'x' } } as never)
    harness.telegram.push({ update_id: 5001, message: { text: 'x' } } as never)
    await expect.poll(harness.telegram.open).toEqual([])
    harness.telegram.says(42, 'hola')
    await harness.telegram.screenOf(42).sees('oí: hola.')
    expect(harness.received).toHaveLength(1)
  })

  test('in a group gets one line, then the group is left for good', async () => {
    harness.telegram.says(41, { text: 'hola', chat: group })
    harness.telegram.says(41, { text: '/ayuda', chat: group })
    harness.telegram.says(41, 'hola')
    await harness.telegram.screenOf(41).sees('oí: hola.')
    await harness.telegram.screenOf(group.id).sees(/en privado/)
    expect(harness.telegram.sent.filter(({ chat_id }) => chat_id === group.id)).toHaveLength(1)
    await expect.poll(() => callsOf('leaveChat')).toContainEqual({ chat_id: group.id })
    // Brought back, it goes without a word.
    const left = callsOf('leaveChat').length
    harness.telegram.says(41, { text: '/start', chat: group })
    await expect.poll(() => callsOf('leaveChat').length).toBeGreaterThan(left)
    expect(harness.telegram.sent.filter(({ chat_id }) => chat_id === group.id)).toHaveLength(1)
    expect(harness.received).toHaveLength(1)
  })

  test('only of the kinds that are asked for', async () => {
    await expect.poll(() => harness.telegram.countOf('getUpdates')).toBeGreaterThan(0)
    expect(callsOf('getUpdates')[0]).toMatchObject({
      allowed_updates: ['message', 'callback_query'],
    })
    expect(callsOf('deleteWebhook')).toEqual([{ drop_pending_updates: false }])
    expect(callsOf('setMyCommands')[0]).toMatchObject({
      commands: [{ command: 'ayuda' }, { command: 'borrar' }],
    })
  })
})

describe('a button', () => {
  test.each(CHOICES.slice(0, 2))('gives its choice: $label', async choice => {
    harness.telegram.says(41, 'hola')
    await harness.telegram.screenOf(41).sees('oí: hola.')
    harness.telegram.taps(41, choice.label)
    await harness.telegram.screenOf(41).sees(`oí: ${choice.label}.`)
    expect(harness.received[1]).toMatchObject({
      chatId: '41',
      content: { kind: 'choice', ...choice },
    })
    await expect.poll(() => callsOf('answerCallbackQuery')).toHaveLength(1)
  })

  test('whose id is too long gives its label', async () => {
    harness.telegram.says(41, 'hola')
    await harness.telegram.screenOf(41).sees('oí: hola.')
    harness.telegram.taps(41, 'Madariaga')
    await harness.telegram.screenOf(41).sees('oí: Madariaga.')
    expect(harness.received[1]?.content).toMatchObject({ kind: 'choice', label: 'Madariaga' })
  })

  test('is obeyed although Telegram does not take the answer to it', async () => {
    harness.telegram.fault('answerCallbackQuery', () => 'cut')
    harness.telegram.says(41, 'hola')
    await harness.telegram.screenOf(41).sees('oí: hola.')
    harness.telegram.taps(41, 'Qué papeles llevo')
    await harness.telegram.screenOf(41).sees('oí: Qué papeles llevo.')
  })

  test('of a message that Telegram no longer shows gives its id', async () => {
    const chat = { id: 41, type: 'private' }
    harness.telegram.push({
      update_id: 5000,
      callback_query: { id: 'q', from: { id: 41 }, data: 'requisitos', message: { chat, date: 0 } },
    } as never)
    await harness.telegram.screenOf(41).sees('oí: requisitos.')
    expect(harness.received[0]?.content).toMatchObject({ kind: 'choice', id: 'requisitos' })
  })
})
