import { describe, expect, test } from 'vitest'
import { Fault, type FaultKind } from '../../src/llm/faults.ts'
import { generate, outcomeOf } from '../support/generation.ts'
import { FAULTS, HARMLESS, type Fault as ServerFault } from '../support/ollama.ts'
import { openDoubles, REPLY, until } from '../support/ollama-caller.ts'

const { start, faulty } = openDoubles()

/** What these say is an answer, be it half of one. */
const ANSWERS: Partial<Record<ServerFault, string>> = {
  ...Object.fromEntries(HARMLESS.map(fault => [fault, REPLY])),
  'wrong-type': REPLY,
  'done-twice': REPLY,
  'after-done': REPLY,
  'slow-first': REPLY,
  'truncated-prompt': REPLY,
  'done-length': 'Podés ir a la',
}
const KINDS: Partial<Record<ServerFault, FaultKind>> = {
  'rst-accept': 'broken',
  silence: 'silent',
  'slow-headers': 'silent',
  '400-thinking': 'rejected',
  '400-context': 'rejected',
  '403-empty': 'broken',
  '404-model': 'no-model',
  '429': 'busy',
  '499': 'broken',
  '500-runner': 'broken',
  '502-html': 'broken',
  '503-busy': 'busy',
  '200-html': 'garbled',
  '307': 'broken',
  '200-error': 'broken',
  '200-error-object': 'broken',
  'rst-headers': 'broken',
  'rst-mid': 'broken',
  gzip: 'broken',
  'hang-mid': 'silent',
  'slow-loris': 'silent',
  truncated: 'garbled',
  'cut-json': 'garbled',
  'malformed-line': 'garbled',
  'error-line': 'broken',
  'invalid-utf8': 'garbled',
  'long-line': 'garbled',
  endless: 'endless',
  'repeat-stop': 'garbled',
  empty: 'empty',
  whitespace: 'empty',
  'thinking-only': 'empty',
}
const EXPECTED = { ...ANSWERS, ...KINDS }
/** Without a stream there is one thing to read, and nothing may come after it. */
const EXPECTED_WHOLE = {
  ...EXPECTED,
  'done-twice': 'garbled',
  'after-done': 'garbled',
  endless: 'slow',
  ...Object.fromEntries(
    (['silence', 'slow-headers', 'hang-mid', 'slow-loris'] as const).map(fault => [fault, 'slow']),
  ),
}

/** For faults that only end when somebody loses patience. */
const limitsFor = (fault: ServerFault, stream: boolean) => {
  const waits = stream ? EXPECTED[fault] === 'silent' : EXPECTED_WHOLE[fault] === 'slow'
  return waits ? { firstMs: 100, stallMs: 100, wholeMs: 150 } : {}
}

describe('an answer', () => {
  test.each(FAULTS)('with %s is what the protocol makes of it', async fault => {
    const double = await faulty(fault)
    const generation = generate(double, { limits: limitsFor(fault, true) })
    expect(await outcomeOf(generation)).toBe(EXPECTED[fault])
    await until(() => expect(double.counters.active).toBe(0))
  })

  test.each(FAULTS)('in one piece with %s is what the protocol makes of it', async fault => {
    const double = await faulty(fault)
    const generation = generate(double, { stream: false, limits: limitsFor(fault, false) })
    expect(await outcomeOf(generation)).toBe(EXPECTED_WHOLE[fault])
    await until(() => expect(double.counters.active).toBe(0))
  })

  test('of an address where nobody listens is none', async () => {
    const double = await start()
    await double.stop()
    expect(await outcomeOf(generate(double))).toBe('refused')
    expect(await outcomeOf(generate({ url: 'http://no-such-host.invalid:11434' }))).toBe('refused')
  })

  test('is read piece by piece, with nothing added or lost', async () => {
    const pieces: string[] = []
    await generate(await faulty('one-byte-chunks'), { onText: piece => pieces.push(piece) })
    expect(pieces.slice(0, 2)).toEqual(['Podés', ' ir'])
    expect(pieces.join('')).toBe(REPLY)
  })
})

