import { createReader } from './config/environment.ts'
import { readStorage } from './config/storage.ts'
import { listBackups } from './storage/backup.ts'
import { restoreBackup } from './storage/restore.ts'

// npm run restore -- FILE: puts a copy in the place of the database, with the service stopped.
const say = (line: string) => process.stdout.write(`${line}\n`)

const restore = async (file: string | undefined) => {
  const { databasePath, backupDir } = readStorage(createReader(process.env))
  if (!file) {
    say('Decí qué copia: npm run restore -- ARCHIVO')
    for (const { path } of listBackups(backupDir)) say(`  ${path}`)
    process.exitCode = 1
    return
  }
  const { aside, closed, turns } = await restoreBackup(file, databasePath, new Date())
  say(`Se comprobó «${file}» y ahora es la base de datos (${databasePath}).`)
  say(`Tiene ${turns} preguntas con su respuesta.`)
  if (closed > 0)
    say(`${closed} mensajes estaban sin contestar al hacer la copia, y así se los deja.`)
  if (aside) say(`La que había quedó en «${aside}». Borrala cuando veas que todo anda.`)
  say('Ya podés arrancar el servicio.')
}

restore(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`No se restauró nada: ${(error as Error).message}\n`)
  process.exitCode = 1
})
