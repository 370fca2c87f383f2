import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'

/** What the figures need of the core. */
export interface FiguresPart {
  readonly figures: { read(days: 7 | 30 | 90): Promise<object> }
}

const PERIODS = { 7: 7, 30: 30, 90: 90 } as const
const Days = { type: 'string', enum: ['7', '30', '90'] } as const

export const figuresRoutes = (scope: WebServer, { figures }: FiguresPart) => {
  scope.get(
    '/admin/api/figures',
    { schema: { querystring: fields({ days: Days }, ['days']) } },
    async ({ query }) => figures.read(PERIODS[query.days]),
  )
}
