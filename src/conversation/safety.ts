import { join } from 'node:path'
import { compilePhrase, createMatcher } from './phrases.ts'
import { readYaml } from './yaml.ts'

export interface HelpLine {
  readonly numero: string
  readonly para: string
}

export interface Emergency {
  readonly id: string
  readonly texto: string
  readonly telefonos: readonly HelpLine[]
}

interface EmergencyFile {
  readonly [id: string]: {
    readonly frases: readonly string[]
    /** Absent for phrases that only look like an emergency. */
    readonly texto?: string
    readonly telefonos?: readonly HelpLine[]
  }
}

// A mistake in this file must stop the start, not the answer to somebody in danger.
const checked = (path: string, file: object): EmergencyFile => {
  for (const [id, { frases, texto, telefonos = [] }] of Object.entries(file as EmergencyFile)) {
    if (!Array.isArray(frases)) throw new Error(`${path}: «${id}»: frases debe ser una lista`)
    const lines = Array.isArray(telefonos) && telefonos.every(({ numero, para }) => numero && para)
    if (!lines || (texto !== undefined && typeof texto !== 'string'))
      throw new Error(`${path}: «${id}»: se espera un texto y teléfonos con numero y para`)
  }
  return file as EmergencyFile
}

/** Reads `data/emergencias.yaml` and builds the check that runs before anything else. */
export const createEmergencyCheck = (dataDir: string, known: (word: string) => boolean) => {
  const path = join(dataDir, 'emergencias.yaml')
  const file = checked(path, readYaml(path))
  const match = createMatcher(
    Object.entries(file).flatMap(([id, { frases }]) =>
      frases.map(text => compilePhrase(id, String(text))),
    ),
    known,
  )
  return (text: string): Emergency | undefined => {
    const first = match(text).find(found => file[found.intent]?.texto)
    const found = first && file[first.intent]
    return found && { id: first.intent, texto: found.texto ?? '', telefonos: found.telefonos ?? [] }
  }
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

/** The text without what identifies a person: documents, phones, e-mails, bank accounts. */
export const maskPersonalData = (text: string) =>
  PERSONAL.reduce(
    (masked, [pattern, mask]) =>
      masked.replace(pattern, found => (DATE.test(found.trim()) ? found : mask)),
    text.replace(/[０-９]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)),
  )
