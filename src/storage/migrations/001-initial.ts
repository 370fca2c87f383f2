import { type Kysely, sql } from 'kysely'

/** Datasets of offices, sessions, the inbox and the log of turns. */
export const up = async (db: Kysely<unknown>) => {
  await sql`
    create table inbox (
      seq integer primary key,
      channel text not null,
      chat_id text not null,
      message_id text not null,
      status text not null check (status in ('pending', 'answered', 'delivered', 'failed')),
      received_at integer not null,
      content_json text,
      reply_json text,
      unique (channel, chat_id, message_id)
    ) strict`.execute(db)
  await sql`
    create table sessions (
      conversation_id text primary key,
      state_json text not null,
      updated_at integer not null
    ) strict, without rowid`.execute(db)
  await sql`
    create table turns (
      id integer primary key,
      conversation_id text not null,
      channel text not null,
      message_id text not null,
      at integer not null,
      text text not null,
      reply_json text not null,
      source text not null,
      took_ms integer not null
    ) strict`.execute(db)
  await sql`create index turns_of_conversation on turns (conversation_id, id)`.execute(db)
  await sql`
    create table datasets (
      id integer primary key,
      sha256 text not null,
      loaded_at integer not null,
      rows integer not null
    ) strict`.execute(db)
  await sql`
    create table municipios (
      nombre text primary key,
      cabecera text not null,
      localidades_json text not null,
      alias_json text not null
    ) strict`.execute(db)
  await sql`
    create table oficinas (
      id integer primary key,
      municipio text not null,
      dependencia text,
      direccion text,
      telefono text,
      whatsapp text,
      horario text,
      email text,
      web text,
      fuente text,
      fecha text
    ) strict`.execute(db)
  await sql`
    create table heartbeat (
      id integer primary key check (id = 1),
      at integer not null
    ) strict`.execute(db)
}
