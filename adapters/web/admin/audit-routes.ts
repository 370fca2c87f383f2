import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'

interface RecordedAct {
  readonly id: number
  readonly at: Date
  readonly user: string
  readonly action: string
  readonly detail: string
}

/** What looking at the deeds of operators needs of the core. */
export interface AuditPart {
  readonly audit: {
    list(page: {
      readonly before?: number
      readonly user?: string
      readonly limit: number
    }): Promise<readonly RecordedAct[]>
  }
}

const PAGE = 50
const Query = fields({
  before: { type: 'string', pattern: '^[1-9]\\d{0,14}$' },
  user: { type: 'string', minLength: 1, maxLength: 80 },
})

export const auditRoutes = (scope: WebServer, { audit }: AuditPart) => {
  scope.get('/admin/api/audit', { schema: { querystring: Query } }, async ({ query }) => {
    const { before, user } = query
    const found = await audit.list({
      ...(before !== undefined && { before: Number(before) }),
      ...(user !== undefined && { user }),
      limit: PAGE + 1,
    })
    const acts = found.slice(0, PAGE)
    return { acts, ...(found.length > PAGE && { next: acts.at(-1)?.id }) }
  })
}
