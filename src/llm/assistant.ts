import type { Logger } from '../observability/logger.ts'
import { createDraft, type Draft, type Outcome } from './draft.ts'
import { Fault } from './faults.ts'
import type { Check, Evidence, Objection } from './grounding.ts'
import type { Pool } from './pool.ts'
import { type Exchange, messagesFor, systemMessage } from './request.ts'
import { type Refusal, Unavailable } from './unavailable.ts'

export interface Question {
  readonly evidence: Evidence
  /** Oldest first, personal data masked, contacts as slots. */
  readonly history: () => Promise<readonly Exchange[]>
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
  /** Gets each sentence that passed the check, as soon as it did. */
  readonly onText?: (sentence: string) => void
}

export interface Prose {
  readonly text: string
  /** The model stopped before the end; what is there was checked and shown. */
  readonly unfinished: boolean
}

export interface AssistantCounts {
  readonly answers: number
  readonly refusals: Readonly<Partial<Record<Refusal | NonNullable<Outcome['rejected']>, number>>>
  /** Sentences left out. */
  readonly objections: Readonly<Partial<Record<Objection, number>>>
}

export interface Assistant {
  /** Prose for the question, or `undefined` when there is none that can be shown. Never rejects. */
  answer(question: Question): Promise<Prose | undefined>
  counts(): AssistantCounts
}

interface Deps {
  readonly pool: Pool
  readonly prompts: { readonly published: { readonly text: string } }
  readonly checkFor: (evidence: Evidence, instructions: string) => Check
  readonly log: Logger
  /** Until something is shown, and in all. Milliseconds. */
  readonly patienceMs: number
  readonly totalMs: number
}

/** Ends the wait for an answer: first by patience, then, once something is shown, by the total. */
const createDeadline = (patienceMs: number, totalMs: number, caller?: AbortSignal) => {
  const late = new AbortController()
  const end = () => late.abort(new Fault('cancelled', 'tardaba demasiado'))
  const started = performance.now()
  let ends = started + Math.min(patienceMs, totalMs)
  let timer = setTimeout(end, ends - started)
  const gone = new AbortController()
  const leave = () => gone.abort(new Fault('cancelled', 'ya nadie la espera'))
  if (caller?.aborted) leave()
  caller?.addEventListener('abort', leave, { once: true })
  return {
    signal: AbortSignal.any([late.signal, gone.signal]),
    leftMs: () => ends - performance.now(),
    end,
    shown: () => {
      ends = started + totalMs
      clearTimeout(timer)
      timer = setTimeout(end, ends - performance.now())
    },
    clear: () => {
      clearTimeout(timer)
      caller?.removeEventListener('abort', leave)
    },
  }
}

/** Has questions answered by the pool and lets through only what the check passes. */
export const createAssistant = (deps: Deps): Assistant => {
  const { pool, prompts, checkFor, log, patienceMs, totalMs } = deps
  let answers = 0
  const refusals: Record<string, number> = {}
  const objections: Record<string, number> = {}
  const count = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }

  const answer = async ({ evidence, history, signal, onText }: Question) => {
    const deadline = createDeadline(patienceMs, totalMs, signal)
    let shown = false
    /** An error of ours while the model wrote: it must not pass for one of the endpoint. */
    let broken: unknown
    const show = (sentence: string) => {
      if (!shown) deadline.shown()
      shown = true
      try {
        onText?.(sentence)
      } catch (error) {
        // The whole answer comes in the end, so nothing is lost with a part of it.
        log.warn({ err: error }, 'no se pudo mostrar una parte de la respuesta')
      }
    }
    let draft: Draft | undefined
    const startDraft = (check: Check) => {
      const own = createDraft(check, onText && show)
      draft = own
      return (piece: string) => {
        // Nothing that comes late may be shown, nor set the deadline again.
        if (broken !== undefined || draft !== own) return
        try {
          own.write(piece)
        } catch (error) {
          broken = error
          deadline.end()
        }
      }
    }
    const finish = (unfinished: boolean) => {
      const outcome = draft?.end(unfinished)
      if (!outcome) return undefined
      for (const objection of outcome.objections) count(objections, objection)
      if (outcome.rejected) count(refusals, outcome.rejected)
      if (!outcome.text) return undefined
      answers++
      return { text: outcome.text, unfinished }
    }
    try {
      const { text } = prompts.published
      const check = checkFor(evidence, systemMessage(text))
      const completion = await pool.generate({
        messages: messagesFor(text, evidence, await history()),
        signal: deadline.signal,
        leftMs: deadline.leftMs,
        attempt: () => startDraft(check),
        shown: () => shown,
      })
      if (broken !== undefined) throw broken
      return finish(completion.cut)
    } catch (thrown) {
      const error = broken ?? thrown
      const refusal = error instanceof Unavailable ? error.refusal : 'failed'
      count(refusals, refusal)
      if (!(error instanceof Unavailable)) log.error({ err: error }, 'falló el asistente')
      else log.debug({ err: error }, 'sin respuesta del modelo')
      return shown ? finish(true) : undefined
    } finally {
      draft = undefined
      deadline.clear()
    }
  }

  return {
    answer,
    counts: () => ({ answers, refusals: { ...refusals }, objections: { ...objections } }),
  }
}
