import type { Knowledge } from '../tramites/knowledge.ts'
import type { Answers } from './answers.ts'
import type { Session } from './sessions.ts'
import type { Understood } from './understanding.ts'

// What each step of answering a free message is given.

/** A message, and what was understood of it. */
export interface Asked {
  readonly text: string
  readonly said: Understood
  /** What it asks for of the three things that the programme is about. */
  readonly service: readonly string[]
  readonly named: boolean
  /** In words. */
  readonly length: number
  readonly before: Session
  /** What waited for the place, or else where to go. */
  readonly waiting: readonly string[]
}

/** What the answers are made from. */
export interface Sources {
  readonly knowledge: Knowledge
  readonly answers: Answers
}
