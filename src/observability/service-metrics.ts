import { statSync } from 'node:fs'
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client'
import type { Status } from '../channel.ts'
import type { MeasuredMessage, Measures } from './measures.ts'

/** What is read anew each time that somebody asks for the metrics. */
export interface Service {
  /** Each channel that is configured. */
  readonly channels: () => readonly { readonly channel: string; readonly status: Status }[]
  /** Messages that wait to be answered or delivered, and since when the oldest does. */
  readonly open: () => Promise<{ readonly count: number; readonly oldest?: Date }>
  /** When the newest backup was made. */
  readonly backup: () => { readonly at?: Date }
  readonly databasePath: string
  /** Unix milliseconds. */
  readonly now?: () => number
}

/** In seconds: from what the data answers at once to the longest that a model may take. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120]

const OUTCOMES: Readonly<Record<MeasuredMessage['outcome'], string>> = {
  directory: 'answered',
  tramite: 'answered',
  llm: 'answered',
  smalltalk: 'answered',
  clarification: 'clarification',
  safety: 'safety',
  fallback: 'unanswerable',
  busy: 'busy',
  error: 'error',
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** Counts messages and requests as they come. */
export const measureTraffic = (registry: Registry): Measures => {
  const registers = [registry]
  const histogram = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name, help, labelNames, buckets: BUCKETS, registers })
  const messages = new Counter({
    name: 'chat_messages_total',
    help: 'Messages, by how they ended',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  const answer = histogram('chat_answer_seconds', 'From a message to its answer', ['source'])
  const first = histogram('chat_first_words_seconds', 'Until the first words of a model', [])
  const labels = ['route', 'method', 'status']
  const requests = histogram('http_request_duration_seconds', 'Streams to their end', labels)
  return {
    message: ({ channel, outcome, tookMs, firstMs }) => {
      messages.inc({ channel, outcome: OUTCOMES[outcome] })
      answer.observe({ source: outcome }, tookMs / 1000)
      if (firstMs !== undefined) first.observe(firstMs / 1000)
    },
    request: ({ tookMs, ...request }) => requests.observe(request, tookMs / 1000),
  }
}

/** Reads how the channels, the database and the backups are; gives how to read it anew. */
export const measureService = (registry: Registry, service: Service) => {
  const { channels, open, backup, databasePath, now = Date.now } = service
  const started = now()
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  const up = gauge('channel_up', 'It takes and answers messages; absent: it is off', ['channel'])
  const pending = gauge('outbox_pending', 'Messages not yet answered, or not yet delivered')
  const oldest = gauge('outbox_oldest_seconds', 'For how long the oldest of them waits')
  const age = gauge('backup_age_seconds', 'Since the newest backup; without one, since the start')
  const bytes = gauge('db_bytes', 'The database with its log')
  collectDefaultMetrics({ register: registry })

  return async () => {
    up.reset()
    for (const { channel, status } of channels())
      if (status.state !== 'off') up.set({ channel }, status.state === 'ready' ? 1 : 0)
    const waiting = await open()
    pending.set(waiting.count)
    oldest.set(waiting.oldest ? Math.max(0, now() - waiting.oldest.getTime()) / 1000 : 0)
    age.set(Math.max(0, now() - (backup().at?.getTime() ?? started)) / 1000)
    bytes.set(sizeOf(databasePath) + sizeOf(`${databasePath}-wal`))
  }
}
