import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Unavailable } from '../../src/llm/unavailable.ts'
import { over, refuses, says } from '../support/assistant.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  // Nothing is left that would keep the program running.
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('an answer', () => {
  test('is what passed the check, shown sentence by sentence', async () => {
    const shown: string[] = []
    const { answer, counts } = over(says('Es gra', 'tis. Esto mal. Llevá el DNI.'))
    expect(await answer({ onText: text => shown.push(text) })).toEqual({
      text: 'Es gratis. Llevá el DNI.',
      unfinished: false,
    })
    expect(shown).toEqual(['Es gratis.', ' Llevá el DNI.'])
    expect(counts()).toEqual({ answers: 1, refusals: {}, objections: { dato: 1 } })
  })

  test('is asked for with the prompt in use, what was said before and the question', async () => {
    const { answer, requests } = over(says('Es gratis.'))
    await answer({ history: async () => [{ question: 'hola', answer: '¡Hola!' }] })
    const contents = requests[0]?.messages.map(({ content }) => content) ?? []
    expect(contents[0]).toContain('Sos IAMJus.')
    expect(contents.slice(1, 3)).toEqual(['hola', '¡Hola!'])
    expect(contents[3]).toContain('¿cuánto sale?')
  })

  test('that ended because it was too long is unfinished', async () => {
    const { answer } = over(async ({ attempt }) => {
      attempt()('Es gratis. Y ade')
      return { cut: true }
    })
    expect(await answer()).toEqual({ text: 'Es gratis.', unfinished: true })
  })

  test.each([
    ['no-sabe', 'NO_SE'],
    ['mayoria', 'Esto mal.'],
  ])('of a model that wrote nothing to show is none: %s', async (why, text) => {
    const { answer, counts } = over(says(text))
    expect(await answer()).toBeUndefined()
    expect(counts()).toMatchObject({ answers: 0, refusals: { [why]: 1 } })
  })

  test('of a second attempt has nothing of the first', async () => {
    const { answer } = over(async ({ attempt, shown }) => {
      const first = attempt()
      first('Es gra')
      expect(shown()).toBe(false)
      const second = attempt()
      second('Llevá el DNI. ')
      first('tis. Nada. ')
      second('Andá.')
      return { cut: false }
    })
    const shown: string[] = []
    expect(await answer({ onText: text => shown.push(text) })).toMatchObject({
      text: 'Llevá el DNI. Andá.',
    })
    expect(shown).toEqual(['Llevá el DNI.', ' Andá.'])
  })
})

describe('no answer', () => {
  test.each(['down', 'busy', 'failed', 'cancelled'] as const)(
    'is given, and counted, when the pool has none: %s',
    async refusal => {
      const { answer, counts } = over(refuses(refusal))
      expect(await answer()).toBeUndefined()
      expect(counts()).toEqual({ answers: 0, refusals: { [refusal]: 1 }, objections: {} })
    },
  )

  test('is given when what was said before cannot be read', async () => {
    const { answer, counts, requests } = over(says('Es gratis.'))
    const history = () => Promise.reject(new Error('disk I/O error'))
    expect(await answer({ history })).toBeUndefined()
    expect(requests).toEqual([])
    expect(counts().refusals).toEqual({ failed: 1 })
  })

  test('is given when the check cannot be built', async () => {
    const { answer, counts } = over(says('Es gratis.'), () => {
      throw new Error('a bug of ours')
    })
    expect(await answer()).toBeUndefined()
    expect(counts().refusals).toEqual({ failed: 1 })
  })
})

describe('a bug of ours', () => {
  test('in the check ends the request, without a word to the pool', async () => {
    const { answer, counts, requests } = over(async request => {
      const write = request.attempt()
      expect(() => write('Está roto. ')).not.toThrow()
      expect(() => write('Es gratis. ')).not.toThrow()
      throw new Unavailable('cancelled', { cause: request.signal.reason })
    })
    expect(await answer()).toBeUndefined()
    expect(requests[0]?.signal.aborted).toBe(true)
    expect(counts().refusals).toEqual({ failed: 1 })
  })

  test('in the check leaves what was shown', async () => {
    const { answer } = over(says('Es gratis. Está roto. Más.'))
    const shown: string[] = []
    expect(await answer({ onText: text => shown.push(text) })).toEqual({
      text: 'Es gratis.',
      unfinished: true,
    })
    expect(shown).toEqual(['Es gratis.'])
  })

  test('in the check of the last words is none of the pool either', async () => {
    expect(await over(says('Está roto')).answer()).toBeUndefined()
  })

  test('in what shows the text does not harm the answer', async () => {
    const { answer } = over(says('Es gratis. ', 'Llevá el DNI.'))
    const onText = () => {
      throw new Error('the stream is closed')
    }
    expect(await answer({ onText })).toEqual({
      text: 'Es gratis. Llevá el DNI.',
      unfinished: false,
    })
  })
})
