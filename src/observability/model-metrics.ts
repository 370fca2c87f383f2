import { Counter, Gauge, type Registry } from 'prom-client'
import type { EndpointStatus } from '../llm/member.ts'
import type { ModelStatus } from '../llm/model.ts'

export type ReadStatus = () => ModelStatus

const gauge = (registry: Registry, name: string, help: string, labelNames: string[] = []) =>
  new Gauge({ name, help, labelNames, registers: [registry] })

const counter = (registry: Registry, name: string, help: string, label: string) =>
  new Counter({ name, help, labelNames: [label], registers: [registry] })

/** What the servers of the model and the queue before them are doing; gives how to read it anew. */
export const measureModel = (registry: Registry, status: ReadStatus) => {
  const ofEndpoint = (name: string, help: string) => gauge(registry, name, help, ['endpoint'])
  const byEndpoint = {
    warm: ofEndpoint('llm_endpoint_warm', 'The model is in memory'),
    inFlight: ofEndpoint('llm_inflight', 'Answers being written'),
    slots: ofEndpoint('llm_endpoint_slots', 'Answers that it may write at a time'),
    ejections: ofEndpoint('llm_endpoint_ejections', 'Times left out lately'),
  }
  const totals = {
    answered: counter(registry, 'llm_endpoint_answered_total', 'Answers given', 'endpoint'),
    failed: counter(registry, 'llm_endpoint_failed_total', 'Faults', 'endpoint'),
  }
  const up = ofEndpoint('llm_endpoint_up', 'It answers what it is asked')
  const speed = ofEndpoint('llm_tokens_per_second', 'Moving average')
  const first = ofEndpoint('llm_first_words_seconds', 'Moving average')
  const service = ofEndpoint('llm_answer_seconds', 'Moving average')
  const waiting = gauge(registry, 'llm_queue_depth', 'Questions waiting for a server')
  const requests = counter(registry, 'llm_requests_total', 'How requests ended', 'outcome')
  const rejected = counter(registry, 'llm_rejected_total', 'Texts not shown', 'reason')
  const dropped = counter(registry, 'llm_sentences_dropped_total', 'Sentences left out', 'reason')

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
      up.set({ endpoint: name }, endpoint.state === 'down' ? 0 : 1)
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
