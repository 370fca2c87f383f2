import { dirname, join } from 'node:path'
import type { Reader } from './environment.ts'

export interface StorageConfig {
  readonly databasePath: string
  /** Where the copies of the database go. */
  readonly backupDir: string
  /** For what is worked out once and may be deleted at any time. */
  readonly cacheDir: string
  /** What was said longer ago than this is deleted. */
  readonly retentionDays: number
}

/** Ten years, for who must keep everything. */
const LONGEST_DAYS = 3650

export const readStorage = ({ text, whole }: Reader): StorageConfig => {
  const databasePath = text('DATABASE_PATH', 'var/iamjus.db')
  return {
    databasePath,
    backupDir: text('BACKUP_DIR', join(dirname(databasePath), 'backups')),
    cacheDir: text('CACHE_DIR', 'var/cache'),
    retentionDays: whole('RETENTION_DAYS', 90, LONGEST_DAYS, 1),
  }
}