describe('a fault says in Spanish', () => {
  const reasonOf = (double: { url: string }) =>
    generate(double).then(
      () => '',
      (fault: Fault) => fault.message,
    )

  test.each([
    ['404-model', "HTTP 404: model 'gemma2:9b' not found"],
    ['502-html', 'HTTP 502: Bad Gateway'],
    ['403-empty', 'HTTP 403: sin explicación'],
    ['200-error-object', 'model runner has unexpectedly stopped'],
    ['truncated', 'se cortó antes de terminar'],
    ['rst-mid', 'se cortó la conexión'],
  ] as const)('what %s was', async (fault, reason) => {
    expect(await reasonOf(await faulty(fault))).toContain(reason)
  })
})

describe('a limit ends the request and the work of the server', () => {
  test('when the first words do not come', async () => {
    const double = await start({ firstTokenMs: 60_000 })
    const generation = generate(double, { limits: { firstMs: 50 } })
    expect(await outcomeOf(generation)).toBe('silent')
    await until(() => expect(double.counters).toMatchObject({ active: 0, aborted: 1 }))
  })

  test('when the words stop, however soon the first ones came', async () => {
    const double = await faulty('hang-mid')
    expect(await outcomeOf(generate(double, { limits: { stallMs: 50 } }))).toBe('silent')
    await until(() => expect(double.counters).toMatchObject({ active: 0, aborted: 1 }))
  })

  test('but not while words come, however long all of them take', async () => {
    const double = await start({ firstTokenMs: 1, tokenMs: 40 })
    const limits = { firstMs: 200, stallMs: 200, wholeMs: 200 }
    expect(await outcomeOf(generate(double, { limits }))).toBe(REPLY)
  })

  test('when what comes whole does not come', async () => {
    const double = await start({ firstTokenMs: 60_000 })
    const generation = generate(double, { stream: false, limits: { wholeMs: 50 } })
    expect(await outcomeOf(generation)).toBe('slow')
    await until(() => expect(double.counters).toMatchObject({ active: 0, aborted: 1 }))
  })

  test('when there are too many pieces', async () => {
    const double = await start({ reply: 'no '.repeat(30) })
    expect(await outcomeOf(generate(double, { limits: { maxPieces: 31 } }))).toContain('no no')
    expect(await outcomeOf(generate(double, { limits: { maxPieces: 30 } }))).toBe('endless')
  })

  test('when there are too many bytes', async () => {
    const double = await start({ reply: 'a'.repeat(5000) })
    for (const stream of [true, false]) {
      expect(await outcomeOf(generate(double, { stream, limits: { maxBytes: 9000 } }))).toMatch(
        'aa',
      )
      const generation = generate(double, { stream, limits: { maxBytes: 4000 } })
      expect(await outcomeOf(generation)).toBe('garbled')
    }
  })
})

describe('a caller that leaves', () => {
  const leaves = { reason: new Fault('cancelled', 'se fue') }
  const SOON = { timeout: 250, interval: 2 }

  test.each([true, false])('before the first words frees the server (stream: %s)', async stream => {
    const double = await start({ firstTokenMs: 60_000 })
    const control = new AbortController()
    const generation = generate(double, { stream, signal: control.signal })
    await until(() => expect(double.counters.active).toBe(1))
    control.abort(leaves.reason)
    await expect(generation).rejects.toBe(leaves.reason)
    await expect.poll(() => double.counters, SOON).toMatchObject({ active: 0, aborted: 1 })
  })

  test('in the middle frees the server', async () => {
    const double = await faulty('hang-mid')
    const control = new AbortController()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const generation = generate(double, { signal: control.signal, onText: () => begin() })
    await begun
    control.abort(leaves.reason)
    await expect(generation).rejects.toBe(leaves.reason)
    await expect.poll(() => double.counters, SOON).toMatchObject({ active: 0, aborted: 1 })
  })

  test('before the request does not trouble the server', async () => {
    const double = await start()
    const signal = AbortSignal.abort(leaves.reason)
    await expect(generate(double, { signal })).rejects.toBe(leaves.reason)
    expect(double.counters.chats).toBe(0)
  })
})
