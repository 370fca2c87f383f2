import { describe, expect, test } from 'vitest'
import type { Responder } from '../../src/channel.ts'
import { Audience } from '../../src/conversation/audience.ts'
import { recordingResponder, replyOf } from '../support/responder.ts'

/** Someone who sees parts of the answer, and may leave. */
const onlooker = () => {
  const seen: string[] = []
  const leaving = new AbortController()
  const responder = recordingResponder()
  const shows = { progress: (text: string) => void seen.push(text), signal: leaving.signal }
  return { seen, recorded: responder, responder: Object.assign(responder, shows), leaving }
}

describe('all that wait for one answer', () => {
  test('see that it is written and what is written; it is sent once', async () => {
    const [ana, copy] = [onlooker(), onlooker()]
    const audience = new Audience(ana.responder)
    audience.join(copy.responder)
    const everybody = audience.responder()
    await everybody.typing()
    everybody.progress?.('Es gratis.')
    await everybody.send(replyOf('Es gratis.'))
    expect([ana, copy].map(({ seen, recorded }) => [seen, recorded.typings])).toEqual([
      [['Es gratis.'], 1],
      [['Es gratis.'], 1],
    ])
    expect([ana, copy].map(({ recorded }) => recorded.sent.length)).toEqual([1, 0])
  })

  test('see what was written before they came at once, and the rest as it comes', () => {
    const [ana, copy] = [onlooker(), onlooker()]
    const audience = new Audience(ana.responder)
    const { progress } = audience.responder()
    progress?.('Es gratis.')
    progress?.(' Llevá el DNI.')
    audience.join(copy.responder)
    progress?.(' Y la boleta.')
    expect(copy.seen).toEqual(['Es gratis. Llevá el DNI.', ' Y la boleta.'])
  })

  test('have left only when the last of them has', async () => {
    const [ana, copy] = [onlooker(), onlooker()]
    const audience = new Audience(ana.responder)
    const everybody = audience.responder()
    const { signal } = everybody
    audience.join(copy.responder)
    ana.leaving.abort()
    await everybody.typing()
    everybody.progress?.('Es gratis.')
    expect(signal?.aborted).toBe(false)
    expect([ana.seen, ana.recorded.typings]).toEqual([[], 0])
    expect([copy.seen, copy.recorded.typings]).toEqual([['Es gratis.'], 1])
    copy.leaving.abort()
    expect(signal?.aborted).toBe(true)
  })

  test('never leave while there is one of whom nobody can tell', () => {
    const ana = onlooker()
    const audience = new Audience(ana.responder)
    audience.join(recordingResponder())
    ana.leaving.abort()
    expect(audience.responder().signal?.aborted).toBe(false)
  })
})

describe('one alone', () => {
  test('who had left before is known to have', () => {
    const ana = onlooker()
    ana.leaving.abort()
    expect(new Audience(ana.responder).responder().signal?.aborted).toBe(true)
  })

  test.each<[string, Partial<Responder>, object]>([
    ['fetches the answer and sees no parts', { pulled: true }, { pulled: true, parts: false }],
    ['is sent the answer and sees parts', { progress: () => {} }, { parts: true }],
  ])('%s, like the channel', (_, rest, expected) => {
    const { pulled, progress } = new Audience({
      ...recordingResponder(),
      ...rest,
    }).responder()
    expect({ pulled, parts: progress !== undefined }).toEqual({ pulled: undefined, ...expected })
  })
})
