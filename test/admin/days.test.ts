import { expect, test } from 'vitest'
import { DAY_MS, dayOf, daysUpTo, startOfDay, timeOfDay } from '../../src/admin/days.ts'

const at = (text: string) => Date.parse(text)

test('a day begins at midnight in Buenos Aires', () => {
  expect(dayOf(at('2026-11-22T02:59:59Z'))).toBe('2026-11-21')
  expect(dayOf(at('2026-11-22T03:00:00Z'))).toBe('2026-11-22')
  expect(startOfDay('2026-11-22')).toBe(at('2026-11-22T03:00:00Z'))
  expect(timeOfDay(at('2026-11-22T03:05:00Z'))).toBe('00:05')
})

test('days are those of the official time zone, all year round', () => {
  const zone = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Argentina/Buenos_Aires' })
  const first = at('2026-01-01T02:59:00Z')
  for (let n = 0; n < 365; n++) {
    const moment = first + n * DAY_MS
    expect(dayOf(moment)).toBe(zone.format(moment))
  }
})

test('what is no day has no beginning', () => {
  expect(startOfDay('2026-02-30')).toBeUndefined()
  expect(startOfDay('22/11/2026')).toBeUndefined()
})

test('the last days end with today', () => {
  expect(daysUpTo(at('2026-03-01T12:00:00-03:00'), 3)).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
  ])
})
