import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { UnusableFileError } from './table.ts'
import { readUpload, type Upload } from './upload.ts'

const SCRIPT = join(import.meta.dirname, 'upload-process.ts')
/** In bytes. The file of the whole Province has 50,000 and is read in 15 ms. */
const SMALL = 300_000
/** In MiB: enough for 10 MB of rows, and not for what only looks like them. */
const MEMORY = 384
/** Ten times what the slowest file took. */
const LONGEST_MS = 60_000

type Outcome = { readonly upload: Upload } | { readonly unusable: string }

const readInProcess = async (csv: Uint8Array): Promise<Upload> => {
  const child = spawn(process.execPath, [`--max-old-space-size=${MEMORY}`, SCRIPT], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: LONGEST_MS,
  })
  const code = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  // When it ends before it has read everything, how it ended says why.
  child.stdin.on('error', () => undefined).end(csv)
  const [said, ended] = await Promise.all([textOf(child.stdout), code])
  if (ended !== 0) throw new UnusableFileError('tiene demasiadas filas para leerlo')
  const outcome = JSON.parse(said) as Outcome
  if ('unusable' in outcome) throw new UnusableFileError(outcome.unusable)
  return outcome.upload
}

/**
 * Reads what a person brought; a large file in a process of its own, since it takes seconds in
 * which citizens want answers, and memory that would never come back. Throws an
 * `UnusableFileError` that says what is wrong with the file.
 */
export const readApart = async (csv: Uint8Array): Promise<Upload> =>
  csv.length <= SMALL ? readUpload(csv) : readInProcess(csv)
