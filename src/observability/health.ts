import type { ModelStatus } from '../llm/model.ts'
import type { Database } from '../storage/database.ts'

export interface Health {
  readonly ready: boolean
  /** What an operator should look at, in Spanish; some of it does not stop the service. */
  readonly problems: readonly string[]
}

// A real write: a full disk lets every statement through that changes nothing.
const canWrite = (db: Database) =>
  db.replaceInto('heartbeat').values({ id: 1, at: Date.now() }).execute()

// Without them the data still answers, so none of this makes the service unready.
const problemsOf = ({ endpoints }: ModelStatus): string[] => {
  const down = endpoints.filter(({ state }) => state === 'down')
  // In the order of the configuration, without addresses: this is shown to whoever asks.
  const warnings = endpoints.flatMap(({ warning }, i) =>
    warning ? [`servidor ${i + 1} del modelo: ${warning}`] : [],
  )
  const all = down.length === endpoints.length ? ': se contesta solo con los datos' : ''
  return down.length > 0
    ? [
        `no responden ${down.length} de ${endpoints.length} servidores del modelo${all}`,
        ...warnings,
      ]
    : warnings
}

/** Whether citizens can be served right now; `dataProblem` is what is wrong with the data. */
export const checkHealth = async (
  db: Database,
  dataProblem: string | undefined,
  model?: ModelStatus,
): Promise<Health> => {
  const problems = [...(dataProblem ? [dataProblem] : []), ...(model ? problemsOf(model) : [])]
  try {
    await canWrite(db)
    return { ready: true, problems }
  } catch {
    return { ready: false, problems: ['no se puede escribir en la base de datos', ...problems] }
  }
}
