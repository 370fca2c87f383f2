// One of several programs that all want the same folders at the same moments; started by
// lock.test.ts. Says which of them it got.
import { createLock } from '../../adapters/whatsapp/web/lock.ts'

export interface Race {
  readonly folders: readonly string[]
  /** Of the first, Unix milliseconds. */
  readonly start: number
}

const STEP_MS = 20

const run = ({ folders, start }: Race) => {
  const got = folders.filter((folder, n) => {
    while (Date.now() < start + n * STEP_MS);
    return createLock(folder).take()
  })
  process.stdout.write(JSON.stringify(got))
  // Until all have tried: whoever has ended holds nothing.
  process.stdin.resume().on('end', () => process.exit())
}

const [, , race] = process.argv
if (race) run(JSON.parse(race))
