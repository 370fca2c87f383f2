import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ANA,
  BETO,
  CLARA,
  type CloudHarness,
  openCloud,
  wordsOf,
} from '../../../support/whatsapp-cloud.ts'
import {
  change,
  contentOf,
  envelope,
  failedStatus,
  type Person,
  payload,
  post,
  wireMessage,
} from '../../../support/whatsapp-posts.ts'

let harness: CloudHarness
beforeEach(async () => {
  harness = await openCloud()
  await harness.adapter.start(harness.receive)
})
afterEach(() => harness.close())

const message = (person: Person, content: string | object) =>
  wireMessage(person, contentOf(content))
const gets = async (...contents: (string | object)[]) => {
  const status = await post(
    harness.hook,
    envelope(
      contents.map(one => message(BETO, one)),
      [BETO],
    ),
  )
  expect(status).toBe(200)
  return harness.received.map(({ content }) => content)
}

describe('what a person sends', () => {
  test('has its wamid, the time at which it was written and the chat', async () => {
    const wire = { ...message(BETO, 'hola'), timestamp: '1790000000' }
    await post(harness.hook, envelope([wire], [BETO]))
    expect(harness.received).toEqual([
      {
        channel: 'whatsapp',
        chatId: BETO.phone,
        messageId: wire.id,
        sentAt: new Date(1_790_000_000_000),
        content: { kind: 'text', text: 'hola' },
      },
    ])
  })

  const choice = { id: 'requisitos', title: 'Qué papeles llevo' }
  test.each([
    ['button_reply', { button_reply: choice }],
    ['list_reply', { list_reply: { ...choice, description: 'x' } }],
  ])('by %s is a choice by its id', async (type, reply) => {
    expect(await gets({ type: 'interactive', interactive: { type, ...reply } })).toEqual([
      { kind: 'choice', id: 'requisitos', label: 'Qué papeles llevo' },
    ])
  })

  test('by the button of a template is its words', async () => {
    expect(await gets({ type: 'button', button: { payload: 'P', text: 'Más datos' } })).toEqual([
      { kind: 'text', text: 'Más datos' },
    ])
  })

  test.each(['audio', 'image', 'video', 'document', 'sticker', 'location', 'contacts', 'order'])(
    'of the kind %s is named, not read',
    async type => {
      expect(await gets({ type, [type]: { id: '1' } })).toEqual([{ kind: 'unsupported', type }])
    },
  )

  test('of a kind that nobody has heard of is named, too', async () => {
    expect(
      await gets({ type: 'unsupported', errors: [{ code: 131051 }] }, { type: 'new' }),
    ).toEqual([
      { kind: 'unsupported', type: 'unsupported' },
      { kind: 'unsupported', type: 'new' },
    ])
  })

  test('under a photo is read', async () => {
    expect(await gets({ type: 'image', image: { id: '1', caption: '¿sirve este?' } })).toEqual([
      { kind: 'text', text: '¿sirve este?' },
    ])
  })

  test('as a reaction, or that the system says, or in a group, is nothing for us', async () => {
    const reaction = { type: 'reaction', reaction: { message_id: 'x', emoji: '👍' } }
    const system = { type: 'system', system: { type: 'user_changed_number', body: 'cambió' } }
    const group = { ...contentOf('hola a todos'), group_id: 'grupo' }
    expect(await gets(reaction, system, { type: 'request_welcome' }, group)).toEqual([])
  })

  test('without what every message has is logged, and does not keep the others back', async () => {
    const bad = [
      { type: 'text', text: {} },
      { type: 'text', text: { body: 7 } },
      { type: 'text', text: { body: 'hola' }, id: '' },
      { type: 'interactive', interactive: { button_reply: {} } },
      { type: undefined },
    ]
    expect(await gets(...bad, 'hola')).toEqual([{ kind: 'text', text: 'hola' }])
    expect(harness.log()).toContain('"unreadable":5')
    for (const entry of [[null], [{ changes: 7 }], ['x']])
      expect(await post(harness.hook, { object: 'x', entry })).toBe(200)
  })
})

describe('a person', () => {
  test('without a number is known by their id, and answered by it', async () => {
    await post(harness.hook, envelope([message(CLARA, 'hola')], [CLARA]))
    await harness.graph.screenOf(CLARA.userId).sees('oí: hola.')
    expect(harness.received[0]?.chatId).toBe(CLARA.userId)
    expect(harness.graph.sent[0]).toMatchObject({ by: 'recipient', address: CLARA.userId })
    expect(harness.graph.sent[0]?.body).not.toHaveProperty('to')
  })

  test('whose number is shown today and hidden tomorrow has one chat', async () => {
    const hidden = { userId: ANA.userId }
    await post(harness.hook, envelope([message(ANA, 'uno')], [ANA]))
    await post(harness.hook, envelope([message(hidden, 'dos')], [hidden]))
    await post(harness.hook, envelope([message({ phone: ANA.phone }, 'tres')], [ANA]))
    await harness.sent()
    expect(harness.received.map(({ chatId }) => chatId)).toEqual(Array(3).fill(ANA.userId))
    expect(harness.graph.sent.map(({ by }) => by)).toEqual(['to', 'recipient', 'to'])
  })

  test('is answered after a restart by what is known of the chat', async () => {
    for (const chatId of [BETO.phone, CLARA.userId])
      await harness.adapter.responder(chatId).send({
        text: 'esto quedó',
        choices: [],
        about: { municipios: [], candidates: [], intents: [], source: 'smalltalk', offices: [] },
      })
    expect(harness.graph.sent.map(({ by, address }) => [by, address])).toEqual([
      ['to', BETO.phone],
      ['recipient', CLARA.userId],
    ])
  })
})

describe('a batch', () => {
  test('of entries, changes, statuses and messages is read whole, in order', async () => {
    const statuses = [{ id: 'wamid.x', status: 'delivered' }, failedStatus(131026)]
    const batch = payload(
      change({ statuses }),
      change({
        contacts: [],
        messages: [message(BETO, 'uno'), message(CLARA, 'dos')],
        statuses: [{ id: 'wamid.y', status: 'read' }],
      }),
      change({ contacts: [], messages: [message(ANA, 'tres')] }),
    )
    batch.entry.push({ id: '2', changes: [change({ messages: [message(BETO, 'cuatro')] })] })
    expect(await post(harness.hook, batch)).toBe(200)
    await harness.sent()
    expect(harness.received.map(wordsOf)).toEqual(['uno', 'dos', 'tres', 'cuatro'])
    expect(harness.graph.sent).toHaveLength(4)
    expect(harness.log()).toMatch(/"code":131026.*un mensaje no se entregó/)
    expect(harness.log()).not.toContain('5492215551234')
  })

  test('of nothing but statuses is no message; a failed one that stops all is an alert', async () => {
    const status = (code: number) => payload(change({ statuses: [failedStatus(code)] }))
    expect(await post(harness.hook, status(131047))).toBe(200)
    expect(harness.adapter.status().state).toBe('ready')
    expect(await post(harness.hook, status(131031))).toBe(200)
    expect(harness.adapter.status()).toMatchObject({
      state: 'down',
      detail: expect.stringContaining('bloqueó la cuenta'),
    })
    expect(harness.received).toEqual([])
  })
})
