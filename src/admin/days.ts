// Days as the people of the Province count them. Argentina has had no summer time since 2009.

const OFFSET_MS = -3 * 60 * 60 * 1000
export const DAY_MS = 24 * 60 * 60 * 1000

/** The day of a moment (Unix milliseconds) in Buenos Aires, as 2026-11-22. */
export const dayOf = (ms: number) => new Date(ms + OFFSET_MS).toISOString().slice(0, 10)

/** The time of a moment in Buenos Aires, as 09:05. */
export const timeOfDay = (ms: number) => new Date(ms + OFFSET_MS).toISOString().slice(11, 16)

/** When a day begins, in Unix milliseconds; undefined when there is no such day. */
export const startOfDay = (day: string): number | undefined => {
  const start = Date.parse(`${day}T00:00:00Z`) - OFFSET_MS
  return Number.isFinite(start) && dayOf(start) === day ? start : undefined
}

/** The last days up to and with the one of this moment, oldest first. */
export const daysUpTo = (ms: number, count: number) =>
  Array.from({ length: count }, (_, i) => dayOf(ms - (count - 1 - i) * DAY_MS))
