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

const DATE =
  /^(\d{1,2}[-. /]\d{1,2}[-. /]\d{2,4}|\d{4}[-. /]\d{1,2}[-. /]\d{1,2}|(19|20)\d{2}\D+(19|20)\d{2})$/

// Order matters: the longest kinds of number first. Separators are what people type in between.
const PERSONAL: readonly (readonly [pattern: RegExp, mask: string])[] = [
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu, '[correo]'],
  [/\b\d{22}\b/g, '[cbu]'],
  [/\b(?:\d{4}[ -]?){3}\d{4}\b/g, '[tarjeta]'],
  [/\b(?:20|23|24|27|30|33|34)[ -.]?\d{8}[ -.]?\d\b/g, '[cuil]'],
  [/\b\d{1,2}[.,]\d{3}[.,]\d{3}\b/g, '[dni]'],
  [/\b(?:dni|documento|d\.n\.i\.?)\W{0,3}(?:n[°ºro.]*\W{0,2})?\d[\d. ]{5,10}\d/gi, '[dni]'],
  [/(?:\+|\(|\b)(?:\d[ ().-]{0,2}){7,15}\d\b/g, '[teléfono]'],
  [/\b\d{7,8}\b/g, '[dni]'],
]

/** Whether the text has a document, an account or a card in it. */
export const namesDocument = (text: string) =>
  /\[(dni|cuil|cbu|tarjeta)\]/.test(maskPersonalData(text))

/** What all of these have, and most messages have not. */
const MAY_BE_PERSONAL = /[@\d０-９]/

/** The text without what identifies a person: documents, phones, e-mails, bank accounts. */
export const maskPersonalData = (text: string) =>
  MAY_BE_PERSONAL.test(text)
    ? PERSONAL.reduce(
        (masked, [pattern, mask]) =>
          masked.replace(pattern, found => (DATE.test(found.trim()) ? found : mask)),
        text.replace(/[０-９]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)),
      )
    : text
