import { sql } from 'kysely'
import type { Reply } from '../channel.ts'
import { PROVINCE } from '../municipios/csv.ts'
import type { Database } from '../storage/database.ts'
import { fold } from '../text.ts'
import { DAY_MS, startOfDay } from './days.ts'
import { Refused } from './refusals.ts'
import { breathe, PIECE, queuedIds } from './review-queue.ts'

/** Why a turn is in the queue. */
export type Why = 'fallback' | 'abandoned' | 'thumbs-down'

export interface ReviewItem {
  readonly id: number
  readonly at: Date
  readonly channel: string
  /** A name for the chat that does not reveal whose it is. */
  readonly chat: string
  readonly why: Why
  /** What the person wrote, personal data masked. */
  readonly text: string
  readonly reply: string
  readonly municipios: readonly string[]
  /** What the person said of the answer. */
  readonly reason?: string
  readonly seen?: { readonly by: string; readonly at: Date }
}

export interface ReviewFilter {
  readonly channel?: string
  readonly municipio?: string
  /** The first and the last day, as 2026-11-22. */
  readonly from?: string
  readonly to?: string
  /** Absent: both what has been seen and what has not. */
  readonly seen?: boolean
}

interface Deps {
  readonly db: Database
  readonly pseudonym: (conversation: string) => string
  /** Unix milliseconds. */
  readonly now: () => number
}

/** Turns that are shown to understand one. */
const SAID_BEFORE = 4

const readRows = (db: Database, ids: readonly number[]) =>
  db
    .selectFrom('turns as t')
    .leftJoin('review_marks as m', 'm.turn_id', 't.id')
    .leftJoin('feedback as f', join =>
      join
        .onRef('f.conversation_id', '=', 't.conversation_id')
        .onRef('f.message_id', '=', 't.message_id'),
    )
    .select(['t.id', 't.at', 't.channel', 't.conversation_id', 't.text', 't.reply_json'])
    .select(['t.source', 'm.seen_by', 'm.seen_at', 'f.verdict', 'f.reason'])
    .where(sql<boolean>`t.id in (select value from json_each(${JSON.stringify(ids)}))`)
    .orderBy('t.id', 'desc')
    .execute()

type Row = Awaited<ReturnType<typeof readRows>>[number]

const whyOf = ({ source, verdict }: Row): Why => {
  if (verdict === 'down') return 'thumbs-down'
  return source === 'fallback' ? 'fallback' : 'abandoned'
}

/** What it may have been about: an answer that says "I do not know" still shows the nearest office. */
const placesOf = ({ about: { municipios, candidates, offices } }: Reply) => {
  const shown = offices.map(({ municipio }) => municipio).filter(name => name !== PROVINCE)
  return [...new Set([...municipios, ...candidates, ...shown])]
}

const startOf = (day: string) => {
  const start = startOfDay(day)
  if (start === undefined) throw new Refused(`«${day}» no es una fecha`)
  return start
}

/** The filter as it is compared with rows; throws `Refused` where a day is none. */
const readFilter = ({ municipio, from, to, ...rest }: ReviewFilter) => ({
  ...rest,
  ...(municipio !== undefined && { municipio: fold(municipio) }),
  from: from === undefined ? 0 : startOf(from),
  to: to === undefined ? Number.POSITIVE_INFINITY : startOf(to) + DAY_MS,
})

type Wanted = ReturnType<typeof readFilter>

const isWanted = ({ channel, from, to, seen }: Wanted, row: Row) =>
  (channel === undefined || row.channel === channel) &&
  row.at >= from &&
  row.at < to &&
  (seen === undefined || seen === (row.seen_by !== null))

/** Creates the queue of what was not understood: no answer, a question left open, thumbs down. */
export const createReview = ({ db, pseudonym, now }: Deps) => {
  const itemOf = (row: Row): ReviewItem => {
    const reply = JSON.parse(row.reply_json) as Reply
    return {
      id: row.id,
      at: new Date(row.at),
      channel: row.channel,
      chat: pseudonym(row.conversation_id),
      why: whyOf(row),
      text: row.text,
      reply: reply.text,
      municipios: placesOf(reply),
      ...(row.verdict === 'down' && row.reason && { reason: row.reason }),
      ...(row.seen_by && { seen: { by: row.seen_by, at: new Date(row.seen_at ?? 0) } }),
    }
  }

  const wantedOf = async (wanted: Wanted, ids: readonly number[]) => {
    const rows = await readRows(db, ids)
    const { municipio, from } = wanted
    const items = rows
      .filter(row => isWanted(wanted, row))
      .map(itemOf)
      .filter(item => !municipio || item.municipios.some(name => fold(name) === municipio))
    return { items, past: (rows.at(-1)?.at ?? 0) < from - DAY_MS }
  }

  const readItems = async function* (wanted: Wanted, before: number | undefined) {
    let ids: number[] = []
    const since = wanted.from - DAY_MS
    for await (const id of queuedIds(db, now(), { before, since })) {
      ids.push(id)
      if (ids.length < PIECE) continue
      const { items, past } = await wantedOf(wanted, ids)
      yield* items
      if (past) return
      ids = []
      await breathe()
    }
    yield* (await wantedOf(wanted, ids)).items
  }

  /** All that the filter lets through, newest first, from before this id on. */
  const items = (filter: ReviewFilter, before?: number) => readItems(readFilter(filter), before)

  return {
    items,
    /** One page, newest first; `next` is what to ask for the page after it. */
    page: async (filter: ReviewFilter, limit: number, before?: number) => {
      const found: ReviewItem[] = []
      for await (const item of items(filter, before)) {
        if (found.length === limit) return { items: found, next: found.at(-1)?.id }
        found.push(item)
      }
      return { items: found }
    },
    /** What was said in the chat right before a turn, oldest first. */
    before: async (id: number) => {
      const rows = await db
        .selectFrom('turns as t')
        .innerJoin('turns as asked', 'asked.conversation_id', 't.conversation_id')
        .select(['t.text', 't.reply_json'])
        .where('asked.id', '=', id)
        .where(({ eb, ref }) => eb('t.id', '<', ref('asked.id')))
        .orderBy('t.id', 'desc')
        .limit(SAID_BEFORE)
        .execute()
      const said = rows.map(row => ({
        text: row.text,
        reply: (JSON.parse(row.reply_json) as Reply).text,
      }))
      return said.reverse()
    },
    /** Marks a turn as seen, unless somebody has; gives who saw it, or nothing without such a turn. */
    mark: async (id: number, by: string) => {
      const { rows } = await sql<{ seen_by: string; seen_at: number }>`
        insert into review_marks select id, ${by}, ${now()} from turns where id = ${id}
        on conflict do update set seen_by = seen_by returning seen_by, seen_at`.execute(db)
      return rows[0] && { by: rows[0].seen_by, at: new Date(rows[0].seen_at) }
    },
    unmark: (id: number) => db.deleteFrom('review_marks').where('turn_id', '=', id).execute(),
  }
}

export type Review = ReturnType<typeof createReview>
