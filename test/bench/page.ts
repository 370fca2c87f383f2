import { openBrowser } from '../support/browser.ts'
import { firstLoad } from '../support/page-load.ts'
import { startWeb } from '../support/web.ts'
import { print, verdict } from './timing.ts'

/** 400 kbit/s, 400 ms and a processor six times slower: an old phone on a bad line. */
const LINE = { rate: 50_000, latency: 400, cpu: 6 }
const TIMES = 5

/** What the first load of the chat page weighs, and when its largest part is seen. */
export const benchPage = async () => {
  const web = await startWeb()
  const browser = await openBrowser()
  const loads = []
  for (let i = 0; i < TIMES; i++) loads.push(await firstLoad(browser, web.url, LINE))
  await browser.close()
  await web.stop()
  const requests = Math.max(...loads.map(load => load.requests.length))
  const bytes = Math.max(...loads.map(load => load.bytes))
  const painted = loads.map(load => load.paintedMs).sort((a, b) => a - b)
  const median = painted[Math.floor(TIMES / 2)] ?? 0
  print(`the chat page at 400 kbit/s, 400 ms, processor ÷ 6, ${TIMES} first loads`)
  print(`  ${requests} requests (at most 5): ${verdict(requests <= 5)}`)
  print(`  ${(bytes / 1000).toFixed(1)} KB as sent (at most 60): ${verdict(bytes <= 60_000)}`)
  print(
    `  largest paint, median ${median.toFixed(0)} ms, worst ${painted.at(-1)?.toFixed(0)} ms (at most 2500): ${verdict(median <= 2500)}`,
  )
}
