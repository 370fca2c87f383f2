import { benchDetection } from './detection.ts'
import { benchHttp } from './http.ts'
import { benchLoad } from './load.ts'
import { benchPage } from './page.ts'
import { benchPool } from './pool.ts'
import { benchSoak } from './soak.ts'

// npm run bench            everything but what takes many minutes
// npm run bench -- http    one part
// npm run bench -- load    these only by name
// npm run bench -- soak

const PARTS: Readonly<Record<string, () => void | Promise<void>>> = {
  detection: benchDetection,
  http: benchHttp,
  page: benchPage,
  pool: benchPool,
}

const LONG: typeof PARTS = { load: benchLoad, soak: benchSoak }

const wanted = process.argv.slice(2)
for (const [name, run] of Object.entries(PARTS))
  if (wanted.length === 0 || wanted.includes(name)) await run()
for (const [name, run] of Object.entries(LONG)) if (wanted.includes(name)) await run()
