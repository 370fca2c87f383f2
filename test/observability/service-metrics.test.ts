import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Status } from '../../src/channel.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { temporaryFolder } from '../support/core.ts'
import { quietService } from '../support/service.ts'

const since = new Date(0)
const channel = (name: string, state: Status['state']) => ({
  channel: name,
  status: { state, since },
})

/** The lines that tell of these metrics. */
const linesOf = async ({ read }: ReturnType<typeof createMetrics>, ...names: string[]) => {
  const lines = (await read()).split('\n')
  return lines.filter(line => names.some(name => new RegExp(`^${name}[{ ]`).test(line)))
}

describe('what is read when somebody asks', () => {
  test('is which channels work; one that is off is neither up nor down', async () => {
    let state: Status['state'] = 'ready'
    const channels = () => [channel('web', 'ready'), channel('telegram', state)]
    const metrics = createMetrics(quietService({ channels }))
    const up = () => linesOf(metrics, 'channel_up')
    expect(await up()).toEqual(['channel_up{channel="web"} 1', 'channel_up{channel="telegram"} 1'])
    state = 'needs-login'
    expect((await up())[1]).toBe('channel_up{channel="telegram"} 0')
    state = 'off'
    expect(await up()).toEqual(['channel_up{channel="web"} 1'])
  })

  test('is what waits, and since when', async () => {
    let open: { count: number; oldest?: Date } = { count: 3, oldest: new Date(10_000) }
    const metrics = createMetrics(quietService({ open: async () => open, now: () => 75_000 }))
    const waiting = () => linesOf(metrics, 'outbox_pending', 'outbox_oldest_seconds')
    expect(await waiting()).toEqual(['outbox_pending 3', 'outbox_oldest_seconds 65'])
    open = { count: 0 }
    expect(await waiting()).toEqual(['outbox_pending 0', 'outbox_oldest_seconds 0'])
  })

  test('is the age of the newest backup; without any, it grows from the start on', async () => {
    let now = 0
    let at: Date | undefined
    const backup = () => (at ? { at } : {})
    const metrics = createMetrics(quietService({ backup, now: () => now }))
    now = 5_000
    expect(await linesOf(metrics, 'backup_age_seconds')).toEqual(['backup_age_seconds 5'])
    at = new Date(4_000)
    expect(await linesOf(metrics, 'backup_age_seconds')).toEqual(['backup_age_seconds 1'])
  })

  test('is the size of the database with its log', async () => {
    const folder = temporaryFolder()
    const databasePath = join(folder.path, 'x.db')
    writeFileSync(databasePath, 'x'.repeat(100))
    writeFileSync(`${databasePath}-wal`, 'x'.repeat(11))
    const metrics = createMetrics(quietService({ databasePath }))
    expect(await linesOf(metrics, 'db_bytes')).toEqual(['db_bytes 111'])
    folder.remove()
  })
})

describe('what is counted as it comes', () => {
  test('is how messages end, from before the metrics were loaded on', async () => {
    const service = quietService()
    const { measures } = service
    measures.message({ channel: 'web', outcome: 'directory', tookMs: 4 })
    const metrics = createMetrics(service)
    measures.message({ channel: 'web', outcome: 'llm', tookMs: 7000, firstMs: 900 })
    measures.message({ channel: 'telegram', outcome: 'fallback', tookMs: 4 })
    measures.message({ channel: 'telegram', outcome: 'error', tookMs: 4 })
    const lines = await linesOf(
      metrics,
      'chat_messages_total',
      'chat_answer_seconds_sum',
      'chat_first_words_seconds_count',
    )
    expect(lines).toEqual([
      'chat_messages_total{channel="web",outcome="answered"} 2',
      'chat_messages_total{channel="telegram",outcome="unanswerable"} 1',
      'chat_messages_total{channel="telegram",outcome="error"} 1',
      'chat_answer_seconds_sum{source="directory"} 0.004',
      'chat_answer_seconds_sum{source="llm"} 7',
      'chat_answer_seconds_sum{source="fallback"} 0.004',
      'chat_answer_seconds_sum{source="error"} 0.004',
      'chat_first_words_seconds_count 1',
    ])
  })

  test('does not grow without end where nobody takes it', async () => {
    const service = quietService()
    for (let n = 0; n < 3000; n++)
      service.measures.message({ channel: 'web', outcome: 'llm', tookMs: 1 })
    expect(await linesOf(createMetrics(service), 'chat_messages_total')).toEqual([
      'chat_messages_total{channel="web",outcome="answered"} 1000',
    ])
  })
})
