import { expect, test } from 'vitest'
import { createRateStore } from '../../../adapters/web/rate-store.ts'

const MINUTE = 60_000

const open = () => {
  let clock = 0
  const store = createRateStore(() => clock)
  const count = (key: string) => {
    let seen: unknown
    store.incr(
      key,
      (_, result) => {
        seen = [result?.current, result?.ttl]
      },
      MINUTE,
      30,
    )
    return seen
  }
  return {
    store,
    count,
    pass: (ms: number) => {
      clock += ms
    },
  }
}

test('a count begins with the first message and ends after a minute, for each alone', () => {
  const { count, pass } = open()
  expect([count('ana'), count('ana'), count('beto')]).toEqual([
    [1, MINUTE],
    [2, MINUTE],
    [1, MINUTE],
  ])
  pass(MINUTE - 1)
  expect(count('ana')).toEqual([3, 1])
  pass(1)
  expect(count('ana')).toEqual([1, MINUTE])
})

test('of twenty thousand, those heard of last are kept', () => {
  const { count } = open()
  count('siempre')
  count('una vez')
  for (let n = 0; n < 19_999; n++) {
    count(`otro ${n}`)
    if (n % 1000 === 0) count('siempre')
  }
  expect(count('una vez')).toEqual([1, MINUTE])
  expect(count('siempre')).toEqual([22, MINUTE])
})

test('what is limited apart is counted apart', () => {
  const { store, count } = open()
  count('ana')
  let current: number | undefined
  const options = {} as Parameters<typeof store.child>[0]
  store.child(options).incr(
    'ana',
    (_, result) => {
      current = result?.current
    },
    MINUTE,
    30,
  )
  expect(current).toBe(1)
})
