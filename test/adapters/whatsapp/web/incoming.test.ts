import { describe, expect, test } from 'vitest'
import { type RawMessage, readMessage } from '../../../../adapters/whatsapp/web/incoming.ts'

const ANA = '5492215550001@c.us'
const raw = (rest: Partial<RawMessage> = {}): RawMessage => ({
  id: { fromMe: false, remote: ANA, id: 'A1', _serialized: `false_${ANA}_A1` },
  from: ANA,
  type: 'chat',
  body: 'hola',
  timestamp: 1_700_000_000,
  ...rest,
})

describe('a message of WhatsApp', () => {
  test('is read', () => {
    expect(readMessage(raw())).toEqual({
      chatId: ANA,
      messageId: `false_${ANA}_A1`,
      sentAt: 1_700_000_000_000,
      content: { kind: 'text', text: 'hola' },
    })
  })

  test('keeps its id, whatever the key is called', () => {
    const id = `false_${ANA}_A1`
    const parts = { fromMe: false, remote: ANA, id: 'A1' }
    const remote = { _serialized: ANA }
    for (const key of [{ ...parts, $1: id }, parts, { ...parts, remote }])
      expect(readMessage(raw({ id: key }))?.messageId).toBe(id)
  })

  test.each([
    ['from a person without a number', '77001122@lid'],
    ['from a number', ANA],
  ])('is taken %s, and the chat is named as WhatsApp names it', (_, from) => {
    expect(readMessage(raw({ from }))?.chatId).toBe(from)
  })

  test.each<readonly [string, Partial<RawMessage>]>([
    ['of a group', { from: '123-456@g.us' }],
    ['of a channel', { from: '99@newsletter' }],
    ['of a list', { from: '99@broadcast' }],
    ['of the statuses', { from: 'status@broadcast' }],
    ['that is a status', { isStatus: true }],
    ['of our own', { fromMe: true }],
    ['of our own, by its key', { id: { fromMe: true, remote: ANA, id: 'A1' } }],
    ['without an id', { id: {} }],
    ['without a sender', { from: '' }],
    ['that is empty', { body: ' ' }],
    ...['revoked', 'e2e_notification', 'ciphertext', 'call_log', 'gp2', 'protocol', 'reaction'].map(
      type => [`of type ${type}`, { type }] as const,
    ),
  ])('%s is nothing for us', (_, rest) => {
    expect(readMessage(raw(rest))).toBeUndefined()
  })

  test.each([
    ['ptt', 'voice'],
    ['ptv', 'video'],
    ['poll_creation', 'poll'],
    ['image', 'photo'],
    ['sticker', 'sticker'],
    ['document', 'document'],
  ])('of type %s cannot be read', (type, name) => {
    const content = { kind: 'unsupported', type: name }
    expect(readMessage(raw({ type, body: '' }))).toMatchObject({ content })
  })

  test('is what stands under a picture, but not what a place is called', () => {
    expect(readMessage(raw({ type: 'image', body: '¿sirve?' }))?.content).toEqual({
      kind: 'text',
      text: '¿sirve?',
    })
    expect(readMessage(raw({ type: 'location', body: 'AAAA' }))?.content).toEqual({
      kind: 'unsupported',
      type: 'location',
    })
  })
})
