import { benchDetection } from './detection.ts'
import { benchHttp } from './http.ts'
import { benchPool } from './pool.ts'

// npm run bench            everything
// npm run bench -- http    one part

const PARTS: Readonly<Record<string, () => void | Promise<void>>> = {
  detection: benchDetection,
  http: benchHttp,
  pool: benchPool,
}

const wanted = process.argv.slice(2)
for (const [name, run] of Object.entries(PARTS))
  if (wanted.length === 0 || wanted.includes(name)) await run()
