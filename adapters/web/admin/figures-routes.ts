import { Type } from '../json-schema.ts'
import type { WebServer } from '../server.ts'

/** What the figures need of the core. */
export interface FiguresPart {
  readonly figures: { read(days: 7 | 30 | 90): Promise<object> }
}

const PERIODS = { 7: 7, 30: 30, 90: 90 } as const
const Days = Type.Union([Type.Literal('7'), Type.Literal('30'), Type.Literal('90')])

export const figuresRoutes = (scope: WebServer, { figures }: FiguresPart) => {
  scope.get(
    '/admin/api/figures',
    { schema: { querystring: Type.Object({ days: Days }) } },
    async ({ query }) => figures.read(PERIODS[query.days]),
  )
}
