import { type Kysely, sql } from 'kysely'

/** Datasets keep the file that they were read from and who brought it; one of them is in use. */
export const up = async (db: Kysely<unknown>) => {
  // Made anew: ids are never used twice, and SQLite adds no "autoincrement" to a table.
  await sql`alter table datasets rename to datasets_before`.execute(db)
  await sql`
    create table datasets (
      id integer primary key autoincrement,
      sha256 text not null,
      loaded_at integer not null,
      rows integer not null,
      municipios integer not null,
      author text not null,
      comment text not null,
      published_at integer,
      csv blob
    ) strict`.execute(db)
  await sql`
    insert into datasets (id, sha256, loaded_at, rows, municipios, author, comment, published_at)
      select id, sha256, loaded_at, rows, (select count(*) from municipios),
        'datos_tierras.csv', '', loaded_at
      from datasets_before order by id`.execute(db)
  await sql`drop table datasets_before`.execute(db)
  await sql`
    create table published_dataset (
      id integer primary key check (id = 1),
      dataset_id integer not null references datasets (id),
      chosen integer not null check (chosen in (0, 1)),
      file_sha256 text not null
    ) strict`.execute(db)
  await sql`
    insert into published_dataset (id, dataset_id, chosen, file_sha256)
      select 1, id, 0, sha256 from datasets order by id desc limit 1`.execute(db)
}
