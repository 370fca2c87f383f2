import { sql } from 'kysely'
import type { Reply } from '../channel.ts'
import { PROVINCE } from '../municipios/csv.ts'
import type { Database } from '../storage/database.ts'
import { fold } from '../text.ts'

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
  /** Unix milliseconds, from and up to. */
  readonly from?: number
  readonly to?: number
  /** Absent: both what has been seen and what has not. */
  readonly seen?: boolean
}

interface Row {
  readonly id: number
  readonly at: number
  readonly channel: string
  readonly conversation_id: string
  readonly text: string
  readonly reply_json: string
  readonly source: string
  readonly seen_by: string | null
  readonly seen_at: number | null
  readonly verdict: string | null
  readonly reason: string | null
}

interface Deps {
  readonly db: Database
  readonly pseudonym: (conversation: string) => string
  /** Unix milliseconds. */
  readonly now: () => number
}

/** Rows read at a time: a few milliseconds, in which nobody is answered. */
const BATCH = 200
/** Who has not answered a question for this long has left. */
const LEFT_AFTER_MS = 60 * 60 * 1000
const LATEST = Number.MAX_SAFE_INTEGER

// The index of each source is used only where the source stands in the text of the query.
const select = ({ from = 0, to = LATEST, ...filter }: ReviewFilter, before: number, now: number) =>
  sql<Row>`
    select t.id, t.at, t.channel, t.conversation_id, t.text, t.reply_json, t.source,
      m.seen_by, m.seen_at, f.verdict, f.reason
    from (
      select id from turns where source = 'fallback' and id < ${before}
      union
      select id from turns as asked where source = 'clarification' and id < ${before}
        and at < ${now - LEFT_AFTER_MS}
        and not exists (select 1 from turns as later
          where later.conversation_id = asked.conversation_id and later.id > asked.id)
      union
      select rated.id from feedback join turns as rated
        on rated.conversation_id = feedback.conversation_id
        and rated.message_id = feedback.message_id
      where feedback.verdict = 'down' and feedback.at >= ${from} and rated.id < ${before}
      order by id desc
    ) as queue
    join turns as t on t.id = queue.id
    left join review_marks as m on m.turn_id = t.id
    left join feedback as f
      on f.conversation_id = t.conversation_id and f.message_id = t.message_id
    where t.at >= ${from} and t.at < ${to}
      and (${filter.channel ?? null} is null or t.channel = ${filter.channel ?? null})
      and (${filter.seen === undefined ? null : Number(filter.seen)} is null
        or (m.turn_id is not null) = ${Number(filter.seen ?? false)})
    order by queue.id desc limit ${BATCH}`

const whyOf = ({ source, verdict }: Row): Why => {
  if (verdict === 'down') return 'thumbs-down'
  return source === 'fallback' ? 'fallback' : 'abandoned'
}

/** What it may have been about: an answer that says "I do not know" still shows the nearest office. */
const placesOf = ({ about: { municipios, candidates, offices } }: Reply) => {
  const shown = offices.map(({ municipio }) => municipio).filter(name => name !== PROVINCE)
  return [...new Set([...municipios, ...candidates, ...shown])]
}

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

  /** All that the filter lets through, newest first, from before this id on. */
  const items = async function* (filter: ReviewFilter, before = LATEST) {
    const wanted = filter.municipio === undefined ? undefined : fold(filter.municipio)
    for (let next: number | undefined = before; next !== undefined; ) {
      const { rows }: { rows: Row[] } = await select(filter, next, now()).execute(db)
      for (const row of rows) {
        const item = itemOf(row)
        if (!wanted || item.municipios.some(name => fold(name) === wanted)) yield item
      }
      next = rows.length === BATCH ? rows.at(-1)?.id : undefined
      // Citizens are answered between two batches.
      await new Promise(resolve => setImmediate(resolve))
    }
  }

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
    /** Marks a turn as seen; gives whether there is such a turn. Who saw it first stays. */
    mark: async (id: number, by: string) => {
      const { rows } = await sql`
        insert into review_marks select id, ${by}, ${now()} from turns where id = ${id}
        on conflict do update set seen_by = seen_by returning turn_id`.execute(db)
      return rows.length > 0
    },
    unmark: (id: number) => db.deleteFrom('review_marks').where('turn_id', '=', id).execute(),
  }
}

export type Review = ReturnType<typeof createReview>
