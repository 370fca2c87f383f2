import { createServer } from 'node:http'
import { Registry } from 'prom-client'
import type { Logger } from './logger.ts'
import type { Measures } from './measures.ts'
import { measureModel, type ReadStatus } from './model-metrics.ts'
import { measureService, measureTraffic, type Service } from './service-metrics.ts'

interface Deps {
  readonly service: Service
  /** Absent: no model is configured. */
  readonly model?: ReadStatus | undefined
  /** Tells of messages and requests as they come. */
  readonly measures: { connect(to: Measures): void }
}

/** Creates what `GET /metrics` gives, in the text form of Prometheus. */
export const createMetrics = ({ service, model, measures }: Deps) => {
  const registry = new Registry()
  measures.connect(measureTraffic(registry))
  const readService = measureService(registry, service)
  const readModel = model && measureModel(registry, model)
  return {
    contentType: registry.contentType,
    read: async () => {
      readModel?.()
      await readService()
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
