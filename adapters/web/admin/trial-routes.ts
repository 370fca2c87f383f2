import type { Reply } from '../../../src/channel.ts'
import { fields } from '../json-schema.ts'
import { whenLeft } from '../responders.ts'
import type { WebServer } from '../server.ts'

/** What trying instructions before they are published needs of the core. */
export interface TrialPart {
  readonly trials: {
    list(): Promise<readonly { readonly id: number; readonly text: string }[]>
    add(text: string): Promise<void>
    remove(id: number): Promise<unknown>
    run(
      question: string,
      instructions: string | undefined,
      signal: AbortSignal,
    ): Promise<{ readonly reply: Reply; readonly tookMs: number }>
  }
  /** Whether there is a model at all. */
  readonly hasModel: boolean
}

const Question = { type: 'string', minLength: 1, maxLength: 2000 } as const
const Instructions = { type: 'string', minLength: 1, maxLength: 40_000 } as const

/** The saved questions, and one answer at a time: by the published instructions or by a draft. */
export const trialRoutes = (scope: WebServer, { trials, hasModel }: TrialPart) => {
  const saved = async () => ({ model: hasModel, questions: await trials.list() })

  scope.get('/admin/api/trial-questions', saved)

  scope.post(
    '/admin/api/trial-questions',
    { schema: { body: fields({ text: Question }, ['text']) } },
    async ({ body }) => {
      await trials.add(body.text)
      return saved()
    },
  )

  scope.delete(
    '/admin/api/trial-questions/:id',
    { schema: { params: fields({ id: { type: 'string', pattern: '^[1-9]\\d{0,8}$' } }, ['id']) } },
    async ({ params }) => {
      await trials.remove(Number(params.id))
      return saved()
    },
  )

  scope.post(
    '/admin/api/trials',
    {
      schema: { body: fields({ question: Question, prompt: Instructions }, ['question']) },
    },
    async ({ body: { question, prompt } }, reply) => {
      const { reply: answer, tookMs } = await trials.run(question, prompt, whenLeft(reply))
      const { source, municipios } = answer.about
      return { response: answer.text, source, municipios, took_ms: tookMs }
    },
  )
}
