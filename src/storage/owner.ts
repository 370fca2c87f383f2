import { chownSync, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Gives a file or folder to whom the database belongs, or its folder where there is none yet. What
 * root copies or restores would otherwise be out of reach for the service.
 */
export const giveToOwnerOf = (databasePath: string, path: string) => {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(existsSync(databasePath) ? databasePath : dirname(databasePath))
  chownSync(path, uid, gid)
}
