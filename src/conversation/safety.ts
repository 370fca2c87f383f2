import { join } from 'node:path'
import { createRuleChoice, readKinds } from './rule-choice.ts'

export interface HelpLine {
  readonly numero: string
  readonly para: string
}

export interface Emergency {
  readonly id: string
  readonly texto: string
  readonly telefonos: readonly HelpLine[]
}

/** What was found in a chat, and when (Unix milliseconds). */
export interface Danger {
  readonly id: string
  readonly at: number
}

export interface EmergencyCheck {
  (text: string): Emergency | undefined
  /** The help of this kind. */
  help(id: string): Emergency | undefined
  /** The help that was given for what was found a short while ago, for who is still afraid. */
  again(danger: Danger, now: number): Emergency | undefined
}

/** Who is afraid later than this speaks of something else. */
const DANGER_MS = 2 * 60 * 60 * 1000

interface Kind {
  readonly frases: readonly string[]
  /** Absent for phrases that only look like an emergency. */
  readonly texto?: string
  readonly telefonos?: readonly HelpLine[]
}

const asKind = (kind: unknown): Kind => {
  const { frases, texto, telefonos = [] } = (kind ?? {}) as Partial<Kind>
  if (!Array.isArray(frases)) throw new Error('frases debe ser una lista')
  const lines = Array.isArray(telefonos) && telefonos.every(line => line?.numero && line.para)
  if (!lines || (texto !== undefined && typeof texto !== 'string'))
    throw new Error('se espera un texto y teléfonos con numero y para')
  return kind as Kind
}

/** Letters that are listened to: more than anybody writes by hand, and read in a moment. */
const MOST_HEARD = 8000

/** Reads `data/emergencias.yaml` and builds the check that runs before anything else. */
export const createEmergencyCheck = (
  dataDir: string,
  known: (word: string) => boolean,
): EmergencyCheck => {
  const kinds = readKinds(join(dataDir, 'emergencias.yaml'), asKind, ({ frases }) => frases)
  const choose = createRuleChoice(kinds, known)
  const helps = new Map(
    kinds.flatMap(({ id, value: { texto, telefonos = [] } }) =>
      texto ? [[id, { id, texto, telefonos }] as const] : [],
    ),
  )
  const check = (text: string) => helps.get(choose(text.slice(0, MOST_HEARD)) ?? '')
  return Object.assign(check, {
    help: (id: string) => helps.get(id),
    again: ({ id, at }: Danger, now: number) => (now - at < DANGER_MS ? helps.get(id) : undefined),
  })
}
