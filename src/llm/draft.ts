import { fold } from '../text.ts'
import type { Check, Objection } from './grounding.ts'
import { createSentences } from './sentences.ts'

/** What became of the text of a model. */
export interface Outcome {
  /** Sentences that may be shown, as they were written; empty when there is no answer. */
  readonly text: string
  /** Sentences that were left out, by the reason why. */
  readonly objections: readonly Objection[]
  /** Why nothing of it is shown although there was text. */
  readonly rejected?: 'no-sabe' | 'mayoria' | 'grave'
}

/** What a model writes when the sources do not say it. */
export const NO_ANSWER = 'NO_SE'

// One of these shows that the rest was not written for the person either.
const GRAVE: ReadonlySet<Objection> = new Set(['rol', 'instrucciones'])

const ADMITS =
  /\bno_se\b|\bno (?:tengo|cuento con|dispongo de|encontre|figura|se menciona|menciona|contienen?|aclara)\b.*\b(?:informacion|datos?|nada|ese tema|lo que)|\bno (?:puedo (?:ayudar|responder|contestar)|estoy en condiciones|me es posible|lo se\b|sabria|puede responderse)|\bno se nada\b/
/** An honest "no tengo ese dato" inside of a longer answer is part of it. */
const SHORT = 160

const hasAnswer = (text: string) => /[\p{L}\p{N}]{2}/u.test(text)

/** "Llevá:" with nothing left after it, or half of a list. */
const withoutLooseEnds = (text: string) =>
  text
    .replace(/(?:\n|^|(?<=[.!?]\s))[^.!?\n]*:\s*$/, '')
    .replace(/\n\s*[-*•]?\s*$/, '')
    .trim()

/**
 * Takes the text of a model as it comes and lets through what `check` passes, a sentence at a time.
 * `onText` gets each sentence that passed, at once.
 */
export const createDraft = (check: Check, onText?: (sentence: string) => void) => {
  let shown = ''
  let held = ''
  let kept = 0
  /** A line of its own was left out; the break that ended it goes with it. */
  let gap = false
  const objections: Objection[] = []

  const release = (sentence: string) => {
    // The break before it may have gone with the sentence that was left out there.
    const joined = /\S$/.test(shown) && /^\S/.test(sentence) ? `\n${sentence}` : sentence
    shown += joined
    onText?.(joined)
  }

  const sentences = createSentences(sentence => {
    const verdict = check(sentence, shown + held)
    if ('objection' in verdict) {
      objections.push(verdict.objection)
      gap = /(?:^|\n)$/.test(shown + held)
      return
    }
    if (!hasAnswer(verdict.text)) {
      // White space and marks are shown with what follows, if anything does.
      if (!gap) held += verdict.text
      gap = false
      return
    }
    gap = false
    kept++
    const text = held + verdict.text
    held = ''
    // The first words may be "I do not know": they wait for what comes after.
    if (kept === 1 && ADMITS.test(fold(text))) held = text
    else release(text)
  })

  return {
    write: (piece: string) => {
      if (!objections.some(objection => GRAVE.has(objection))) sentences.write(piece)
    },
    /** The text is complete; `cut` when it ended in the middle of a sentence. */
    end: (cut = false): Outcome => {
      if (!cut) sentences.end()
      const text = withoutLooseEnds(shown + held)
      const rejected = (reason: NonNullable<Outcome['rejected']>): Outcome => ({
        text: '',
        objections,
        rejected: reason,
      })
      if (objections.some(objection => GRAVE.has(objection))) return rejected('grave')
      if (objections.length > kept) return rejected('mayoria')
      if (ADMITS.test(fold(text)) && text.length <= SHORT) return rejected('no-sabe')
      return { text: hasAnswer(text) ? text : '', objections }
    },
  }
}
