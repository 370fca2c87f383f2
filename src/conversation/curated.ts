import { remembered } from '../spelling.ts'

const ASKS_MUNICIPIO = /(?<=^|\n|[.?!*]\s)[^.?!\n]*\b[Dd]ecime\b[^.?!\n]*\bte paso\b[^.?!\n]*\.\s*$/

// There are as many texts as entries, and the expression reads each of them slowly.
const withoutAsking = remembered(texto => texto.replace(ASKS_MUNICIPIO, '').trim(), 100)

/** A curated text; once the municipio is known, without its closing "tell me your municipio". */
export const curated = (texto: string, municipioKnown: boolean) =>
  municipioKnown ? withoutAsking(texto) : texto
