import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../storage/database.ts'

// The queue is read in pieces of a few milliseconds, between which citizens are answered: one query
// over all of it would keep them waiting for seconds.

export const PIECE = 200
const LATEST = Number.MAX_SAFE_INTEGER
/** Who has not answered a question for this long has left. */
const LEFT_AFTER_MS = 60 * 60 * 1000

/** Lets everything else that waits go first. */
export const breathe = () => new Promise<void>(resolve => setImmediate(resolve))

type Ids = AsyncGenerator<number, void>

interface Candidate {
  readonly id: number
  readonly at: number
  readonly queued: number
}

/** Which part of the queue is wanted; ids are in the order of time, but for a clock put right. */
interface Range {
  /** Ids up to this one. */
  readonly before?: number | undefined
  /** Unix milliseconds; some that are older may come too. */
  readonly since: number
}

const inPieces = async function* (
  db: Database,
  { before = LATEST, since }: Range,
  piece: (before: number) => RawBuilder<Candidate>,
): Ids {
  for (let last = before; ; ) {
    const { rows } = await piece(last).execute(db)
    for (const { id, queued } of rows) if (queued) yield id
    last = rows.at(-1)?.id ?? last
    if (rows.length < PIECE || (rows.at(-1)?.at ?? 0) < since) return
    await breathe()
  }
}

// SQLite uses the index of a source only where the source is written out.
const unanswered = (before: number) => sql<Candidate>`
  select id, at, 1 as queued from turns where source = 'fallback' and id < ${before}
  order by id desc limit ${PIECE}`

/** The assistant asked, and the person never came back. */
const abandoned = (now: number) => (before: number) =>
  sql<Candidate>`
  select id, at, at < ${now - LEFT_AFTER_MS} and not exists (
    select 1 from turns as later
    where later.conversation_id = asked.conversation_id and later.id > asked.id) as queued
  from turns as asked where source = 'clarification' and id < ${before}
  order by id desc limit ${PIECE}`

/** Verdicts are few, and in no order of turns. */
const disliked = async function* (db: Database, before: number): Ids {
  const ids: number[] = []
  for (let [chat, message, more] = ['', '', true]; more; ) {
    const rows = await db
      .selectFrom('feedback as f')
      .leftJoin('turns as t', join =>
        join
          .onRef('t.conversation_id', '=', 'f.conversation_id')
          .onRef('t.message_id', '=', 'f.message_id'),
      )
      .select(['f.conversation_id', 'f.message_id', 'f.verdict', 't.id'])
      .where(sql<boolean>`(f.conversation_id, f.message_id) > (${chat}, ${message})`)
      .orderBy('f.conversation_id')
      .orderBy('f.message_id')
      .limit(PIECE)
      .execute()
    for (const { verdict, id } of rows)
      if (verdict === 'down' && id !== null && id < before) ids.push(id)
    more = rows.length === PIECE
    ;[chat, message] = [rows.at(-1)?.conversation_id ?? '', rows.at(-1)?.message_id ?? '']
    if (more) await breathe()
  }
  yield* ids.sort((a, b) => b - a)
}

/** Ids of the turns that somebody should look at, newest first, each once. */
export const queuedIds = async function* (db: Database, now: number, range: Range): Ids {
  const streams = [
    inPieces(db, range, unanswered),
    inPieces(db, range, abandoned(now)),
    disliked(db, range.before ?? LATEST),
  ]
  const heads = await Promise.all(streams.map(stream => stream.next()))
  for (;;) {
    const next = Math.max(...heads.map(({ value }) => value ?? -1))
    if (next < 0) return
    yield next
    for (const [i, stream] of streams.entries())
      if (heads[i]?.value === next) heads[i] = await stream.next()
  }
}
