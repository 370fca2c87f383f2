import { createServer } from 'node:http'
import { Counter, Gauge, Registry } from 'prom-client'
import type { EndpointStatus } from '../llm/member.ts'
import type { ModelStatus } from '../llm/model.ts'
import type { Logger } from './logger.ts'

type ReadStatus = () => ModelStatus

const gauge = (registry: Registry, name: string, help: string, labelNames: string[] = []) =>
  new Gauge({ name, help, labelNames, registers: [registry] })

const counter = (registry: Registry, name: string, help: string, label: string) =>
  new Counter({ name, help, labelNames: [label], registers: [registry] })

const STATES = ['up', 'busy', 'starting', 'down'] as const

/** What the servers of the model and the queue before them are doing, as Prometheus reads it. */
const measureModel = (registry: Registry, status: ReadStatus) => {
  const state = gauge(
    registry,
    'iamjus_ollama_state',
    'State of a server: 1 for the one it is in',
    ['endpoint', 'state'],
  )
  const byEndpoint = {
    warm: gauge(registry, 'iamjus_ollama_warm', 'The model is in memory', ['endpoint']),
    inFlight: gauge(registry, 'iamjus_ollama_in_flight', 'Answers being written', ['endpoint']),
    ejections: gauge(registry, 'iamjus_ollama_ejections', 'Times left out lately', ['endpoint']),
  }
  const totals = {
    answered: counter(registry, 'iamjus_ollama_answered_total', 'Answers given', 'endpoint'),
    failed: counter(registry, 'iamjus_ollama_failed_total', 'Faults', 'endpoint'),
  }
  const speed = gauge(registry, 'iamjus_ollama_tokens_per_second', 'Moving average', ['endpoint'])
  const first = gauge(registry, 'iamjus_ollama_first_words_seconds', 'Moving average', ['endpoint'])
  const service = gauge(registry, 'iamjus_ollama_answer_seconds', 'Moving average', ['endpoint'])
  const waiting = gauge(registry, 'iamjus_llm_waiting', 'Questions waiting for a server')
  const requests = counter(registry, 'iamjus_llm_requests_total', 'How requests ended', 'outcome')
  const rejected = counter(registry, 'iamjus_llm_rejected_total', 'Texts not shown', 'reason')
  const dropped = counter(registry, 'iamjus_llm_sentences_dropped_total', 'Sentences', 'reason')

  const countAll = (target: Counter, label: string, counts: object) => {
    target.reset()
    for (const [name, value] of Object.entries(counts)) target.inc({ [label]: name }, value)
  }

  return () => {
    const { endpoints, waiting: queued, counts, answers } = status()
    for (const [field, target] of Object.entries(totals)) {
      const of = ({ name, ...rest }: EndpointStatus) => [name, rest[field as keyof typeof totals]]
      countAll(target, 'endpoint', Object.fromEntries(endpoints.map(of)))
    }
    for (const endpoint of endpoints) {
      const { name } = endpoint
      for (const one of STATES)
        state.set({ endpoint: name, state: one }, one === endpoint.state ? 1 : 0)
      for (const [field, target] of Object.entries(byEndpoint))
        target.set({ endpoint: name }, Number(endpoint[field as keyof typeof byEndpoint]))
      if (endpoint.tokensPerSecond) speed.set({ endpoint: name }, endpoint.tokensPerSecond)
      if (endpoint.firstMs) first.set({ endpoint: name }, endpoint.firstMs / 1000)
      if (endpoint.serviceMs) service.set({ endpoint: name }, endpoint.serviceMs / 1000)
    }
    waiting.set(queued)
    countAll(requests, 'outcome', counts)
    countAll(rejected, 'reason', answers.refusals)
    countAll(dropped, 'reason', answers.objections)
  }
}

/** Creates what `GET /metrics` gives, in the text form of Prometheus. */
export const createMetrics = (status: ReadStatus | undefined) => {
  const registry = new Registry()
  const measure = status && measureModel(registry, status)
  return {
    contentType: registry.contentType,
    read: () => {
      measure?.()
      return registry.metrics()
    },
  }
}

interface Where {
  readonly host: string
  readonly port: number
}

/**
 * Serves the metrics on a port of their own, which no proxy should show to the world. A port that is
 * taken leaves the assistant without metrics, not the citizens without the assistant.
 */
export const serveMetrics = (
  metrics: ReturnType<typeof createMetrics>,
  { host, port }: Where,
  log: Logger,
) => {
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    try {
      const text = await metrics.read()
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
    } catch (err) {
      log.error({ err }, 'no se pudieron medir las métricas')
      response.writeHead(500).end()
    }
  })
  server.on('error', err => log.warn({ err }, `METRICS_PORT: no hay métricas en el puerto ${port}`))
  server.listen(port, host)
  server.unref()
  return server
}
