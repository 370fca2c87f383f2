import { type Kysely, sql } from 'kysely'

/** What operators watch and switch: settings, what they have reviewed, and the daily figures. */
export const up = async (db: Kysely<unknown>) => {
  await sql`
    create table settings (
      name text primary key,
      value_json text not null
    ) strict, without rowid`.execute(db)
  await sql`
    create table review_marks (
      turn_id integer primary key references turns (id) on delete cascade,
      seen_by text not null,
      seen_at integer not null
    ) strict`.execute(db)
  // Partial: a turn that was answered well costs no index entry.
  await sql`create index turns_unanswered on turns (id) where source = 'fallback'`.execute(db)
  await sql`create index turns_asking on turns (id) where source = 'clarification'`.execute(db)
  await sql`
    create table daily_turns (
      day text not null,
      channel text not null,
      source text not null,
      bucket integer not null,
      turns integer not null,
      primary key (day, channel, source, bucket)
    ) strict, without rowid`.execute(db)
  await sql`
    create table daily_topics (
      day text not null,
      kind text not null,
      name text not null,
      turns integer not null,
      primary key (day, kind, name)
    ) strict, without rowid`.execute(db)
  await sql`
    create table tally (
      id integer primary key check (id = 1),
      last_turn integer not null
    ) strict`.execute(db)
  await sql`insert into tally values (1, 0)`.execute(db)
  // The id of a deleted last turn is given again: what comes next must not pass for counted.
  await sql`
    create trigger tally_steps_back after delete on turns
    when (select last_turn from tally) > (select coalesce(max(id), 0) from turns)
    begin update tally set last_turn = (select coalesce(max(id), 0) from turns); end`.execute(db)
}
