import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { QUESTIONS, residentMb, startServer, stopServer } from './server.ts'
import { percentile, print, verdict } from './timing.ts'
import { sendAtRate } from './traffic.ts'

const RATE = 50
const WARM_UP_S = 120
const SECONDS = 600
const SAMPLE_MS = 2000
/** What the collector of garbage may leave lying about from one look to the next. */
const FLAT_MB = 5

const median = (values: readonly number[]) =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  )

/** Minutes of traffic in ever new chats: what is kept of each would show. */
export const benchSoak = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iamjus-soak-'))
  let chats = 0
  const message = (n: number) => {
    // Three messages a chat.
    if (n % 3 === 0) chats++
    return {
      session_id: `bench-soak-${String(chats).padStart(9, '0')}`,
      prompt: QUESTIONS[n % QUESTIONS.length] ?? 'hola',
    }
  }
  try {
    const { child, url } = await startServer(folder)
    await sendAtRate(url, { rate: RATE, seconds: WARM_UP_S, message })
    const samples: number[] = []
    const watching = setInterval(() => samples.push(residentMb(child.pid)), SAMPLE_MS)
    const { answered, errors } = await sendAtRate(url, { rate: RATE, seconds: SECONDS, message })
    clearInterval(watching)
    await stopServer(child)
    const quarter = Math.floor(samples.length / 4)
    const first = median(samples.slice(0, quarter))
    const last = median(samples.slice(-quarter))
    print(`${RATE} messages a second for ${SECONDS} s after ${WARM_UP_S} s, ${chats} chats`)
    print(`  errors ${errors.length} of ${answered.length}: ${verdict(errors.length === 0)}`)
    print(
      `  resident memory ${Math.min(...samples).toFixed(1)} to ${Math.max(...samples).toFixed(1)} MB`,
    )
    print(
      `  median of the first quarter ${first.toFixed(1)} MB, of the last ${last.toFixed(1)} MB: ${verdict(last - first <= FLAT_MB)}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
