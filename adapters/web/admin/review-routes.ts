import { Readable } from 'node:stream'
import type { FromSchema } from 'json-schema-to-ts'
import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'
import { refusal } from './errors.ts'

interface Seen {
  readonly by: string
  readonly at: Date
}

interface Item {
  readonly id: number
  readonly at: Date
  readonly channel: string
  readonly chat: string
  readonly why: string
  readonly text: string
  readonly reply: string
  readonly municipios: readonly string[]
  readonly reason?: string
  readonly seen?: Seen
}

interface Filter {
  readonly channel?: string
  readonly municipio?: string
  readonly from?: string
  readonly to?: string
  readonly seen?: boolean
}

/** What the queue of what was not understood needs of the core. */
export interface ReviewPart {
  readonly review: {
    page(
      filter: Filter,
      limit: number,
      before?: number,
    ): Promise<{ readonly items: readonly Item[]; readonly next?: number | undefined }>
    /** The queue as a CSV file, a piece at a time. */
    file(filter: Filter, user: string): Promise<AsyncIterable<string>>
    /** What was said in the chat right before, oldest first. */
    before(id: number): Promise<readonly { readonly text: string; readonly reply: string }[]>
    /** Gives who saw it first, or nothing where there is no such turn. */
    mark(id: number, by: string): Promise<Seen | undefined>
    unmark(id: number): Promise<unknown>
  }
}

const PAGE = 30
const Id = { type: 'string', pattern: '^[1-9]\\d{0,14}$' } as const
const Day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } as const
const filterFields = {
  channel: { type: 'string', minLength: 1, maxLength: 20 },
  municipio: { type: 'string', minLength: 1, maxLength: 80 },
  from: Day,
  to: Day,
  seen: { type: 'string', enum: ['yes', 'no'] },
} as const
const FilterQuery = fields(filterFields)
const PageQuery = fields({ ...filterFields, before: Id })

const filterOf = ({
  channel,
  municipio,
  from,
  to,
  seen,
}: FromSchema<typeof FilterQuery>): Filter => ({
  ...(channel && { channel }),
  ...(municipio && { municipio }),
  ...(from && { from }),
  ...(to && { to }),
  ...(seen && { seen: seen === 'yes' }),
})

/** The queue, its marks, and the queue as a file. */
export const reviewRoutes = (scope: WebServer, { review }: ReviewPart) => {
  scope.get('/admin/api/review', { schema: { querystring: PageQuery } }, async ({ query }) => {
    const before = query.before === undefined ? undefined : Number(query.before)
    return review.page(filterOf(query), PAGE, before)
  })

  scope.get(
    '/admin/api/review.csv',
    { schema: { querystring: FilterQuery } },
    async ({ query, operator }, reply) => {
      const lines = await review.file(filterOf(query), operator.name)
      reply.header('content-disposition', 'attachment; filename="no-entendidos.csv"')
      return reply.type('text/csv; charset=utf-8').send(Readable.from(lines))
    },
  )

  const one = { schema: { params: fields({ id: Id }, ['id']) } }
  scope.get('/admin/api/review/:id/before', one, async ({ params }) => ({
    turns: await review.before(Number(params.id)),
  }))

  scope.put('/admin/api/review/:id/seen', one, async ({ params, operator }, reply) => {
    const seen = await review.mark(Number(params.id), operator.name)
    if (!seen) return reply.code(404).send(refusal('no_existe', 'Ese mensaje ya no está.'))
    return { seen }
  })

  scope.delete('/admin/api/review/:id/seen', one, async ({ params }) => {
    await review.unmark(Number(params.id))
    return { seen: null }
  })
}
