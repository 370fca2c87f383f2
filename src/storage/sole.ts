import SQLite from 'better-sqlite3'

/**
 * Keeps a database for this process as long as it lives: two that answer from one would each answer
 * what the other was asked. Throws when another has it; gives what lets go of it. The lock is of a file beside the database,
 * which backups and the commands of operators do not touch, and it ends with the process, however
 * that ends.
 */
export const keepToItself = (databasePath: string) => {
  if (databasePath === ':memory:') return () => undefined
  const lock = new SQLite(`${databasePath}.lock`, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new Error(
      `DATABASE_PATH: otro IAMJus ya atiende con la base «${databasePath}»; cerralo antes de arrancar este.`,
      { cause: error },
    )
  }
  return () => {
    lock.close()
  }
}
