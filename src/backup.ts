import { createReader } from './config/environment.ts'
import { readStorage } from './config/storage.ts'
import { writeBackup } from './storage/backup.ts'

// npm run backup: copies the database now, also while the service runs.
try {
  const { databasePath, backupDir } = readStorage(createReader(process.env))
  const path = writeBackup(databasePath, backupDir, new Date())
  process.stdout.write(`Copia hecha y comprobada: ${path}\n`)
} catch (error) {
  process.stderr.write(`No se pudo hacer la copia: ${(error as Error).message}\n`)
  process.exitCode = 1
}
