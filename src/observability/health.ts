import type { Directory } from '../municipios/directory.ts'
import type { Database } from '../storage/database.ts'

export interface Health {
  readonly ready: boolean
  /** What an operator should look at, in Spanish; some of it does not stop the service. */
  readonly problems: readonly string[]
}

// A real write: a full disk lets every statement through that changes nothing.
const canWrite = (db: Database) =>
  db.replaceInto('heartbeat').values({ id: 1, at: Date.now() }).execute()

/** Whether citizens can be served right now. */
export const checkHealth = async (db: Database, directory: Directory): Promise<Health> => {
  const problems = directory.problem ? [directory.problem] : []
  try {
    await canWrite(db)
    return { ready: true, problems }
  } catch {
    return { ready: false, problems: ['no se puede escribir en la base de datos', ...problems] }
  }
}
