import { beforeEach, describe, expect, test } from 'vitest'
import { createThrottle } from '../../src/admin/throttle.ts'

const MINUTE = 60_000
let time: number
let throttle: ReturnType<typeof createThrottle>
beforeEach(() => {
  time = 1_000_000
  throttle = createThrottle(() => time)
})

describe('one address', () => {
  const guess = (address: string, i: number) => throttle.attempt(address, `n${i}`)

  test('may fail five times in a minute, whatever the names', () => {
    for (let i = 0; i < 5; i++) expect(guess('203.0.113.7', i)).toBe(0)
    time += MINUTE / 2
    expect(guess('203.0.113.7', 5)).toBe(MINUTE / 2)
    expect(guess('203.0.113.8', 5)).toBe(0)
    time += MINUTE / 2
    expect(guess('203.0.113.7', 6)).toBe(0)
  })

  test('is a whole network of IPv6, however it is written', () => {
    for (let i = 0; i < 5; i++) expect(guess(`2001:db8:0:7::${i}`, i)).toBe(0)
    expect(guess('2001:db8::7:1:2:3:4', 6)).toBe(MINUTE)
    expect(guess('2001:db8:0:8::1', 7)).toBe(0)
  })

  test('starts anew when somebody has entered from it', () => {
    for (let i = 0; i < 5; i++) guess('203.0.113.7', i)
    throttle.cleared('203.0.113.7', 'n4')
    expect(guess('203.0.113.7', 9)).toBe(0)
  })
})

describe('one name', () => {
  /** From an address of its own each time. */
  let address = 0
  const fail = () => throttle.attempt(`198.51.100.${address++}`, 'ana')

  test('waits twice as long after each failure, up to five minutes', () => {
    const waits: number[] = []
    for (let i = 0; i < 14; i++) {
      expect(fail()).toBe(0)
      const wait = throttle.attempt('192.0.2.1', 'ana')
      waits.push(wait)
      time += wait
      if (wait === 0) throttle.refunded('192.0.2.1', 'ana')
    }
    const seconds = waits.map(wait => wait / 1000)
    expect(seconds).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
  })

  test('that is refused because of the wait costs nothing more', () => {
    for (let i = 0; i < 3; i++) fail()
    for (let i = 0; i < 20; i++) expect(fail()).toBe(1000)
    time += 1000
    expect(fail()).toBe(0)
  })

  test('starts anew once its operator has entered', () => {
    for (let i = 0; i < 3; i++) fail()
    throttle.cleared('192.0.2.1', 'ana')
    expect([fail(), fail()]).toEqual([0, 0])
  })

  test('does not start anew when the password was right and the code is missing', () => {
    for (let i = 0; i < 3; i++) fail()
    time += 1000
    expect(fail()).toBe(0)
    time += 2000
    expect(throttle.attempt('192.0.2.1', 'ana')).toBe(0)
    throttle.refunded('192.0.2.1', 'ana')
    expect(fail()).toBe(0)
    expect(fail()).toBe(4000)
  })
})
