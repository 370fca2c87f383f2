import type { Reply } from '../channel.ts'
import type { Respond } from '../conversation/answering.ts'
import { checked } from '../llm/prompts.ts'
import type { Database } from '../storage/database.ts'
import { clean } from '../text.ts'
import { replyTo } from './asking.ts'
import { createInTurn } from './in-turn.ts'
import { Refused } from './refusals.ts'

export interface TrialQuestion {
  readonly id: number
  readonly text: string
}

/** What a citizen would have been answered. */
export interface TrialAnswer {
  readonly reply: Reply
  readonly tookMs: number
}

interface Deps {
  readonly db: Database
  /** The conversation as it is now, or with a model that is told this instead. */
  readonly respondWith: (instructions: string | undefined) => Respond
}

export const MAX_QUESTIONS = 30
const MAX_LETTERS = 500
/** Answers that may wait for others; the servers of the model are there for citizens. */
const MAX_WAITING = 3

/** The saved questions, and what would be answered to them. Throws `Refused` with the reason. */
export const createTrials = ({ db, respondWith }: Deps) => {
  const inTurn = createInTurn()
  let waiting = 0

  const respond = async (question: string, instructions?: string, signal?: AbortSignal) => {
    if (signal?.aborted) throw new Refused('La prueba se detuvo.')
    const started = performance.now()
    const reply = await replyTo(respondWith(instructions), question, signal)
    return { reply, tookMs: Math.round(performance.now() - started) }
  }

  return {
    list: async (): Promise<TrialQuestion[]> =>
      db.selectFrom('trial_questions').selectAll().orderBy('id').execute(),
    add: async (given: string) => {
      const text = clean(given)
      if (!text || text.length > MAX_LETTERS)
        throw new Refused(`La pregunta lleva de 1 a ${MAX_LETTERS} letras.`)
      const saved = await db.selectFrom('trial_questions').select('text').execute()
      if (saved.some(one => one.text === text)) throw new Refused('Esa pregunta ya está guardada.')
      if (saved.length >= MAX_QUESTIONS)
        throw new Refused(`Se guardan hasta ${MAX_QUESTIONS} preguntas. Quitá una antes.`)
      await db.insertInto('trial_questions').values({ text }).execute()
    },
    remove: (id: number) => db.deleteFrom('trial_questions').where('id', '=', id).execute(),
    /**
     * What would be answered, by the published instructions or by these; one after another, and
     * nothing of it is stored. Rejects with `InvalidPrompt` when these could not be published.
     */
    run: async (question: string, instructions?: string, signal?: AbortSignal) => {
      const text = instructions === undefined ? undefined : checked(instructions)
      if (waiting > MAX_WAITING)
        throw new Refused('Hay otras pruebas en curso. Esperá a que terminen.')
      waiting++
      try {
        return await inTurn(() => respond(question, text, signal))
      } finally {
        waiting--
      }
    },
  }
}
