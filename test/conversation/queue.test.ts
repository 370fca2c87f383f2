import { expect, test } from 'vitest'
import { createChatQueue } from '../../src/conversation/queue.ts'

const soon = () => Promise.withResolvers<void>()

test('tasks of one chat run one after another, in the order they came', async () => {
  const queue = createChatQueue()
  const gate = soon()
  const events: string[] = []
  const first = queue.run('a', async () => {
    events.push('first starts')
    await gate.promise
    events.push('first ends')
  })
  const second = queue.run('a', async () => {
    events.push('second')
  })
  gate.resolve()
  await Promise.all([first, second])
  expect(events).toEqual(['first starts', 'first ends', 'second'])
})

test('a chat that waits does not hold up another', async () => {
  const queue = createChatQueue()
  const gate = soon()
  const slow = queue.run('a', () => gate.promise)
  await expect(queue.run('b', async () => 'done')).resolves.toBe('done')
  gate.resolve()
  await slow
})

test('gives what the task gives, and its error', async () => {
  const queue = createChatQueue()
  await expect(queue.run('a', async () => 42)).resolves.toBe(42)
  const failing = queue.run('a', async () => {
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
})

test('a task that fails, also at once, does not stop the next', async () => {
  const queue = createChatQueue()
  const rejecting = queue.run('a', () => Promise.reject(new Error('later')))
  const throwing = queue.run('a', () => {
    throw new Error('at once')
  })
  const next = queue.run('a', async () => 'next')
  await expect(rejecting).rejects.toThrow('later')
  await expect(throwing).rejects.toThrow('at once')
  await expect(next).resolves.toBe('next')
})

test('the depth of a chat counts what runs and what waits, and comes back to nothing', async () => {
  const queue = createChatQueue()
  const gate = soon()
  expect(queue.depth('a')).toBe(0)
  const tasks = [1, 2, 3].map(() => queue.run('a', () => gate.promise))
  expect(queue.depth('a')).toBe(3)
  expect(queue.depth('b')).toBe(0)
  gate.resolve()
  await Promise.all(tasks)
  expect(queue.depth('a')).toBe(0)
})

test('a chat named like a property of every object is a chat like others', async () => {
  const queue = createChatQueue()
  expect(queue.depth('__proto__')).toBe(0)
  await expect(queue.run('__proto__', async () => 'done')).resolves.toBe('done')
  expect(queue.depth('__proto__')).toBe(0)
})

test('is idle at once when there is nothing to do', async () => {
  await expect(createChatQueue().idle()).resolves.toBeUndefined()
})

test('is idle only after the last task, also one that came while waiting or failed', async () => {
  const queue = createChatQueue()
  const gate = soon()
  const events: string[] = []
  const first = queue.run('a', async () => {
    await gate.promise
    events.push('first')
    queue
      .run('b', async () => {
        events.push('second')
        throw new Error('broken')
      })
      .catch(() => events.push('failed'))
  })
  const idle = queue.idle().then(() => events.push('idle'))
  expect(events).toEqual([])
  gate.resolve()
  await Promise.all([first, idle])
  expect(events).toEqual(['first', 'second', 'failed', 'idle'])
})
