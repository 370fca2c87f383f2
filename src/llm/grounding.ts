import type { Office } from '../channel.ts'
import { foreignLanguageOf } from '../language.ts'
import { fold, tokenise } from '../text.ts'
import { type Fact, factsIn, factsOf } from './facts.ts'
import { forbiddenIn } from './forbidden.ts'
import { plain } from './numbers.ts'
import { createReversals } from './reversals.ts'
import { fillSlots, hasSlots, withoutSlots } from './slots.ts'

// A model may write anything. What it wrote reaches a person only as sentences of which every claim
// stands in what it was given; a promise, a foreign place or an echo of its instructions never does.

/** Why a sentence is not shown. */
export type Objection =
  /** Hardly a word of it comes from what was given. */
  | 'ajeno'
  /** A number, an address, an hour, a date or an amount that no source says. */
  | 'dato'
  /** A name that no source says. */
  | 'nombre'
  | 'municipio'
  /** Says that something need not be, may be, is to be paid or will be lost, and no source does. */
  | 'contrario'
  /** A contact that is not known of this office. */
  | 'ranura'
  | 'idioma'
  | 'promesa'
  /** Markup or roles of a conversation between programs. */
  | 'rol'
  /** What the model was told, or talk about itself. */
  | 'instrucciones'

export type Verdict = { readonly text: string } | { readonly objection: Objection }

/** What an answer may be written from. */
export interface Sources {
  readonly municipio?: string
  readonly office?: Office
  /** Texts of the curated entries that the model was given. */
  readonly entries: readonly string[]
  /** What the person asked, personal data masked. */
  readonly question: string
}

/** The same, with what its words are checked by. */
export interface Evidence extends Sources {
  /** Municipios that a text names or may mean, and what it says of places outside of the Province. */
  readonly placesIn: (text: string) => readonly string[]
}

interface Deps {
  /** All that the assistant may say anywhere: its names are no inventions. */
  readonly corpus: readonly string[]
  readonly isSpanish: (word: string) => boolean
  /** The words of a text that carry its meaning, reduced so that those of one family are equal. */
  readonly termsOf: (text: string) => readonly string[]
}

export type Check = (sentence: string, before: string) => Verdict

// What is said at any counter, whatever is asked. Needs no source.
const COUNTER = `hola buenas podés tenés necesitás llamá llamar escribí escribir consultá consultar
  confirmá confirmar preguntá preguntar averiguá averiguar acercate acercarte andá pasá entrá buscá
  contactarte comunicate teléfono WhatsApp página web sitio correo mail email horario horarios
  dirección oficina municipio municipalidad municipal datos duda dudas tranquilo tranquila quedate
  preocupes contame contás contalo vale pena conviene decime decís avisame avisalo avisá ayudo ayudar
  ayuda atienden atender internet DNI trámite escritura casa vivienda papeles caso casos situación
  claro siento lamento entiendo sentimiento acompaño gusto macana bronca suerte ojalá alegría lindo
  felicitaciones buenísimo bueno depende orden pasos paso sumá requisitos resumo propongo principal
  principio diferencia gran importante necesariamente recorrido recordá explicar explican orientar
  orientan decirte cuente querés tuyo difícil pérdida distinto problema algún llevar llevá juntá guardá`
const MIN_TERMS = 3
/** Share of the words that must come from what was given. */
const SUPPORT = 0.4
/** Share of the words that may be of no curated text at all. */
const STRANGE = 0.34
/** A sentence about how to reach somebody, in which every word must be known. Folded. */
const CONTACT =
  /\b(?:telefonos?|celular(?:es)?|whatsapp|mail|correos?|paginas?|sitios?|web|redes|grupo)\b/
/** A value of the record, with what could change it right beside it. */
const BESIDE =
  /[\p{L}\p{N}]\{\{|\}\}[\p{L}\p{N}]|\}\}[^.\p{L}]*\d|\}\},? (?:interno|int|bis|piso|casa|depto|fondo|menos|salvo|excepto|pero)\b|\b(?:ya no anda|no lo uses|es la vieja|se mudo|inspector|celular del?)\b/u

const NAME = /(?<=[\p{Ll}\p{N},;)»"*]\s+[*("«¿¡]*)\p{Lu}[\p{L}\p{M}]+/gu
const SHINGLE = 8

const wordsOf = (text: string) => tokenise(text).map(({ word }) => word)

const shinglesOf = (text: string) => {
  const words = wordsOf(text)
  return words.slice(SHINGLE - 1).map((_, i) => words.slice(i, i + SHINGLE).join(' '))
}

