import { describe, expect, test } from 'vitest'
import { createQueue } from '../../src/llm/queue.ts'

/** A queue for places that the test frees by name. */
const openQueue = () => {
  const free = new Set<string>()
  let hopeless: Error | undefined
  const queue = createQueue<string>({
    offer: (tried, leftMs) => {
      if (hopeless) return hopeless
      if (leftMs <= 0) return new Error('too late')
      const place = [...free].find(name => !tried.has(name))
      if (place) free.delete(place)
      return place
    },
  })
  const served: string[] = []
  interface Wish {
    readonly tried?: readonly string[]
    readonly signal?: AbortSignal
    readonly leftMs?: () => number
    readonly first?: boolean
  }
  return {
    queue,
    /** Who was served, in that order, and what with. */
    served,
    take: (who: string, wish: Wish = {}) => {
      const { tried = [], leftMs = () => 1000, first = false } = wish
      const { signal = new AbortController().signal } = wish
      const taken = queue.take({ tried: new Set(tried), signal, leftMs, first })
      taken.then(
        place => served.push(`${who}: ${place}`),
        () => undefined,
      )
      return taken
    },
    release: (...places: readonly string[]) => {
      for (const place of places) free.add(place)
      queue.serve()
    },
    giveUp: (error: Error) => {
      hopeless = error
      queue.serve()
    },
  }
}

describe('who comes first', () => {
  test('is served first', async () => {
    const { take, release, served } = openQueue()
    const all = [take('a'), take('b'), take('c')]
    release('x')
    release('y', 'z')
    await Promise.all(all)
    expect(served).toEqual(['a: x', 'b: y', 'c: z'])
  })

  test('finds a free place at once', async () => {
    const { queue, take, release } = openQueue()
    release('x')
    expect(await take('a')).toBe('x')
    expect(queue.length).toBe(0)
  })

  test('comes after who has waited already', async () => {
    const { take, release, served } = openQueue()
    const all = [take('a'), take('b'), take('again', { first: true })]
    release('x', 'y', 'z')
    await Promise.all(all)
    expect(served[0]).toBe('again: x')
  })

  test('does not hold up others when there is no place for it', async () => {
    const { queue, take, release } = openQueue()
    const picky = take('a', { tried: ['x'] })
    const other = take('b')
    release('x')
    expect(await other).toBe('x')
    expect(queue.length).toBe(1)
    release('y')
    expect(await picky).toBe('y')
  })
})

describe('who waits', () => {
  test('may leave, and takes no place with it', async () => {
    const { queue, take, release } = openQueue()
    const control = new AbortController()
    const [first, second] = [take('a', { signal: control.signal }), take('b')]
    const reason = new Error('gone')
    control.abort(reason)
    await expect(first).rejects.toBe(reason)
    expect(queue.length).toBe(1)
    release('x')
    expect(await second).toBe('x')
  })

  test('does not begin to when it has left already', async () => {
    const { queue, take, release } = openQueue()
    release('x')
    const reason = new Error('gone')
    await expect(take('a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(await take('b')).toBe('x')
    expect(queue.length).toBe(0)
  })

  test('is told when there is no use in it, and the next one gets the place', async () => {
    const { take, release } = openQueue()
    let leftMs = 10
    const late = take('a', { leftMs: () => leftMs })
    const next = take('b')
    leftMs = 0
    release('x')
    await expect(late).rejects.toThrow('too late')
    expect(await next).toBe('x')
  })

  test('is told when no place will ever come', async () => {
    const { queue, take, giveUp } = openQueue()
    const all = [take('a'), take('b')]
    giveUp(new Error('no hope'))
    for (const one of all) await expect(one).rejects.toThrow('no hope')
    expect(queue.length).toBe(0)
  })

  test('is sent away when the queue closes', async () => {
    const { queue, take } = openQueue()
    const all = [take('a'), take('b')]
    queue.close(new Error('closed'))
    for (const one of all) await expect(one).rejects.toThrow('closed')
    expect(queue.length).toBe(0)
  })
})
