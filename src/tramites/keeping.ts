import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where what took long to work out waits for the next start. */
export interface Keeping {
  load(key: string): Buffer | undefined
  store(key: string, bytes: Uint8Array): void
}

export const NOWHERE: Keeping = { load: () => undefined, store: () => undefined }

/** Keeps one file in a folder, the last; where it cannot be read or written it keeps nothing. */
export const keepIn = (folder: string): Keeping => ({
  load: key => {
    try {
      return readFileSync(join(folder, key))
    } catch {
      return undefined
    }
  },
  store: (key, bytes) => {
    try {
      mkdirSync(folder, { recursive: true })
      const before = readdirSync(folder)
      // Whole or not at all, also when two programs start at the same time.
      const draft = join(folder, `${key}.${process.pid}`)
      writeFileSync(draft, bytes)
      renameSync(draft, join(folder, key))
      for (const file of before) if (file !== key) rmSync(join(folder, file), { force: true })
    } catch {
      return
    }
  },
})
