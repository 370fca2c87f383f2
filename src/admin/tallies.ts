import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/schema.ts'
import { dayOf } from './days.ts'

// Figures of months are read from counts of each day, so that they cost the same whatever the
// number of turns, and outlive the turns that are deleted for privacy.

/** Turns counted at a time: a few milliseconds, in which nobody is answered. */
const BATCH = 500
/** Times are counted in steps of a tenth. */
const STEP = 1.1

export const bucketOf = (ms: number) => Math.round(Math.log(Math.max(1, ms)) / Math.log(STEP))
/** Milliseconds in the middle of a bucket. */
export const timeOf = (bucket: number) => Math.round(STEP ** bucket)

interface Row {
  readonly id: number
  readonly channel: string
  readonly at: number
  readonly source: string
  readonly took_ms: number
  readonly municipios: string | null
  readonly intents: string | null
}

/** Counts by key; a key is the values of the columns, in their order. */
type Counts = Map<string, number>

const add = (counts: Counts, ...key: readonly (string | number)[]) => {
  const name = JSON.stringify(key)
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

const namesIn = (json: string | null) => new Set(json ? (JSON.parse(json) as string[]) : [])

const count = (rows: readonly Row[]) => {
  const turns: Counts = new Map()
  const topics: Counts = new Map()
  for (const { at, channel, source, took_ms, municipios, intents } of rows) {
    const day = dayOf(at)
    add(turns, day, channel, source, bucketOf(took_ms))
    for (const name of namesIn(municipios)) add(topics, day, 'municipio', name)
    for (const name of namesIn(intents)) add(topics, day, 'intent', name)
  }
  return { turns, topics }
}

const store = async (tx: Transaction<Schema>, { turns, topics }: ReturnType<typeof count>) => {
  for (const [key, more] of turns) {
    const [day, channel, source, bucket] = JSON.parse(key)
    await sql`insert into daily_turns values (${day}, ${channel}, ${source}, ${bucket}, ${more})
      on conflict do update set turns = turns + excluded.turns`.execute(tx)
  }
  for (const [key, more] of topics) {
    const [day, kind, name] = JSON.parse(key)
    await sql`insert into daily_topics values (${day}, ${kind}, ${name}, ${more})
      on conflict do update set turns = turns + excluded.turns`.execute(tx)
  }
}

const countBatch = (db: Database) =>
  db.transaction().execute(async tx => {
    const { rows } = await sql<Row>`
      select id, channel, at, source, took_ms,
        reply_json ->> '$.about.municipios' as municipios,
        reply_json ->> '$.about.intents' as intents
      from turns where id > (select last_turn from tally) order by id limit ${BATCH}`.execute(tx)
    const last = rows.at(-1)
    if (!last) return false
    await store(tx, count(rows))
    await tx.updateTable('tally').set({ last_turn: last.id }).execute()
    return rows.length === BATCH
  })

/** Gives what counts the turns that are not counted yet; call it before turns are deleted. */
export const createTally = (db: Database) => {
  let running: Promise<void> | undefined
  const run = async () => {
    // Others take their turn between two batches.
    while (await countBatch(db)) await new Promise(resolve => setImmediate(resolve))
  }
  return () => {
    running ??= run().finally(() => {
      running = undefined
    })
    return running
  }
}
