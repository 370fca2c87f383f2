import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ModelStatus } from '../llm/model.ts'
import type { Prompts } from '../llm/prompts.ts'
import { publishedDataset } from '../municipios/datasets.ts'
import type { Health } from '../observability/health.ts'
import type { BackupStatus } from '../storage/backups.ts'
import type { Database } from '../storage/database.ts'

interface Deps {
  readonly db: Database
  readonly databasePath: string
  readonly health: () => Promise<Health>
  /** Absent where no model is configured. */
  readonly model: (() => ModelStatus) | undefined
  readonly prompts: Pick<Prompts, 'published'>
  readonly lastBackup: () => BackupStatus
}

/** Bytes of a file; none where there is no such file, as in a database that is only in memory. */
const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

const freeAt = async (path: string) => {
  const { bavail, bsize } = await statfs(dirname(path))
  return bavail * bsize
}

/** Creates what tells how the service is doing, except for the channels. */
export const createState = (deps: Deps) => {
  const { db, databasePath, health, model, prompts, lastBackup } = deps
  return {
    read: async () => {
      const { ready, problems } = await health()
      const { version, author, comment, createdAt } = prompts.published
      const [file, log] = await Promise.all([sizeOf(databasePath), sizeOf(`${databasePath}-wal`)])
      return {
        ready,
        problems,
        database: { bytes: file + log, freeBytes: await freeAt(databasePath) },
        backup: lastBackup(),
        prompt: { version, author, comment, at: createdAt },
        dataset: await publishedDataset(db),
        model: model?.(),
      }
    },
  }
}