const isForeign = (text: string, isSpanish: (word: string) => boolean) => {
  // Here one sentence of two languages, or one letter of another alphabet, is too much.
  if (foreignLanguageOf(text) || /[\p{L}--[\p{Script=Latin}\p{Script=Common}]]/v.test(text))
    return true
  const words = wordsOf(text).filter(word => /\p{L}/u.test(word))
  return words.length >= 4 && words.filter(isSpanish).length < words.length / 2
}

/** Builds the check for the sentences of one answer, whose `instructions` it must not tell. */
export const createGrounding = (deps: Deps) => {
  const { corpus, isSpanish, termsOf } = deps
  const corpusWords = new Set([...corpus.flatMap(wordsOf), ...wordsOf(COUNTER)])
  const counterTerms = termsOf(COUNTER)
  const corpusTerms = new Set(corpus.flatMap(termsOf))
  const corpusLaws = new Set(
    corpus.flatMap(text => [...factsOf(text)]).filter(fact => fact.startsWith('ley ')),
  )
  return (evidence: Evidence, instructions: string): Check => {
    const { municipio, office, entries, question, placesIn } = evidence
    // How to reach the office is not among it: that comes through the slots or not at all.
    const record = [municipio, office?.dependencia].filter(Boolean).join('\n')
    const sources = [record, ...entries].map(text => ({ facts: factsIn(text), folded: fold(text) }))
    const given = new Set([...counterTerms, ...termsOf([question, record, ...entries].join('\n'))])
    const told = new Set(shinglesOf(entries.join('\n')))
    const secret = new Set(shinglesOf(instructions).filter(shingle => !told.has(shingle)))
    const names = new Set(wordsOf(`${record} ${question}`))
    // "Hace 20 años" and "en 2010" tell what is past; who asked it may hear it again.
    const asked = new Set(
      [...factsOf(question)].filter(fact => / ano$|^numero (?:19|20)\d\d$/.test(fact)),
    )

    const turns = createReversals(entries, termsOf)
    const stands = (facts: readonly Fact[]) =>
      facts.length === 0 || sources.some(source => facts.every(fact => source.facts.has(fact)))

    const isSupported = (sentence: string) => {
      // A word of courtesy claims nothing.
      if (/^\s*¡[^.]{0,60}!\s*$/.test(sentence)) return true
      const terms = [...new Set(termsOf(sentence))]
      const strange = terms.filter(term => !given.has(term) && !corpusTerms.has(term)).length
      // So short, a foreign word is all that it says: "matate".
      if (terms.length < MIN_TERMS) return strange === 0 || wordsOf(sentence).length > terms.length
      const may = CONTACT.test(fold(sentence)) ? STRANGE / 2 : STRANGE
      const known = terms.filter(term => given.has(term)).length
      return known >= Math.floor(terms.length * SUPPORT) && strange <= terms.length * may
    }

    const objectionTo = (sentence: string, before: string): Objection | undefined => {
      const seen = plain(sentence)
      const folded = fold(seen.replaceAll('*', ''))
      const forbidden = forbiddenIn(seen, folded)
      if (forbidden) return forbidden
      const tail = wordsOf(before)
        .slice(1 - SHINGLE)
        .join(' ')
      if (shinglesOf(`${tail} ${seen}`).some(part => secret.has(part))) return 'instrucciones'
      if (isForeign(seen, isSpanish)) return 'idioma'
      const past = /\bhace \d|\bhace \p{L}+ anos/u.test(folded)
      const facts = [...factsOf(sentence)].filter(
        fact =>
          !corpusLaws.has(fact.replace('numero', 'ley')) &&
          !(asked.has(fact) && (past || fact.startsWith('numero'))),
      )
      if (!stands(facts)) return 'dato'
      const places = placesIn(seen)
      // A name that may be its own is taken for its own.
      const strange = municipio && places.includes(municipio) ? [] : places
      // An entry may tell how it is done elsewhere; where to go is another matter.
      const offices = [...folded.matchAll(/(?:oficina|municipalidad|tierras|muni) de (.{0,40})/g)]
      const sent = (place: string) => offices.some(([, rest]) => rest?.startsWith(fold(place)))
      if (strange.some(sent)) return 'municipio'
      if (strange.some(place => !sources.some(source => source.folded.includes(fold(place)))))
        return 'municipio'
      const unheard = [...seen.matchAll(NAME)].map(([name]) => fold(name))
      if (unheard.some(name => !corpusWords.has(name) && !names.has(name))) return 'nombre'
      if (turns(seen)) return 'contrario'
      return isSupported(seen) ? undefined : 'ajeno'
    }

    return (sentence, before) => {
      if (hasSlots(sentence) && BESIDE.test(fold(sentence))) return { objection: 'ranura' }
      const objection = objectionTo(withoutSlots(sentence), before)
      if (objection) return { objection }
      const text = fillSlots(sentence, office)
      return text === undefined ? { objection: 'ranura' } : { text }
    }
  }
}
