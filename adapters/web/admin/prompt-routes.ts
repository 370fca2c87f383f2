import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'

interface Version {
  readonly version: number
  readonly text: string
  readonly author: string
  readonly comment: string
  readonly sha256: string
  readonly createdAt: Date
}

interface Act {
  readonly user: string
  readonly action: string
  readonly detail: string
}

/** What editing the instructions of the model needs of the core. */
export interface PromptPart {
  readonly prompts: {
    readonly published: Version
    readonly maxLetters: number
    list(): Promise<readonly Version[]>
    read(version: number): Promise<Version | undefined>
    publish(version: number, base: number | undefined): Promise<Version>
    /** Writes a new version and uses it, both or neither. */
    saveAndPublish(prompt: {
      readonly text: string
      readonly author: string
      readonly comment?: string
      readonly base?: number
    }): Promise<Version>
  }
  readonly audit: { record(act: Act): Promise<void> }
}

// Longer than is allowed, so that the core says by how much.
const Text = { type: 'string', minLength: 1, maxLength: 40_000 } as const
const Comment = { type: 'string', maxLength: 200 } as const
const Base = { type: 'integer', minimum: 1 } as const

const told = ({ text, createdAt, sha256, ...version }: Version) => ({
  ...version,
  sha256,
  created_at: createdAt,
  letters: text.length,
})

/** `/get_prompt` and `/save_prompt` as the seed had them, and the versions. */
export const promptRoutes = (scope: WebServer, { prompts, audit }: PromptPart) => {
  const published = () => ({
    prompt: prompts.published.text,
    ...told(prompts.published),
    max_letters: prompts.maxLetters,
  })

  scope.get('/get_prompt', async () => published())

  scope.post(
    '/save_prompt',
    {
      schema: {
        body: fields(
          {
            prompt: Text,
            base_version: Base,
            comment: Comment,
          },
          ['prompt'],
        ),
      },
    },
    async ({ operator: { name }, body }) => {
      const before = prompts.published.version
      const { version } = await prompts.saveAndPublish({
        text: body.prompt,
        author: name,
        ...(body.comment !== undefined && { comment: body.comment }),
        ...(body.base_version !== undefined && { base: body.base_version }),
      })
      const detail = `versión ${version}, en lugar de la ${before}. ${body.comment ?? ''}`.trim()
      await audit.record({ user: name, action: 'publicar-instrucciones', detail })
      return published()
    },
  )

  scope.get('/admin/api/prompts', async () => ({
    published: prompts.published.version,
    versions: (await prompts.list()).map(told),
  }))

  scope.get(
    '/admin/api/prompts/:version',
    {
      schema: {
        params: fields({ version: { type: 'string', pattern: '^[1-9]\\d{0,8}$' } }, ['version']),
      },
    },
    async ({ params }, reply) => {
      const found = await prompts.read(Number(params.version))
      if (!found) return reply.callNotFound()
      return { prompt: found.text, ...told(found) }
    },
  )

  scope.post(
    '/admin/api/prompts/publish',
    {
      schema: { body: fields({ version: Base, base_version: Base }, ['version', 'base_version']) },
    },
    async ({ operator: { name }, body }) => {
      const before = prompts.published.version
      await prompts.publish(body.version, body.base_version)
      const detail = `versión ${body.version}, en lugar de la ${before}`
      await audit.record({ user: name, action: 'volver-instrucciones', detail })
      return published()
    },
  )
}
