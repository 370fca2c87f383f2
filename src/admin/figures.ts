import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import { daysUpTo, startOfDay } from './days.ts'
import { createTally, timeOf } from './tallies.ts'

export interface Times {
  readonly source: string
  readonly turns: number
  /** Milliseconds, to within five per cent. */
  readonly p50: number
  readonly p95: number
}

export interface Figures {
  /** Oldest first, as 2026-11-22; the last is today. */
  readonly days: readonly string[]
  readonly channels: readonly { readonly channel: string; readonly perDay: readonly number[] }[]
  readonly total: number
  readonly sources: readonly Times[]
  readonly municipios: readonly Topic[]
  readonly intents: readonly Topic[]
  /** Thumbs of citizens. */
  readonly thumbs: { readonly up: number; readonly down: number }
}

export interface Topic {
  readonly name: string
  readonly turns: number
}

interface Deps {
  readonly db: Database
  /** Unix milliseconds. */
  readonly now: () => number
}

/** Periods that can be looked at, in days. */
export const PERIODS = [7, 30, 90] as const
export type Period = (typeof PERIODS)[number]

const TOP = 15

interface Bucket {
  readonly bucket: number
  readonly turns: number
}

/** The time that this share of the turns did not exceed; the buckets are in order. */
const percentile = (buckets: readonly Bucket[], total: number, share: number) => {
  let seen = 0
  const found = buckets.find(({ turns }) => {
    seen += turns
    return seen >= total * share
  })
  return timeOf(found?.bucket ?? 0)
}

const sum = (rows: readonly { readonly turns: number }[]) =>
  rows.reduce((total, { turns }) => total + turns, 0)

/** Creates what the page of figures shows, counting first what is new. */
export const createFigures = ({ db, now }: Deps) => {
  const countNew = createTally(db)

  const timesSince = async (from: string): Promise<Times[]> => {
    const rows = await db
      .selectFrom('daily_turns')
      .select(({ fn }) => ['source', 'bucket', fn.sum<number>('turns').as('turns')])
      .where('day', '>=', from)
      .groupBy(['source', 'bucket'])
      .orderBy('bucket')
      .execute()
    return [...Map.groupBy(rows, row => row.source)]
      .map(([source, buckets]) => {
        const turns = sum(buckets)
        const [p50, p95] = [percentile(buckets, turns, 0.5), percentile(buckets, turns, 0.95)]
        return { source, turns, p50, p95 }
      })
      .sort((a, b) => b.turns - a.turns)
  }

  const channelsSince = async (days: readonly string[]) => {
    const rows = await db
      .selectFrom('daily_turns')
      .select(({ fn }) => ['channel', 'day', fn.sum<number>('turns').as('turns')])
      .where('day', '>=', days[0] ?? '')
      .groupBy(['channel', 'day'])
      .orderBy('channel')
      .execute()
    return [...Map.groupBy(rows, row => row.channel)].map(([channel, ofChannel]) => {
      const turns = new Map(ofChannel.map(row => [row.day, row.turns]))
      return { channel, perDay: days.map(day => turns.get(day) ?? 0) }
    })
  }

  const top = (kind: 'municipio' | 'intent', from: string): Promise<Topic[]> =>
    db
      .selectFrom('daily_topics')
      .select(({ fn }) => ['name', fn.sum<number>('turns').as('turns')])
      .where('kind', '=', kind)
      .where('day', '>=', from)
      .groupBy('name')
      .orderBy('turns', 'desc')
      .orderBy('name')
      .limit(TOP)
      .execute()

  const thumbsSince = async (from: number) => {
    const { rows } = await sql<{ verdict: string; given: number }>`
      select verdict, count(*) as given from feedback where at >= ${from} group by verdict`.execute(
      db,
    )
    const of = (verdict: string) => rows.find(row => row.verdict === verdict)?.given ?? 0
    return { up: of('up'), down: of('down') }
  }

  return {
    /** Counts what is new; what is deleted later stays counted. */
    count: countNew,
    read: async (period: Period): Promise<Figures> => {
      await countNew()
      const days = daysUpTo(now(), period)
      const [from = ''] = days
      const sources = await timesSince(from)
      return {
        days,
        channels: await channelsSince(days),
        total: sum(sources),
        sources,
        municipios: await top('municipio', from),
        intents: await top('intent', from),
        thumbs: await thumbsSince(startOfDay(from) ?? 0),
      }
    },
  }
}
