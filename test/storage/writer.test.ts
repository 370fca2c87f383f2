import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { createWriter, type Write } from '../../src/storage/writer.ts'

let db: Database
let write: Write

beforeEach(async () => {
  db = await openDatabase(':memory:')
  write = createWriter(db)
})
afterEach(() => db.destroy())

const save = (id: string) =>
  write(tx =>
    tx
      .insertInto('sessions')
      .values({ conversation_id: id, state_json: '{}', updated_at: 1 })
      .execute(),
  )
const saved = async () => {
  const rows = await db.selectFrom('sessions').select('conversation_id').execute()
  return rows.map(row => row.conversation_id).sort()
}

describe('writing', () => {
  test('gives back what the work gives', async () => {
    expect(await write(async () => 'done')).toBe('done')
  })

  test('has everything committed when it resolves', async () => {
    await Promise.all(['a', 'b', 'c'].map(save))
    expect(await saved()).toEqual(['a', 'b', 'c'])
  })

  test('what comes at once runs in the order in which it came', async () => {
    const order: number[] = []
    const numbers = [1, 2, 3, 4, 5]
    await Promise.all(numbers.map(n => write(async () => order.push(n))))
    expect(order).toEqual(numbers)
  })

  test('what comes while another is written shares the next transaction', async () => {
    const begun: string[] = []
    const inner = db.transaction.bind(db)
    db.transaction = () => {
      begun.push('begin')
      return inner()
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(save))
    expect(begun).toHaveLength(2)
  })
})

describe('a piece that fails', () => {
  test('takes nothing of those beside it', async () => {
    const outcomes = await Promise.allSettled([save('a'), save('b'), save('b'), save('c')])
    expect(outcomes.map(outcome => outcome.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(await saved()).toEqual(['a', 'b', 'c'])
  })

  test('leaves no half of itself behind, alone or among others', async () => {
    const half = () =>
      write(async tx => {
        await sql`insert into sessions values (${crypto.randomUUID()}, '{}', 1)`.execute(tx)
        throw new Error('half way')
      })
    await expect(half()).rejects.toThrow('half way')
    const outcomes = await Promise.allSettled([save('a'), half(), half(), save('b')])
    expect(outcomes.filter(outcome => outcome.status === 'rejected')).toHaveLength(2)
    expect(await saved()).toEqual(['a', 'b'])
  })

  test('that ends the whole transaction tells all that shared it why', async () => {
    const fatal = () =>
      write(async tx => {
        await sql`rollback`.execute(tx)
        throw new Error('disk is full')
      })
    const shared = [save('first'), fatal(), save('second')]
    const outcomes = await Promise.allSettled(shared)
    const reasons = outcomes.map(outcome =>
      outcome.status === 'rejected' ? outcome.reason.message : 'ok',
    )
    expect(reasons.slice(1)).toEqual(['disk is full', 'disk is full'])
    await save('after')
    expect(await saved()).toContain('after')
  })
})
