import type { Office } from '../channel.ts'
import { foreignLanguageOf } from '../language.ts'
import { fold, tokenise } from '../text.ts'
import { type Fact, factsIn, factsOf } from './facts.ts'
import { plain } from './numbers.ts'
import { fillSlots } from './slots.ts'

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
export interface Evidence {
  readonly municipio?: string
  readonly office?: Office
  /** Texts of the curated entries that the model was given. */
  readonly entries: readonly string[]
  /** What the person asked, personal data masked. */
  readonly question: string
}

interface Deps {
  /** All that the assistant may say anywhere: its names are no inventions. */
  readonly corpus: readonly string[]
  /** The instructions of the model, which it must not tell. */
  readonly instructions: () => string
  readonly isSpanish: (word: string) => boolean
  /** The words of a text that carry its meaning, reduced so that those of one family are equal. */
  readonly termsOf: (text: string) => readonly string[]
  /** Municipios and places outside of the Province that a text names. */
  readonly placesIn: (text: string) => readonly string[]
}

export type Check = (sentence: string, before: string) => Verdict

const ROLE =
  /<\s*\/?\s*[a-z|!?]|[a-z|]\s*>|<<|>>|\[\/?(?:inst|sys|system|user|assistant)|\b(?:system|assistant|user|human|developer|model|sistema|asistente|usuario|pregunta|entrada|respuesta)\s*:|^\s*(?:system|assistant|user|model)\s*$|```|!\[|javascript:|data:text|&[a-z]+;|&#|#{2,}\s|\|/im
// Folded, as all that follows.
const SELF =
  /\b(?:mis? (?:instruccion\w*|reglas?|prompt|programacion|directivas?|configuracion|entrenamiento)|instrucciones:|modelo de (?:lenguaje|ia|inteligencia)|prompt|language model|inteligencia artificial|como (?:una )?ia\b|fui (?:programad|entrenad|instruid)[oa]|openai|chatgpt|gemma|google|jailbreak|ranuras?|etiquetas para|(?:reglas|restricciones|formato) (?:indicad|pedid|del sistema)|segun (?:el contexto|las entradas)|contexto (?:disponible|proporcionado)|(?:la|las|primera|segunda) entradas? (?:dice|que|1|2)|el ciudadano quiere|debo (?:usar|responder)|(?:tengo que|voy a) (?:resumir|responder|saludar|redactar)|borrador|paso 1: ident|a partir de ahora|soy (?!un asistente|el asistente|iamjus)(?:\w+ )?\w+|te habla)/
// What nobody may promise, or talk a person out of, in the name of the State.
const PROMISES: readonly RegExp[] = [
  /\b(?:garantiz\w+|(?<!\b(?:en|como|de|una) )garantia|prometo|prometemos|te juro|aseguro|aseguramos|doy mi palabra|dalo por hecho)/,
  /\b(?:es|esta) (?:\w+ )?(?:seguro|segura|asegurad[oa]|confirmado|un hecho) que\b/,
  /\b(?:seguro|seguramente|sin (?:ninguna )?dudas?|indefectiblemente|definitivamente|con seguridad|si o si|automaticamente|de una) (?:que )?(?:(?:te|se|le|la|lo|los|las) )*(?:dan|das|va|van|vas|aprueb\w+|otorg\w+|entreg\w+|sale|salen|ganas|gana|tenes|tendras|corresponde)\b/,
  /\b(?:te|se|le) (?:la|lo|las|los) (?:dan|van a dar|aprueban|van a aprobar|otorgan|van a otorgar|entregan|van a entregar|aseguran?|damos|firman) (?:igual|seguro|si o si|sin|fija|si)\b/,
  /\b(?:te|le) (?:la |lo )?(?:van|va) a (?:dar|aprobar|otorgar|entregar|salir|reconocer)/,
  /\b(?:vas|va|van|vamos) a (?:ganar|recibir|obtener|conseguir|ser (?:el |la |los )?(?:duen|propietari))/,
  /\b(?:nadie|nunca|jamas|ningun\w*) (?:\w+ ){0,3}(?:puede|pueden|podra|podran|va|van) (?:\w+ ){0,2}(?:sacar|desaloj|quit|reclam|echar|rechaz|neg)/,
  /\bno (?:(?:te|los|la|lo|le) )?(?:puede|pueden|podra|podran|van a|va a) (?:poder )?(?:\w+ )?(?:desaloj|sac|quit|echar|reclam|rechaz|neg)/,
  /\bno hay (?:forma|manera|chance|posibilidad|riesgo)\b|\bno pasa nada\b|\bnadie (?:\w+ )?controla/,
  /\b(?:cien|100) ?(?:por ciento|%)/,
  /\b(?:ya )?(?:sos|es|son|estas|esta|fue|quedo|queda|quedas) (?:\w+ )?(?:aprobad|otorgad|asegurad|ganad|firmad[oa] tu|anotad[oa] en el programa)/,
  /\b(?:ya es|ya son) (?:tuy|suy|de ustedes|vuestr)|\b(?:te|les) corresponde (?:el titulo|la escritura)/,
  /\b(?:la justicia|el juez|la jueza|el tribunal|el estado) (?:va a|te|le|fallara|dara)\b|\bla ley esta de tu lado|\besta(?:n)? obligad[oa]s? a\b/,
  /\bno (?:llames|llamen|denuncies|denuncien|avises|vayas)\b/,
]

// What is said at any counter, whatever is asked. Needs no source.
const COUNTER = `hola buenas podés tenés necesitás llamá llamar escribí escribir consultá consultar
  confirmá confirmar preguntá preguntar averiguá averiguar acercate acercarte andá pasá entrá buscá
  contactarte comunicate teléfono WhatsApp página web sitio correo mail email horario horarios
  dirección oficina municipio municipalidad municipal datos duda dudas tranquilo tranquila preocupes
  contame contás vale pena conviene decime avisame ayudo ayudar atienden atender internet DNI trámite escritura casa vivienda`
const MIN_TERMS = 3
/** Share of the words that must come from what was given. */
const SUPPORT = 0.3

const NAME = /(?<=[\p{Ll}\p{N},;)»"*]\s+[*("«¿¡]*)\p{Lu}[\p{L}\p{M}]+/gu
const SHINGLE = 8

const wordsOf = (text: string) => tokenise(text).map(({ word }) => word)

const shinglesOf = (text: string) => {
  const words = wordsOf(text)
  return words.slice(SHINGLE - 1).map((_, i) => words.slice(i, i + SHINGLE).join(' '))
}

const isForeign = (text: string, isSpanish: (word: string) => boolean) => {
  if (foreignLanguageOf(text)) return true
  const words = wordsOf(text).filter(word => /\p{L}/u.test(word))
  return words.length >= 4 && words.filter(isSpanish).length < words.length / 2
}

/** Builds the check for the sentences of one answer. */
export const createGrounding = (deps: Deps) => {
  const { corpus, instructions, isSpanish, termsOf, placesIn } = deps
  const corpusWords = new Set([...corpus.flatMap(wordsOf), ...wordsOf(COUNTER)])
  const counterTerms = termsOf(COUNTER)
  const corpusLaws = new Set(
    corpus.flatMap(text => [...factsOf(text)]).filter(fact => fact.startsWith('ley ')),
  )
  return (evidence: Evidence): Check => {
    const { municipio, office, entries, question } = evidence
    // How to reach the office is not among it: that comes through the slots or not at all.
    const record = [municipio, office?.dependencia].filter(Boolean).join('\n')
    const sources = [record, ...entries].map(text => ({ facts: factsIn(text), folded: fold(text) }))
    const given = new Set([...counterTerms, ...termsOf([question, record, ...entries].join('\n'))])
    const told = new Set(shinglesOf(entries.join('\n')))
    const secret = new Set(shinglesOf(instructions()).filter(shingle => !told.has(shingle)))
    const names = new Set(wordsOf(`${record} ${question}`))
    // "Hace 20 años" tells what is past; who asked it may hear it again.
    const asked = new Set([...factsOf(question)].filter(fact => / ano$/.test(fact)))

    const stands = (facts: readonly Fact[]) =>
      facts.length === 0 || sources.some(source => facts.every(fact => source.facts.has(fact)))

    const isSupported = (sentence: string) => {
      // A word of courtesy claims nothing.
      if (/^\s*¡[^.]{0,60}!\s*$/.test(sentence)) return true
      const terms = termsOf(sentence)
      const known = terms.filter(term => given.has(term)).length
      return terms.length < MIN_TERMS || known >= terms.length * SUPPORT
    }

    const objectionTo = (sentence: string, before: string): Objection | undefined => {
      const seen = plain(sentence)
      const folded = fold(seen.replaceAll('*', ''))
      if (ROLE.test(seen.replaceAll(/\{\{|\}\}/g, ''))) return 'rol'
      const tail = wordsOf(before)
        .slice(1 - SHINGLE)
        .join(' ')
      if (SELF.test(folded) || shinglesOf(`${tail} ${seen}`).some(part => secret.has(part)))
        return 'instrucciones'
      if (isForeign(seen.replaceAll(/\{\{\w+\}\}/g, ''), isSpanish)) return 'idioma'
      const past = /\bhace \d|\bhace \p{L}+ anos/u.test(folded)
      const facts = [...factsOf(sentence)].filter(
        fact => !corpusLaws.has(fact.replace('numero', 'ley')) && !(past && asked.has(fact)),
      )
      if (!stands(facts)) return 'dato'
      if (PROMISES.some(promise => promise.test(folded))) return 'promesa'
      const strange = placesIn(seen).filter(place => place !== municipio)
      // An entry may tell how it is done elsewhere; where to go is another matter.
      const sent = strange.map(place => `(?:oficina|municipalidad|tierras|muni) de ${fold(place)}`)
      if (sent.some(place => new RegExp(place).test(folded))) return 'municipio'
      if (strange.some(place => !sources.some(source => source.folded.includes(fold(place)))))
        return 'municipio'
      const unheard = [...seen.matchAll(NAME)].map(([name]) => fold(name))
      if (unheard.some(name => !corpusWords.has(name) && !names.has(name))) return 'nombre'
      return isSupported(seen) ? undefined : 'ajeno'
    }

    return (sentence, before) => {
      const bare = sentence.replace(/\{\{?\s*\w+\s*\}?\}/g, ' ')
      const objection = objectionTo(bare, before)
      if (objection) return { objection }
      const text = fillSlots(sentence, office)
      return text === undefined ? { objection: 'ranura' } : { text }
    }
  }
}
