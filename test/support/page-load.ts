import type { Browser } from 'playwright-core'

/** A slow line: bytes a second each way, and milliseconds until the first comes. */
interface Line {
  readonly rate: number
  readonly latency: number
  /** How many times slower than this machine. */
  readonly cpu: number
}

/** Loads a page as who has never been there: what was asked for, what it weighed, when it stood. */
export const firstLoad = async (browser: Browser, url: string, line?: Line) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  const requests: string[] = []
  let bytes = 0
  cdp.on('Network.requestWillBeSent', ({ request }) => {
    if (!request.url.startsWith('data:')) requests.push(request.url)
  })
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await cdp.send('Network.enable')
  if (line) {
    const { rate, latency, cpu } = line
    await cdp.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency, downloadThroughput: rate, uploadThroughput: rate },
    })
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  }
  await page.addInitScript(() => {
    const painted = { ms: 0 }
    Object.assign(window, { painted })
    new PerformanceObserver(list => {
      painted.ms = list.getEntries().at(-1)?.startTime ?? 0
    }).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.waitForSelector('html.js')
  const paintedMs = await page.evaluate(
    () => (window as unknown as { painted: { ms: number } }).painted.ms,
  )
  await context.close()
  return { requests, bytes, paintedMs }
}
