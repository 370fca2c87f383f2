import { type Kysely, sql } from 'kysely'

/** Mostly such as only a model answers: on the others instructions have no effect. */
const QUESTIONS = [
  'tengo una duda con el medidor de la casa que compartimos con mi cuñada',
  'tengo la casa con un negocio adelante, eso cambia algo?',
  'si me mudo por trabajo un año, pierdo el lugar en el trámite?',
  'me pueden avisar por mensaje cuando me toque?',
  'me mandaron una carta que no entiendo, me la pueden explicar?',
  'ya empecé una vez hace años y lo dejé, tengo que arrancar de nuevo?',
  'compartimos la conexión de agua con la casa de al lado, importa?',
  'vivo con mis abuelos y quiero que la casa quede para mí cuando ellos no estén',
  'hola, dónde queda la oficina de Morón y qué papeles llevo?',
  'cuánto sale escriturar?',
]

/** Operators and their sessions, what they did, and the questions they try instructions with. */
export const up = async (db: Kysely<unknown>) => {
  await sql`
    create table operators (
      name text primary key,
      password text not null,
      must_change integer not null,
      totp_secret text,
      totp_step integer not null default 0,
      created_at integer not null,
      last_login_at integer
    ) strict, without rowid`.execute(db)
  await sql`
    create table admin_sessions (
      token_hash text primary key,
      operator text not null references operators (name) on delete cascade,
      created_at integer not null,
      last_seen_at integer not null,
      address text not null
    ) strict, without rowid`.execute(db)
  await sql`
    create table audit (
      id integer primary key autoincrement,
      at integer not null,
      user text not null,
      action text not null,
      detail text not null
    ) strict`.execute(db)
  await sql`
    create trigger audit_no_update before update on audit
    begin select raise(abort, 'what was done is never changed'); end`.execute(db)
  await sql`
    create table trial_questions (
      id integer primary key autoincrement,
      text text not null unique
    ) strict`.execute(db)
  for (const text of QUESTIONS)
    await sql`insert into trial_questions (text) values (${text})`.execute(db)
}
