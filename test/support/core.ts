import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { type Config, readConfig } from '../../src/config.ts'
import { createCore } from '../../src/core.ts'

/** A log that says nothing. */
export const silent = pino({ level: 'silent' })

/** A folder of its own, removed by `remove`. */
export const temporaryFolder = () => {
  const path = mkdtempSync(join(tmpdir(), 'iamjus-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** The whole core over the project's own data and a database of its own. */
export const startCore = async (env: Record<string, string> = {}) => {
  const folder = temporaryFolder()
  const config: Config = readConfig({
    DATABASE_PATH: join(folder.path, 'iamjus.db'),
    PORT: '0',
    ...env,
  })
  const core = await createCore(config, silent)
  return {
    ...core,
    config,
    stop: async () => {
      await core.close(2000)
      folder.remove()
    },
  }
}
