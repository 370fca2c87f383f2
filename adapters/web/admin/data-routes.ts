import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Choice, Office, Reply } from '../../../src/channel.ts'
import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'
import { refusal } from './errors.ts'

interface Dataset {
  readonly id: number
  readonly sha256: string
  readonly municipios: number
  readonly offices: number
  readonly author: string
  readonly comment: string
  readonly loadedAt: Date
  readonly publishedAt?: Date
}

interface Draft {
  readonly dataset: Dataset
  readonly base: number
  readonly municipios: unknown
  readonly offices: unknown
  readonly changes: unknown
  readonly encoding: string
  readonly problems: readonly unknown[]
  readonly problemCount: number
  readonly ignoredColumns: readonly string[]
  readonly doubts: readonly string[]
}

interface Publication {
  readonly id: number
  readonly base: number
  readonly comment?: string
  readonly confirmed: boolean
}

interface Place {
  readonly municipio: string
  readonly cabecera: string
  readonly localidades: readonly string[]
  readonly alias: readonly string[]
  readonly offices: readonly Office[]
  readonly by: readonly string[]
}

/** What looking after the data needs of the core. */
export interface DataPart {
  readonly datasets: {
    list(): Promise<{
      readonly published: Dataset
      readonly versions: readonly Dataset[]
      readonly problem?: string
    }>
    preview(csv: Uint8Array, user: string): Promise<Draft>
    previewFile(user: string): Promise<Draft>
    look(id: number): Promise<Draft>
    publish(publication: Publication, user: string): Promise<Dataset>
    read(id: number): Promise<Uint8Array>
    search(
      text: string,
      id?: number,
    ): Promise<{ readonly places: readonly Place[]; readonly total: number }>
    answer(text: string, id?: number): Promise<Reply>
  }
}

/** Bytes of a file; the file of the whole Province has 50,000. */
const FILE_LIMIT = 10 * 1024 * 1024
const Id = { type: 'integer', minimum: 1 } as const
const IdText = { type: 'string', pattern: '^[1-9]\\d{0,8}$' } as const

const told = ({ loadedAt, publishedAt, ...dataset }: Dataset) => ({
  ...dataset,
  loaded_at: loadedAt,
  published_at: publishedAt ?? null,
})

const toldDraft = ({ dataset, problemCount, ignoredColumns, ...draft }: Draft) => ({
  ...draft,
  dataset: told(dataset),
  problem_count: problemCount,
  ignored_columns: ignoredColumns,
})

const toldReply = ({ text, choices, about }: Reply) => ({
  response: text,
  choices: choices as readonly Choice[],
  ...about,
})

const sendFile = (reply: FastifyReply, id: string, bytes: Uint8Array) =>
  reply
    // A very large file is as it was brought, in whatever encoding: no charset.
    .type('text/csv')
    .header('content-disposition', `attachment; filename="datos_tierras-${id}.csv"`)
    .send(Buffer.from(bytes))

const UPLOAD_ERRORS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  413: ['muy_grande', 'El archivo pesa más de 10 MB.'],
  415: ['tipo_invalido', 'Mandá el archivo como text/csv.'],
}

/** Of a file something else is too large than of a message. */
const tellUploadError = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
  const told = UPLOAD_ERRORS[error.statusCode ?? 0]
  if (!told) throw error
  return reply.code(error.statusCode ?? 0).send(refusal(...told))
}

/** Uploading, publishing and going back; searching, and trying what the assistant answers. */
export const dataRoutes = (scope: WebServer, { datasets }: DataPart) => {
  scope.get('/admin/api/data', async () => {
    const { published, versions, problem } = await datasets.list()
    return { published: published.id, versions: versions.map(told), problem: problem ?? null }
  })

  void scope.register(async files => {
    files.removeAllContentTypeParsers()
    files.addContentTypeParser(
      ['text/csv', 'application/octet-stream'],
      { parseAs: 'buffer' },
      (_request, body, done) => done(null, body),
    )
    files.post(
      '/admin/api/data/preview',
      { bodyLimit: FILE_LIMIT, errorHandler: tellUploadError },
      async ({ operator: { name }, body }) => {
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
        return toldDraft(await datasets.preview(bytes, name))
      },
    )
  })

  scope.post('/admin/api/data/preview-file', async ({ operator: { name } }) =>
    toldDraft(await datasets.previewFile(name)),
  )

  scope.post(
    '/admin/api/data/publish',
    {
      schema: {
        body: fields(
          {
            id: Id,
            base: Id,
            comment: { type: 'string', maxLength: 200 },
            confirmed: { type: 'boolean' },
          },
          ['id', 'base'],
        ),
      },
    },
    async ({ operator: { name }, body }) => {
      const { confirmed = false, ...publication } = body
      return told(await datasets.publish({ ...publication, confirmed }, name))
    },
  )

  scope.get(
    '/admin/api/data/:id/preview',
    { schema: { params: fields({ id: IdText }, ['id']) } },
    async ({ params: { id } }) => toldDraft(await datasets.look(Number(id))),
  )

  scope.get(
    '/admin/api/data/:id/file',
    { schema: { params: fields({ id: IdText }, ['id']) } },
    async ({ params: { id } }, reply) => sendFile(reply, id, await datasets.read(Number(id))),
  )

  scope.get(
    '/admin/api/data/search',
    {
      schema: {
        querystring: fields(
          {
            text: { type: 'string', maxLength: 100 },
            id: IdText,
          },
          ['text'],
        ),
      },
    },
    ({ query: { text, id } }) => datasets.search(text, id ? Number(id) : undefined),
  )

  scope.post(
    '/admin/api/data/answer',
    {
      schema: {
        body: fields(
          {
            text: { type: 'string', minLength: 1, maxLength: 2000 },
            id: Id,
          },
          ['text'],
        ),
      },
    },
    async ({ body: { text, id } }) => toldReply(await datasets.answer(text, id)),
  )
}
