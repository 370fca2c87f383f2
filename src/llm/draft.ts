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
  /\bno (?:tengo|cuento con|dispongo de|encontre|figura|se menciona|menciona|contienen?|aclara)\b.*\b(?:informacion|datos?|nada|ese tema|lo que)|\bno (?:puedo (?:ayudar|responder|contestar)|estoy en condiciones|me es posible|lo se\b|sabria|puede responderse)|\bno se nada\b|^[^a-z]*no se[^a-z]*$/
/** An honest "no tengo ese dato" inside of a longer answer is part of it. */
const SHORT = 160

/** `NO_ANSWER`, folded, also as it is escaped in Markdown. */
const SAYS_SO = /no\\?_se/

const MARKER = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/
/** "Llevá:", which says nothing without what comes after. */
const INTRO = /(?:\n|^|(?<=[.!?]\s))(?:[^.!?\n]|\.(?=\d))*:[*_]*(\s*)$/

const hasAnswer = (text: string) => /[\p{L}\p{N}]{2}/u.test(text)

/** "Llevá:" with nothing left after it, or half of a list. */
const withoutLooseEnds = (text: string) =>
  text
    .replace(/\n[\s*•-]*(?:\d{1,2}[.)]\s*)?$/, '')
    .replace(INTRO, '')
    .trim()

export type Draft = ReturnType<typeof createDraft>

/**
 * Takes the text of a model as it comes and lets through what `check` passes, a sentence at a time.
 * `onText` gets each sentence that passed, at once.
 */
export const createDraft = (check: Check, onText?: (sentence: string) => void) => {
  let shown = ''
  let held = ''
  let kept = 0
  /** The beginning of a line was left out: the mark of a list that stood there, if any. */
  let gap: string | undefined
  /** What should have followed the held intro was left out. */
  let robbed = false
  let admitted = false
  const objections: Objection[] = []

  const isOver = () => admitted || objections.some(objection => GRAVE.has(objection))

  const leaveOut = (sentence: string) => {
    const begins = /(?:^|\n)$/.test(shown + held)
    if (INTRO.test(held)) robbed = true
    if (!sentence.endsWith('\n')) {
      if (begins) gap ??= MARKER.exec(sentence)?.[0] ?? ''
      return
    }
    gap = undefined
    // The line that it ended still ends.
    if (!begins) held += '\n'
  }

  const keep = (sentence: string) => {
    if (!hasAnswer(sentence)) {
      // White space and marks are shown with what follows, if anything does.
      if (gap === undefined) held += sentence
      else if (sentence.endsWith('\n')) gap = undefined
      return
    }
    if (robbed && !MARKER.test(gap ?? sentence)) held = held.replace(INTRO, '$1')
    const text = held + (gap === undefined ? sentence : gap + sentence.trimStart())
    gap = undefined
    robbed = false
    held = ''
    kept++
    // The first words may be "I do not know": they wait for what comes after.
    if (INTRO.test(text) || (kept === 1 && ADMITS.test(fold(text)))) {
      held = text
      return
    }
    shown += text
    onText?.(text)
  }

  const sentences = createSentences(sentence => {
    if (isOver()) return
    if (SAYS_SO.test(fold(sentence))) {
      admitted = kept === 0
      leaveOut(sentence)
      return
    }
    const verdict = check(sentence, shown + held)
    if ('text' in verdict) return keep(verdict.text)
    objections.push(verdict.objection)
    leaveOut(sentence)
  })

  return {
    write: sentences.write,
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
      if (admitted) return rejected('no-sabe')
      if (objections.length > kept) return rejected('mayoria')
      if (ADMITS.test(fold(text)) && text.length <= SHORT) return rejected('no-sabe')
      return { text: hasAnswer(text) ? text : '', objections }
    },
  }
}
