import { createMeasures } from '../../src/observability/measures.ts'
import type { Service } from '../../src/observability/service-metrics.ts'

/** A service without channels in which nothing waits, but for what is said of it. */
export const quietService = (some: Partial<Service> = {}) => ({
  service: {
    channels: () => [],
    open: async () => ({ count: 0 }),
    backup: () => ({}),
    databasePath: '/no/hay/nada.db',
    ...some,
  },
  measures: createMeasures(),
})
